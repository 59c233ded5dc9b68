import type { Gateway } from './app.js';
import { type Answer, asAdmin, call } from './http.js';

export type MadePartner = {
  readonly slug: string;
  readonly id: string;
  readonly accessToken: string;
  readonly testAccessToken: string;
};

let serial = 0;

/** A partner without endpoint or cases. */
export async function aBarePartner(gateway: Gateway): Promise<MadePartner> {
  serial += 1;
  const slug = `partner-${serial}`;
  const { body } = await asAdmin(gateway, '/api/admin/partners', { json: { slug, name: `Partner ${serial}` } });
  const { id, accessToken, testAccessToken } = body as Omit<MadePartner, 'slug'>;
  return { slug, id, accessToken, testAccessToken };
}

/** The items of a list's answer. */
export function itemsOf({ body }: Answer): Record<string, unknown>[] {
  return body['items'] as Record<string, unknown>[];
}

/** The fields that a refusal names, each once, in order. */
export function pathsOf({ body }: Answer): string[] {
  return [...new Set((body['issues'] as { path: string }[]).map(({ path }) => path))].sort();
}

/** Whether a partner's token is let in, over HTTP. */
export async function letsIn(gateway: Gateway, token: string): Promise<boolean> {
  const path = `/api/webhooks/partner-status/test?access_token=${token}`;
  const { status } = await call(gateway, path, { json: { LeadId: 'x', Status: 'New' } });
  return status === 200;
}

/** Everything a table holds, as text. */
export async function dump({ source }: Gateway, table: string): Promise<string> {
  return JSON.stringify(await source.query(`select t::text from ${table} t`));
}
