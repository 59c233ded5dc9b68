import type { Gateway } from './app.js';
import type { TestPartner } from './builders.js';
import { asAdmin } from './http.js';
import { allHandled } from './partner-status.js';
import { until } from './until.js';

export type Run = Record<string, unknown> & { readonly id: string; readonly counts: Record<string, number> };
export type AskedReplay = { readonly dryRun: boolean; readonly adapterVersion?: number; readonly filter?: object };

/** Has what a partner sent read once more. */
export async function startReplay(gateway: Gateway, firm: TestPartner, asked: AskedReplay): Promise<Run> {
  const { filter, ...rest } = asked;
  const json = { filter: { partner: firm.slug, ...filter }, ...rest };
  const { status, body } = await asAdmin(gateway, '/api/admin/replays', { json });
  if (status !== 201) throw new Error(`The replay was not started: ${JSON.stringify(body)}`);
  return body as Run;
}

/** Once it has ended, and its news are told. */
export async function endedReplay(gateway: Gateway, id: string): Promise<Run> {
  const run = async () => (await asAdmin(gateway, `/api/admin/replays/${id}`)).body as Run;
  await until('the replay to end', async () => (await run())['finishedAt'] !== null, 25_000);
  await until('the news to be told', () => allHandled(gateway));
  return run();
}

/** The receipts that differ. */
export async function replayedReceipts(gateway: Gateway, id: string): Promise<Record<string, unknown>[]> {
  const { body } = await asAdmin(gateway, `/api/admin/replays/${id}/receipts`);
  return body['items'] as Record<string, unknown>[];
}
