import type { IncomingMessage } from 'node:http';

const BEARER = /^Bearer ([\x21-\x7e]+)$/i;

/** The one token that an `Authorization: Bearer` header holds, else null. */
export function bearerToken(header: string | undefined): string | null {
  return BEARER.exec(header ?? '')?.[1] ?? null;
}

/**
 * The access token of a partner: from the query, as the public contract has it, or from the header. Null when there is
 * none, when the query has two, or when query and header differ.
 */
export function presentedToken({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>): string | null {
  const inHeader = headers.authorization === undefined ? undefined : bearerToken(headers.authorization);
  if (inHeader === null) return null;
  const inQuery = queryOf(url).getAll('access_token');
  if (inQuery.length > 1) return null;
  const [fromQuery] = inQuery;
  if (fromQuery === undefined) return inHeader ?? null;
  return inHeader === undefined || inHeader === fromQuery ? fromQuery : null;
}

function queryOf(url: string | undefined): URLSearchParams {
  const at = url?.indexOf('?') ?? -1;
  return new URLSearchParams(at === -1 ? '' : url?.slice(at + 1));
}
