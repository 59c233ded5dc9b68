import fc from 'fast-check';
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
const RANDOM_ORDERS = 12;
const LIMIT_MS = 120_000;
/** Every report at least once, up to three again, in any order; and how many come before they can be read. */
const ARRIVALS = fc.array(fc.constantFrom(...HISTORY), { maxLength: 3 }).chain((again) => {
  const all = [...HISTORY, ...again];
  return fc.record({
    order: fc.shuffledSubarray(all, { minLength: all.length }),
    unread: fc.nat(all.length),
  });
});

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

function saying(ref: string, state: string): object {
  return { ref, state, at: `2026-02-0${HISTORY.indexOf(state) + 1}T12:00:00Z` };
}

async function replay({ slug }: TestPartner): Promise<void> {
  const json = { filter: { partner: slug }, dryRun: false };
  const { body } = await asAdmin(gateway, '/api/admin/replays', { json });
  const ended = async () => (await asAdmin(gateway, `/api/admin/replays/${body['id']}`)).body['finishedAt'] !== null;
  await until('the replay to end', ended, LIMIT_MS);
}

it(
  'leaves each lead and its user with the same, in whatever order and however often receipts came and were replayed',
  async () => {
    const leads = await Promise.all(Array.from({ length: ORDERS }, () => aDeliveredLead(gateway, firm)));
    for (const [which, ref] of leads.entries()) {
      const reports = HISTORY.map((state) => saying(ref, state));
      for (const one of disordered(reports, which)) await report(gateway, firm.accessToken, one);
    }
    await aLiveAdapter(gateway, firm, RENAMED);
    await Promise.all([replay(firm), replay(firm)]);
    await replay(firm);
    await until('everybody to be told', () => allHandled(gateway), LIMIT_MS);
    for (const leadId of leads) {
      expect(await reportedOn(gateway, leadId)).toEqual(HISTORY.map((state) => `${state}!`));
      expect([await statusOf(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual(['filed', HISTORY.length]);
    }
  },
  LIMIT_MS,
);

it(
  'ends each lead at the last thing that happened, and tells nothing twice, while replays and updates come at once in random order',
  async () => {
    const other = await aPartner(gateway, (await startReceiver()).url);
    const plans = fc.sample(ARRIVALS, { numRuns: RANDOM_ORDERS, seed: 20_260_201 });
    const leads = await Promise.all(
      plans.map(async (plan) => ({ ...plan, ref: await aDeliveredLead(gateway, other) })),
    );
    const send = (ref: string, states: readonly string[]) =>
      states.map((state) => report(gateway, other.accessToken, saying(ref, state)));
    await Promise.all(leads.flatMap(({ ref, order, unread }) => send(ref, order.slice(0, unread))));
    await aLiveAdapter(gateway, other, RENAMED);
    const late = leads.flatMap(({ ref, order, unread }) => send(ref, order.slice(unread)));
    await Promise.all([...late, replay(other), replay(other)]);
    await replay(other);
    await until('everybody to be told', () => allHandled(gateway), LIMIT_MS);
    for (const { ref: leadId, order, unread } of leads) {
      const reported = await reportedOn(gateway, leadId);
      const applied = reported.filter((one) => one.endsWith('!'));
      const found = {
        status: await statusOf(gateway, leadId),
        reported: reported.map((one) => one.replace('!', '')).sort(),
        told: await toldAbout(gateway, leadId),
        ends: applied.includes(`${HISTORY.at(-1)}!`),
      };
      const expected = { status: 'filed', reported: [...HISTORY].sort(), told: applied.length, ends: true };
      expect({ order, unread, ...found }).toEqual({ order, unread, ...expected });
    }
  },
  LIMIT_MS,
);
