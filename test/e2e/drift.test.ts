import { randomUUID } from 'node:crypto';
import { firstIdOf } from '../../src/kernel/uuid.js';
import { DriftRepository } from '../../src/modules/inbound-status/drift/drift.repository.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { aLiveAdapter } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { alertsOf, lookAtReceipts, sendTimes } from '../support/drift.js';
import { asAdmin } from '../support/http.js';
import { report } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { SettableClock } from '../support/settable-clock.js';

const OWN = { map: { LeadId: ['ref'], Status: ['lead.state'], ContactPhone: ['lead.tel'] } };
const HOURS = 3_600;

const clock = new SettableClock();
let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway({ clock });
  url = (await startReceiver()).url;
});

/** A day's shares are of one day: no test sends on two sides of midnight. */
function untilNoon(): void {
  const noon = new Date(clock.now().getTime() + 24 * HOURS * 1_000).setUTCHours(12, 0, 0, 0);
  clock.move((noon - clock.now().getTime()) / 1_000);
}

const look = () => lookAtReceipts(gateway, clock);
const alerts = (firm: TestPartner, query?: string) => alertsOf(gateway, firm, query);
const send = (firm: TestPartner, body: object, times?: number) => sendTimes(gateway, firm, body, times);

const named = async (firm: TestPartner, query = '') =>
  (await alerts(firm, query)).map(({ signal, subject }) => [signal, subject]).sort();

const rows = <Row>(text: string, firm: TestPartner) => gateway.source.query<Row[]>(text, [firm.id]);

it('learns names and types of what comes, by version, and no value', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await send(firm, { LeadId: leadId, Status: 'Contacted', ContactName: 'Ann Private', byMail: { 'a@b.example': 1 } });
  await aLiveAdapter(gateway, firm, OWN);
  await send(firm, { ref: leadId, lead: { state: 'Signed', tel: '+12025550188' } }, 2);
  await look();
  const shape = await rows<Record<string, unknown>>(
    'select version, path, type, seen from inbound_shape where partner_id = $1 order by version, path',
    firm,
  );
  expect(shape.map(({ version, path, type, seen }) => `${version} ${path} ${type} ${seen}`)).toEqual([
    ...['0 @ object 1', '0 ContactName text 1', '0 LeadId text 1', '0 Message text 1', '0 Status text 1'],
    ...['0 byMail object 1', '0 byMail.* number 1', '0 no number 1'],
    ...[
      '1 @ object 2',
      '1 Message text 2',
      '1 lead object 2',
      '1 lead.state text 2',
      '1 lead.tel text 2',
      '1 no number 2',
      '1 ref text 2',
    ],
  ]);
  expect(JSON.stringify(await rows('select * from inbound_day where partner_id = $1', firm))).not.toMatch(
    /Private|0188|Signed/,
  );
});

it('counts each receipt once, however often it looks', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await send(firm, { LeadId: leadId, Status: 'Contacted' }, 3);
  await Promise.all([look(), look(), look()]);
  await look();
  const [day] = await rows<{ receipts: number }>(
    `select sum(receipts)::integer as receipts from inbound_day where partner_id = $1 and environment = 'live'`,
    firm,
  );
  expect(day?.receipts).toBe(3);
});

it('lets a look that took too long write nothing over what a later one found', async () => {
  const firm = await aPartner(gateway, url);
  const scope = { partnerId: firm.id, environment: 'live' as const };
  const [first, second, third] = [1, 2, 3].map((at) => ({
    readTo: firstIdOf(new Date(at * 1_000)),
    lastReceiptAt: new Date(at * 1_000),
  }));
  if (!first || !second || !third) throw new Error('three places are made');
  const went = (from: string, to: typeof first) =>
    gateway.app.get(Transaction).run((tx) => gateway.app.get(DriftRepository).goOn(tx, scope, from, to));
  expect([await went(first.readTo, second), await went(second.readTo, third)]).toEqual([true, true]);
  expect(await went(second.readTo, second)).toBe(false);
  expect(await rows('select read_to from inbound_watch where partner_id = $1', firm)).toEqual([
    { read_to: third.readTo },
  ]);
});

it('says when a member that a field is read from is gone, and that it is over once it is back', async () => {
  const firm = await aPartner(gateway, url);
  const ref = await aDeliveredLead(gateway, firm);
  await aLiveAdapter(gateway, firm, OWN);
  await send(firm, { ref, lead: { state: 'Contacted', tel: '+12025550188' } }, 20);
  await look();
  await send(firm, { ref, lead: { state: 'Contacted' } }, 19);
  await look();
  expect(await named(firm)).toEqual([]);
  await send(firm, { ref, lead: { state: 'Contacted' } });
  await look();
  const [gone] = await alerts(firm);
  expect(gone).toMatchObject({
    ...{ signal: 'mapped_path_gone', subject: 'lead.tel', version: 1, environment: 'live', state: 'open' },
    details: { field: 'ContactPhone', share: 1 },
    message: expect.stringMatching(/^lead\.tel, which ContactPhone is read from, was in 100 % of the bodies/),
  });
  await look();
  expect(await alerts(firm)).toHaveLength(1);
  await send(firm, { ref, lead: { state: 'Contacted', tel: '+12025550188' } });
  await look();
  expect(await alerts(firm)).toMatchObject([{ id: gone?.id, state: 'over' }]);
});

it('says when a value became an object, and which new member an empty field may be read from', async () => {
  const firm = await aPartner(gateway, url);
  const ref = await aDeliveredLead(gateway, firm);
  await aLiveAdapter(gateway, firm, OWN);
  await send(firm, { ref, lead: { state: 'Contacted', tel: '+12025550188' } }, 20);
  await look();
  await send(firm, { ref, lead: { state: { name: 'Contacted' }, tel: '+12025550188', email: 'jo.field@example.com' } });
  await look();
  expect(await named(firm)).toEqual([
    ['field_suggested', 'ContactEmail'],
    ['type_changed', 'lead.state'],
  ]);
  const [suggested] = await alerts(firm, '&signal=field_suggested');
  expect(suggested).toMatchObject({ details: { expression: 'lead.email' }, version: 1 });
  expect(JSON.stringify(await alerts(firm))).not.toContain('jo.field');
});

it('tells each raw status without a meaning once, and that it is over once it has one', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await send(firm, { LeadId: leadId, Status: 'Wet Ink Wanted' });
  await send(firm, { LeadId: leadId, Status: 'wet-ink-wanted' });
  await send(firm, { LeadId: randomUUID(), Status: 'On Ice' });
  await look();
  expect(await named(firm, '&state=open')).toEqual([
    ['raw_status_unknown', 'on ice'],
    ['raw_status_unknown', 'wet ink wanted'],
  ]);
  const json = { 'Wet Ink Wanted': null };
  await asAdmin(gateway, `/api/admin/partners/${firm.slug}/status-map`, { method: 'PUT', json });
  await look();
  expect(await named(firm, '&state=open')).toEqual([['raw_status_unknown', 'on ice']]);
  expect(await named(firm, '&state=over')).toEqual([['raw_status_unknown', 'wet ink wanted']]);
});

it('tells of a day with too many updates without a meaning, without a lead, and of values that can not be used', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  untilNoon();
  await send(firm, { LeadId: leadId, Status: 'Contacted', ContactPhone: '+12025550188' }, 15);
  await send(firm, { LeadId: leadId, Status: 'On Ice', ContactPhone: 'none' }, 2);
  await send(firm, { LeadId: randomUUID(), Status: 'Contacted', ContactPhone: 'none' }, 2);
  await look();
  expect(await named(firm)).toEqual([['raw_status_unknown', 'on ice']]);
  await send(firm, { LeadId: randomUUID(), Status: 'Contacted', ContactPhone: 'none' });
  await look();
  const shares = (await alerts(firm)).filter(({ signal }) => signal !== 'raw_status_unknown');
  expect(shares.map(({ signal, subject, details }) => [signal, subject, details]).sort()).toEqual([
    ['unmapped_share', '', { share: 0.1, of: 20 }],
    ['unmatched_share', '', { share: 0.15, of: 20, usual: 0 }],
    ['values_refused', 'ContactPhone', { share: 0.25, of: 20 }],
  ]);
  clock.move(24 * HOURS);
  await look();
  const signals = ['unmapped_share', 'unmatched_share', 'values_refused'];
  expect((await alerts(firm, '&state=over')).map(({ signal }) => signal).sort()).toEqual(signals);
});

it('looks at the newest 500 where more came since the last look, and at each once', async () => {
  const firm = await aPartner(gateway, url);
  await send(firm, { LeadId: randomUUID(), Status: 'Odd At First' });
  const many = Array.from({ length: 26 }, (_, at) => send(firm, { LeadId: `none-${at}`, Status: 'Contacted' }, 20));
  await Promise.all(many);
  await look();
  await look();
  const [days] = await rows<{ receipts: number }>(
    `select sum(receipts)::integer as receipts from inbound_day where partner_id = $1`,
    firm,
  );
  expect(days?.receipts).toBe(500);
  expect((await named(firm)).map(([signal]) => signal)).not.toContain('raw_status_unknown');
});

it('tells of silence, live only, and that it is over', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  for (let at = 0; at < 6; at += 1) {
    await send(firm, { LeadId: leadId, Status: 'Contacted' });
    await report(gateway, firm.testAccessToken, { LeadId: leadId, Status: 'Contacted' });
    clock.move(HOURS);
  }
  await look();
  clock.move(22 * HOURS);
  await look();
  expect(await named(firm, '&signal=silence')).toEqual([]);
  clock.move(2 * HOURS);
  await look();
  const [silent] = await alerts(firm, '&signal=silence');
  expect(silent).toMatchObject({ environment: 'live', state: 'open', details: { limitHours: 24 } });
  await send(firm, { LeadId: leadId, Status: 'Signed' });
  await look();
  expect(await alerts(firm, '&signal=silence')).toMatchObject([{ state: 'over' }]);
});

it('goes on with the others when it fails with one', async () => {
  const [one, other] = [await aPartner(gateway, url), await aPartner(gateway, url)];
  const leads = [await aDeliveredLead(gateway, one), await aDeliveredLead(gateway, other)];
  await aLiveAdapter(gateway, other, OWN);
  await send(other, { ref: leads[1], lead: { state: 'Contacted' } });
  await send(one, { LeadId: leads[0], Status: 'On Ice' });
  await gateway.source.query(`update receipt set body_sealed = '\\x00' where partner_id = $1`, [other.id]);
  await look();
  expect(await named(one)).toEqual([['raw_status_unknown', 'on ice']]);
});
