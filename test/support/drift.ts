import { JobHandlers } from '../../src/platform/queue/job-handlers.js';
import type { Gateway } from './app.js';
import type { TestPartner } from './builders.js';
import { asAdmin } from './http.js';
import { report } from './partner-status.js';
import type { SettableClock } from './settable-clock.js';

export type Alert = Record<string, unknown> & {
  readonly id: string;
  readonly signal: string;
  readonly subject: string;
};

const SETTLED_SECONDS = 120;

/** What the maintenance lane does, once what came before is old enough. */
export async function lookAtReceipts(gateway: Gateway, clock: SettableClock): Promise<void> {
  clock.move(SETTLED_SECONDS);
  await gateway.app.get(JobHandlers).find('maintenance.watch-inbound')?.([]);
}

export async function alertsOf(gateway: Gateway, { slug }: TestPartner, query = ''): Promise<Alert[]> {
  const { body } = await asAdmin(gateway, `/api/admin/alerts?partner=${slug}${query}`);
  return body['items'] as Alert[];
}

/** Reports that are no repeats of each other, unless a test says what their messages are. */
export async function sendTimes(
  gateway: Gateway,
  { accessToken }: TestPartner,
  body: object,
  times = 1,
): Promise<void> {
  for (let at = 0; at < times; at += 1) await report(gateway, accessToken, { Message: `note ${at}`, ...body, no: at });
}
