import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin, call } from '../support/http.js';
import { audited, decide, type Item, soleGroup, waitingGroups } from '../support/parked.js';
import { report, reportBytes } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let url: string;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  ({ url } = await startReceiver());
});

beforeEach(async () => {
  firm = await aPartner(gateway, url);
});

const post = (path: string, json?: object) => decide(gateway, path, json);
const groups = (query?: string) => waitingGroups(gateway, firm.id, query);
const sole = () => soleGroup(gateway, firm.id);
const send = (json: object) => report(gateway, firm.accessToken, json);

describe('the queue of what waits', () => {
  it('shows each cause once, with how much, since when, a masked example, and what would fix it', async () => {
    const LeadId = await aDeliveredLead(gateway, firm);
    await send({ LeadId, Status: 'WetInk' });
    await send({ LeadId, Status: 'wet ink', Message: 'again' });
    await send({ ContactPhone: '2025550199', ContactName: 'Rita Roe', Status: 'Signed' });
    await send({ ContactName: 'Rita Roe', CaseCode: 'ZZ-Acme', Status: 'Signed' });
    await send({ Status: 'Signed' });
    await reportBytes(gateway, firm.accessToken, '{"Status":', 'application/json');
    const shown = await groups();
    expect(shown.map(({ reason, count, common }) => [reason, count, common])).toEqual([
      ['body_unparseable', 1, { kind: 'media_type', value: 'application/json' }],
      ['missing_identifier', 1, { kind: 'media_type', value: 'application/json' }],
      ['lead_not_found', 1, { kind: 'case_code', value: 'ZZ-Acme' }],
      ['lead_not_found', 1, { kind: 'identifiers', value: 'ContactPhone, ContactName' }],
      ['status_unmapped', 2, { kind: 'raw_status', value: 'wet ink' }],
    ]);
    const lost = shown[3];
    expect(lost?.example['fields']).toMatchObject({
      ContactPhone: '+1202•••0199',
      ContactName: 'R•••',
      Status: 'Signed',
    });
    expect(lost).toMatchObject({ partner: { slug: firm.slug }, environment: 'live', kind: 'update' });
    for (const { fix, actions } of shown)
      expect([fix, actions]).toEqual([expect.stringMatching(/\.$/), expect.anything()]);
    expect((await groups('&reason=lead_not_found')).map(({ count }) => count)).toEqual([1, 1]);
    expect(await groups('&environment=sandbox')).toEqual([]);
  });

  it('lists what is in a group, newest first, page by page', async () => {
    for (const Message of ['1', '2', '3']) await send({ ContactEmail: 'x@example.com', Status: 'Signed', Message });
    const { id } = await sole();
    const first = await asAdmin(gateway, `/api/admin/parked/${id}?limit=2`);
    expect(first.body).toMatchObject({ total: 3, nextCursor: expect.any(String) });
    const second = await asAdmin(gateway, `/api/admin/parked/${id}?limit=2&cursor=${first.body['nextCursor']}`);
    const ids = [...(first.body['items'] as Item[]), ...(second.body['items'] as Item[])].map((item) => item.id);
    expect(second.body['nextCursor']).toBeNull();
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
  });

  it('shows what was refused in a body whose other updates were taken', async () => {
    const LeadId = await aDeliveredLead(gateway, firm);
    const adapter = {
      schemaVersion: 1,
      direction: 'inbound',
      decode: { format: 'json', forEach: 'rows' },
      map: { LeadId: ['item.lead'], Status: ['item.status'] },
      status: { table: {} },
    };
    const path = `/api/admin/partners/${firm.slug}/adapters`;
    const { body: draft } = await asAdmin(gateway, path, { json: { adapter } });
    expect((await asAdmin(gateway, `${path}/${draft['version']}/activate`, { json: {} })).status).toBe(200);
    await until('the adapter to read', async () => {
      const { body } = await send({ rows: [{ lead: LeadId, status: 'Signed' }, { status: 'Filed' }] });
      return (body['Results'] as object[] | undefined)?.length === 2;
    });
    const waiting = (await groups()).find(({ reason, kind }) => reason === 'missing_identifier' && kind === 'update');
    expect(waiting).toMatchObject({ count: 1, actions: ['replay', 'discard'] });
  });
});

describe('discarding', () => {
  it('takes one, or a group, off the queue with a reason that is kept', async () => {
    for (const Message of ['1', '2', '3']) await send({ ContactEmail: 'y@example.com', Status: 'Signed', Message });
    const { id, example } = await sole();
    expect((await post(`items/${example.id}/discard`, {})).body['code']).toBe('body_invalid');
    expect((await post(`items/${example.id}/discard`, { reason: 'A test.' })).body).toEqual({ discarded: 1 });
    const receipt = await asAdmin(gateway, `/api/admin/receipts/${example['receiptId']}`);
    expect(receipt.body).toMatchObject({ reason: 'discarded', trace: { discarded: { was: 'lead_not_found' } } });
    expect((await post(`${id}/discard`, { reason: 'All of them.' })).body).toEqual({ discarded: 2 });
    expect(await groups()).toEqual([]);
    const entries = await audited(gateway, 'parked.discarded');
    expect(entries[0]).toMatchObject({ subjectId: firm.slug, details: { reason: 'All of them.', discarded: 2 } });
    const sealed = await gateway.source.query(
      'select 1 from status_update where partner_id = $1 and fields_sealed is not null',
      [firm.id],
    );
    expect(sealed).toEqual([]);
  });

  it('takes refused webhooks off, too', async () => {
    await send({ Status: 'Signed' });
    await send({ Status: 'Filed' });
    const { id, example } = await sole();
    expect((await post(`items/${example.id}/discard`, { reason: 'A test.' })).body).toEqual({ discarded: 1 });
    expect((await post(`${id}/discard`, { reason: 'A test.' })).body).toEqual({ discarded: 1 });
    expect(await groups()).toEqual([]);
  });
});

it('tries a group again and says what became of it', async () => {
  await send({ ContactEmail: 'z@example.com', Status: 'Signed' });
  const { id } = await sole();
  expect((await post(`${id}/retry`)).body).toEqual({ settled: 0, waiting: 1 });
});

it('waits for its old reason again once its key is back', async () => {
  const { body } = await send({ ContactEmail: 'w@example.com', Status: 'Signed' });
  const set = (bytes: string) =>
    gateway.source.query(`update status_update set fields_sealed = ${bytes} where receipt_id = $1`, [
      body['ReceiptId'],
    ]);
  const [kept] = await gateway.source.query<{ fields: Buffer }[]>(
    'select fields_sealed as fields from status_update where receipt_id = $1',
    [body['ReceiptId']],
  );
  await set(`'\\x01'`);
  await post(`items/${(await sole()).example.id}/retry`);
  const { id, reason, example } = await sole();
  expect([reason, example['fields']]).toEqual(['unreadable', null]);
  await set(`'\\x${kept?.fields.toString('hex')}'`);
  expect((await post(`${id}/retry`)).body).toEqual({ settled: 0, waiting: 1 });
  expect(await sole()).toMatchObject({ reason: 'lead_not_found', common: { value: 'ContactEmail' } });
});

it('knows no other items and groups, and lets nobody in who is no operator', async () => {
  for (const [path, json, code] of [
    ['items/nothing/link', { leadId: '00000000-0000-7000-8000-000000000000' }, 'parked_item_not_found'],
    ['items/nothing/confirm', {}, 'parked_item_not_found'],
    ['items/nothing/reject', { reason: 'r' }, 'parked_item_not_found'],
    ['items/nothing/discard', { reason: 'r' }, 'parked_item_not_found'],
    ['items/nothing/retry', {}, 'parked_item_not_found'],
    ['nothing/retry', {}, 'parked_group_not_found'],
    ['nothing/discard', { reason: 'r' }, 'parked_group_not_found'],
    ['nothing/map', { canonicalStatus: null }, 'parked_group_not_found'],
  ] as const) {
    const { status, body } = await post(path, json);
    expect([path, status, body['code']]).toEqual([path, 404, code]);
  }
  expect((await call(gateway, '/api/admin/parked')).status).toBe(401);
});
