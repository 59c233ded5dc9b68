import { aLiveAdapter } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { allHandled, report, reportedOn, statusOf, toldAbout } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

const RENAMED = { map: { LeadId: ['ref'], Status: ['state'], EventTime: ['at'] } };
const HISTORY = ['Received', 'Contacted', 'Retainer Sent', 'Signed', 'Filed'];
const ORDERS = 8;
const LIMIT_MS = 120_000;

let gateway: Gateway;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  firm = await aPartner(gateway, (await startReceiver()).url);
});

/** The same disorder every time: a shuffle of `items`, the `which`th, with some of them twice. */
function disordered<Item>(items: readonly Item[], which: number): Item[] {
  const twice = [...items, ...items.slice(0, which % items.length)];
  const step = [1, 3, 5, 7, 11, 13].find((one, at) => at >= which % 4 && twice.length % one !== 0) ?? 1;
  return twice.flatMap((_, at) => twice[(at * step + which) % twice.length] ?? []);
}

async function replay(): Promise<void> {
  const json = { filter: { partner: firm.slug }, dryRun: false };
  const { body } = await asAdmin(gateway, '/api/admin/replays', { json });
  const ended = async () => (await asAdmin(gateway, `/api/admin/replays/${body['id']}`)).body['finishedAt'] !== null;
  await until('the replay to end', ended, LIMIT_MS);
}

it(
  'leaves each lead and its user with the same, in whatever order and however often receipts came and were replayed',
  async () => {
    const leads = await Promise.all(Array.from({ length: ORDERS }, () => aDeliveredLead(gateway, firm)));
    for (const [which, ref] of leads.entries()) {
      const reports = HISTORY.map((state, day) => ({ ref, state, at: `2026-02-0${day + 1}T12:00:00Z` }));
      for (const one of disordered(reports, which)) await report(gateway, firm.accessToken, one);
    }
    await aLiveAdapter(gateway, firm, RENAMED);
    await Promise.all([replay(), replay()]);
    await replay();
    await until('everybody to be told', () => allHandled(gateway), LIMIT_MS);
    for (const leadId of leads) {
      expect(await reportedOn(gateway, leadId)).toEqual(HISTORY.map((state) => `${state}!`));
      expect([await statusOf(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual(['filed', HISTORY.length]);
    }
  },
  LIMIT_MS,
);
