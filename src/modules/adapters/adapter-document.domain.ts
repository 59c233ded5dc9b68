import type { Issue } from '../../kernel/domain-error.js';
import { type CompiledAdapter, compileAdapter } from './compiled-adapter.domain.js';
import { compileOutbound } from './compiled-outbound.domain.js';
import { adapterInvalid } from './document-expressions.domain.js';
import type { InboundAdapter } from './inbound-adapter.domain.js';
import { memberPath } from './schema.domain.js';

/** Cannot be stored in a document: NUL, and half a surrogate pair. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** A document that may be saved; `inbound` is null for one that writes what a partner is sent. */
export type CheckedDocument = {
  readonly direction: 'inbound' | 'outbound';
  readonly inbound: CompiledAdapter | null;
};

/**
 * Checks a document that is to be saved. `codes` are the canonical statuses that are in use.
 * @throws DomainError `adapter_invalid`, each issue with its path and reason
 */
export function checkDocument(document: unknown, codes: ReadonlySet<string>): CheckedDocument {
  const inbound = isOutbound(document) ? null : compileAdapter(document);
  if (inbound === null) compileOutbound(document);
  const issues = [...unstorable(document, ''), ...(inbound ? unknownStatuses(inbound.document, codes) : [])];
  if (issues.length > 0) throw adapterInvalid(issues);
  return { direction: inbound ? 'inbound' : 'outbound', inbound };
}

function isOutbound(document: unknown): boolean {
  return (
    typeof document === 'object' && document !== null && 'direction' in document && document.direction === 'outbound'
  );
}

function unstorable(value: unknown, path: string): Issue[] {
  if (typeof value === 'string') {
    return UNSTORABLE.test(value) ? [{ path, message: 'must not hold NUL or half a character' }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, at) => unstorable(item, `${path}[${at}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...unstorable(name, memberPath(path, name)),
    ...unstorable(member, memberPath(path, name)),
  ]);
}

function unknownStatuses({ status }: InboundAdapter, codes: ReadonlySet<string>): Issue[] {
  return Object.entries(status.table).flatMap(([raw, canonical]) => {
    if (canonical === null || codes.has(canonical)) return [];
    const message = `There is no active canonical status ${JSON.stringify(canonical)}.`;
    return [{ path: memberPath('status.table', raw), message }];
  });
}
