import { randomUUID } from 'node:crypto';
import { adaptersOf, aLiveAdapter } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { soleGroup, waitingGroups } from '../support/parked.js';
import { report, reportedOn, statusOf, toldAbout } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { endedReplay, replayedReceipts, startReplay } from '../support/replays.js';
import { SettableClock } from '../support/settable-clock.js';
import { until } from '../support/until.js';

const RENAMED = { map: { LeadId: ['ref'], Status: ['state'] } };

const clock = new SettableClock();
let gateway: Gateway;
let url: string;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway({ clock });
  url = (await startReceiver()).url;
});

beforeEach(async () => {
  firm = await aPartner(gateway, url);
});

const start = (dryRun = false) => startReplay(gateway, firm, { dryRun });
const finished = (id: string) => endedReplay(gateway, id);
const replay = async (dryRun = false) => finished((await start(dryRun)).id);
const send = async (json: object) => String((await report(gateway, firm.accessToken, json)).body['ReceiptId']);
const receiptOf = async (id: string) => (await asAdmin(gateway, `/api/admin/receipts/${id}`)).body;

async function waitsForLocks(count: number): Promise<boolean> {
  const [row] = await gateway.source.query<{ waiting: number }[]>(
    `select count(*)::int as waiting from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return (row?.waiting ?? 0) >= count;
}

/** Has runs start their work only after `meanwhile`. */
async function paused<Result>(work: () => Promise<Result>, meanwhile: () => Promise<void>): Promise<Result> {
  const runner = gateway.source.createQueryRunner();
  await runner.startTransaction();
  await runner.query('lock table replay_item in access exclusive mode');
  const result = await work();
  await until('the run to wait', () => waitsForLocks(1));
  await meanwhile();
  await runner.commitTransaction();
  await runner.release();
  return result;
}

it('a run goes past a receipt whose bytes do not open, and names it', async () => {
  const leadId = await aDeliveredLead(gateway, firm);
  const lost = await send({ ref: leadId, state: 'Contacted' });
  await send({ ref: leadId, state: 'Signed' });
  await gateway.source.query(`update receipt set body_sealed = '\\x00' where id = $1`, [lost]);
  await aLiveAdapter(gateway, firm, RENAMED);
  const run = await replay();
  expect(run).toMatchObject({ state: 'done', checked: 2, counts: { fixed: 1, still_failing: 1 }, due: 0 });
  const items = await replayedReceipts(gateway, run.id);
  expect(items).toMatchObject([{ id: lost, failedBy: 'missing_identifier', failsBy: 'unreadable' }, {}]);
  expect(await receiptOf(lost)).toMatchObject({ verdict: 'refused', reason: 'missing_identifier' });
  expect(await reportedOn(gateway, leadId)).toEqual(['Signed!']);
});

it('a run reads what an older version judged, though that one would not be taken any more', async () => {
  const leadId = await aDeliveredLead(gateway, firm);
  const old = { map: { LeadId: ['ref'], Status: ['state'] }, status: { table: { Odd: 'signed' } } };
  const version = await aLiveAdapter(gateway, firm, old);
  await send({ id: leadId, state: 'Signed' });
  await aLiveAdapter(gateway, firm, { map: { LeadId: ['id'], Status: ['state'] } });
  await gateway.source.query(
    `update adapter_version set id = gen_random_uuid(), document = jsonb_set(document, '{status,table,Odd}', '"gone"')
     where partner_id = $1 and version = $2`,
    [firm.id, version],
  );
  expect(await replay()).toMatchObject({ state: 'done', error: null, applied: 1 });
  expect(await reportedOn(gateway, leadId)).toEqual(['Signed!']);
});

it('a run takes for a repeat what came within a day, however much later it is replayed', async () => {
  const leadId = await aDeliveredLead(gateway, firm);
  const first = await send({ ref: leadId, state: 'Signed' });
  const repeat = await send({ ref: leadId, state: 'Signed' });
  clock.move(3 * 86_400);
  await aLiveAdapter(gateway, firm, RENAMED);
  await replay();
  expect(await reportedOn(gateway, leadId)).toEqual(['Signed!']);
  expect([await receiptOf(first), await receiptOf(repeat)]).toMatchObject([
    { outcome: 'applied' },
    { outcome: 'duplicate' },
  ]);
});

it('a run ends when its version is not live any more, and says so', async () => {
  const leadId = await aDeliveredLead(gateway, firm);
  await send({ ref: leadId, state: 'Signed' });
  const version = await aLiveAdapter(gateway, firm, RENAMED);
  const { id } = await paused(
    () => start(),
    async () => {
      await asAdmin(gateway, `${adaptersOf(firm)}/${version}/retire`, { json: { reason: 'It was wrong.' } });
    },
  );
  expect(await finished(id)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('not live'),
    applied: 0,
  });
  expect([await statusOf(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual([null, 0]);
});

it('a run is cancelled, though it goes from reading to applying at that moment', async () => {
  const id = randomUUID();
  await gateway.source.query(
    `insert into replay_run (id, partner_id, environment, filter, dry_run, state, read_to, until, created_at, created_by)
     values ($1, $2, 'live', '{}', false, 'reading', $1, now(), now(), 'test')`,
    [id, firm.id],
  );
  const runner = gateway.source.createQueryRunner();
  await runner.startTransaction();
  await runner.query(`update replay_run set state = 'applying' where id = $1`, [id]);
  const cancelled = asAdmin(gateway, `/api/admin/replays/${id}/cancel`, { json: {} });
  await until('the cancellation to wait', () => waitsForLocks(1));
  await runner.commitTransaction();
  await runner.release();
  expect((await cancelled).body).toMatchObject({ state: 'cancelled', finishedAt: expect.any(String) });
});

it('a run waits for whoever holds a parked report before it holds the receipt, which they need next', async () => {
  const leadId = await aDeliveredLead(gateway, firm);
  const receipt = await send({ LeadId: randomUUID(), Status: 'Signed', ref: leadId, state: 'Signed' });
  await aLiveAdapter(gateway, firm, RENAMED);
  const { example } = await soleGroup(gateway, firm.id);
  const other = gateway.source.createQueryRunner();
  await other.startTransaction();
  await other.query('select 1 from status_update where id = $1 for update', [example.id]);
  const { id } = await start();
  await until('the run to wait', () => waitsForLocks(1));
  const held = await other.query('select 1 from receipt where id = $1 for update nowait', [receipt]);
  expect(held).toHaveLength(1);
  await other.commitTransaction();
  await other.release();
  expect(await finished(id)).toMatchObject({ state: 'done', applied: 1 });
  expect([await waitingGroups(gateway, firm.id), await reportedOn(gateway, leadId)]).toEqual([[], ['Signed!']]);
});
