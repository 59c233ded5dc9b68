import { readFileSync } from 'node:fs';
import type { Gateway } from './app.js';
import { type Answer, asService, call } from './http.js';

export const STATUS_PATH = '/api/webhooks/partner-status';

/** A sample of PayMe's public pages. */
export function sample(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../fixtures/payme/${name}.json`, import.meta.url), 'utf8'));
}

/** Sends a status update as a partner does. */
export function report(gateway: Pick<Gateway, 'baseUrl'>, token: string, json: unknown): Promise<Answer> {
  return call(gateway, `${STATUS_PATH}?access_token=${token}`, { json });
}

/** As `report`, with these exact bytes. */
export function reportBytes(gateway: Gateway, token: string, raw: string | Buffer, type: string): Promise<Answer> {
  return call(gateway, `${STATUS_PATH}?access_token=${token}`, { raw, headers: { 'content-type': type } });
}

/** Asks what a status update would do. */
export function rehearse(gateway: Gateway, token: string, json: unknown): Promise<Answer> {
  return call(gateway, `${STATUS_PATH}/test?access_token=${token}`, { json });
}

type Entry = {
  readonly type: string;
  readonly status?: string;
  readonly rawStatus?: string;
  readonly applied: boolean;
};

/** What partners reported on a lead, oldest first: raw status, and `!` when it was applied. */
export async function reportedOn(gateway: Gateway, leadId: string): Promise<string[]> {
  const { body } = await asService(gateway, `/api/leads/${leadId}`);
  const reports = (body['timeline'] as Entry[]).filter(({ type }) => type === 'status.reported');
  return reports.map(({ rawStatus, applied }) => `${rawStatus}${applied ? '!' : ''}`);
}

export async function statusOf(gateway: Gateway, leadId: string): Promise<unknown> {
  return (await asService(gateway, `/api/leads/${leadId}`)).body['status'];
}

/** Notifications that the lead's user got about it. */
export async function toldAbout(gateway: Gateway, leadId: string): Promise<number> {
  const rows = await gateway.source.query<unknown[]>('select 1 from notification where lead_id = $1', [leadId]);
  return rows.length;
}

/** Events that nobody has handled yet: when there are none, everything that follows has happened. */
export async function allHandled({ source }: Pick<Gateway, 'source'>): Promise<boolean> {
  const [row] = await source.query<{ open: boolean }[]>('select exists (select from outbox) as open');
  return row?.open === false;
}
