import { aLiveAdapter } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { rehearse, report, reportedOn, statusOf, toldAbout } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

const RENAMED = { map: { LeadId: ['ref'], Status: ['state'] } };

let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  url = (await startReceiver()).url;
});

async function aFirmWithALead(): Promise<{ firm: TestPartner; leadId: string }> {
  const firm = await aPartner(gateway, url);
  return { firm, leadId: await aDeliveredLead(gateway, firm) };
}

const send = (firm: TestPartner, json: unknown) => report(gateway, firm.accessToken, json);

describe('an update', () => {
  it('of a batch is decided by itself, each with its own result', async () => {
    const firm = await aPartner(gateway, url);
    const [one, other] = [await aDeliveredLead(gateway, firm), await aDeliveredLead(gateway, firm)];
    await aLiveAdapter(gateway, firm, {
      decode: { format: 'json', forEach: 'updates' },
      when: [{ ignoreIf: "item.kind == 'ping'", reason: 'a ping' }],
      map: { LeadId: ['item.ref'], Status: ['item.state'], EventId: ['body.delivery'] },
    });
    const updates = [
      { kind: 'ping' },
      { ref: one, state: 'Contacted' },
      { ref: other, state: 'Signed' },
      { ref: one },
      { ref: 'nobody', state: 'Signed' },
    ];
    const { status, body } = await send(firm, { delivery: 'd-1', updates });
    expect([status, body['Status']]).toEqual([200, 'success']);
    expect(body['Results']).toMatchObject([
      { Outcome: 'ignored', LeadId: null },
      { Outcome: 'applied', LeadId: one },
      { Outcome: 'applied', LeadId: other },
      { Code: 'missing_status' },
      { Code: 'lead_not_found' },
    ]);
    const again = await send(firm, { delivery: 'd-1', updates });
    expect(again.body['Results']).toMatchObject([{}, { Outcome: 'duplicate' }, { Outcome: 'duplicate' }, {}, {}]);
    expect(await reportedOn(gateway, one)).toEqual(['Contacted!']);
    const last = await send(firm, { updates: [{ ref: 'nobody', state: 'Signed' }, { ref: one }] });
    expect(last.status).toBe(404);
  });

  it('that the adapter takes for none is answered 200 and does nothing', async () => {
    const { firm, leadId } = await aFirmWithALead();
    await aLiveAdapter(gateway, firm, { ...RENAMED, when: [{ ignoreIf: '!(state)', reason: 'no state in it' }] });
    const { status, body } = await send(firm, { ref: leadId, note: 'called twice' });
    expect([status, body['Status'], body['Outcome'], body['CanonicalStatus']]).toEqual([
      200,
      'success',
      'ignored',
      null,
    ]);
    const receipt = await asAdmin(gateway, `/api/admin/receipts/${body['ReceiptId']}`);
    expect(receipt.body).toMatchObject({ verdict: 'accepted', reason: 'ignored', outcome: 'ignored' });
    expect(receipt.body['trace']).toMatchObject({ updates: [{ ignored: 'no state in it' }] });
    expect(await reportedOn(gateway, leadId)).toEqual([]);
  });

  it('is placed by when it happened, and known again by its event id', async () => {
    const { firm, leadId } = await aFirmWithALead();
    await aLiveAdapter(gateway, firm, {
      map: { LeadId: ['ref'], Status: ['state'], EventId: ['event'], EventTime: ['at'] },
    });
    const at = (minutes: number) => Date.now() - minutes * 60_000;
    const outcomeOf = async (json: object) => (await send(firm, { ref: leadId, ...json })).body['Outcome'];
    expect(await outcomeOf({ state: 'Contacted', event: 'e-2', at: at(10) })).toBe('applied');
    expect(await outcomeOf({ state: 'Signed', event: 'e-1', at: at(20) })).toBe('stale');
    expect(await outcomeOf({ state: 'Contacted', event: 'e-2', at: at(1) })).toBe('duplicate');
    expect(await outcomeOf({ state: 'Signed', event: 'e-3', at: at(5) })).toBe('applied');
    expect(await reportedOn(gateway, leadId)).toEqual(expect.arrayContaining(['Contacted!', 'Signed', 'Signed!']));
  });

  it('about what happened days ago is known again, too, when it comes twice', async () => {
    const { firm, leadId } = await aFirmWithALead();
    await aLiveAdapter(gateway, firm, { map: { LeadId: ['ref'], Status: ['state'], EventTime: ['at'] } });
    const update = { ref: leadId, state: 'Contacted', at: Date.now() - 3 * 86_400_000 };
    expect((await send(firm, update)).body).toMatchObject({ Outcome: 'applied' });
    expect((await send(firm, update)).body).toMatchObject({ Outcome: 'duplicate' });
  });

  it('keeps on its receipt which version read it and where each value came from, masked', async () => {
    const { firm, leadId } = await aFirmWithALead();
    const version = await aLiveAdapter(gateway, firm, {
      map: { ...RENAMED.map, ContactEmail: ['who.mail'], ContactPhone: ['who.tel'] },
    });
    const who = { mail: 'jane.secret@example.com', tel: '(202) 555-0143' };
    const { body } = await send(firm, { ref: leadId, state: 'Signed', who });
    const receipt = await asAdmin(gateway, `/api/admin/receipts/${body['ReceiptId']}`);
    expect(receipt.body['adapterVersion']).toBe(version);
    expect(receipt.body['trace']).toMatchObject({
      updates: [
        {
          read: [
            { field: 'LeadId', from: 'ref', value: leadId },
            { field: 'Status', from: 'state', value: 'Signed' },
            { field: 'ContactPhone', from: 'who.tel', value: '+1202•••0143' },
            { field: 'ContactEmail', from: 'who.mail', value: 'j•••@example.com' },
          ],
        },
      ],
    });
    expect(gateway.log()).not.toContain('jane.secret');
  });

  it('that was parked for its status is applied when a version that knows it goes live', async () => {
    const { firm, leadId } = await aFirmWithALead();
    await aLiveAdapter(gateway, firm, RENAMED);
    expect((await send(firm, { ref: leadId, state: 'Blue Folder' })).body).toMatchObject({ Outcome: 'unmapped' });
    await aLiveAdapter(gateway, firm, { ...RENAMED, status: { table: { 'Blue folder': 'signed' } } });
    await until('the parked update to be applied', async () => (await statusOf(gateway, leadId)) === 'signed');
  });
});

describe('the dry run', () => {
  it('shows each value with its origin, the ladder, what the status means and who would be told', async () => {
    const { firm, leadId } = await aFirmWithALead();
    const version = await aLiveAdapter(gateway, firm, {
      map: { LeadId: ['ref'], Status: ['stage.name'], SubStatus: ['stage.reason'] },
      status: { table: { 'Won | *': 'signed' } },
    });
    const { body } = await rehearse(gateway, firm.accessToken, {
      ref: leadId,
      stage: { name: 'Won', reason: 'e-sign' },
    });
    expect(body).toMatchObject({
      normalized_payload: { LeadId: leadId, Status: 'Won', SubStatus: 'e-sign', EventId: null },
      status_resolution: {
        raw_status: 'Won',
        normalized_status: 'signed',
        sub_status: 'e-sign',
        resolved_by: 'adapter',
      },
      match_resolution: { outcome: 'matched', matched_by: 'lead_id' },
      would_record: { outcome: 'applied', reason: null },
      would_notify: { notify: true, push_text: expect.any(String) },
      adapter: { version, trace: [{ field: 'LeadId', from: 'ref' }, { from: 'stage.name' }, { from: 'stage.reason' }] },
    });
    expect(await toldAbout(gateway, leadId)).toBe(0);
    await send(firm, { ref: leadId, stage: { name: 'Won', reason: 'e-sign' } });
    const again = await rehearse(gateway, firm.accessToken, { ref: leadId, stage: { name: 'Won', reason: 'e-sign' } });
    expect(again.body).toMatchObject({ would_record: { outcome: 'duplicate' }, would_notify: { notify: false } });
  });

  it('says of what the adapter takes for no update why it would be ignored, and gives no advice', async () => {
    const firm = await aPartner(gateway, url);
    await aLiveAdapter(gateway, firm, { when: [{ ignoreIf: '!(state)', reason: 'no state in it' }], ...RENAMED });
    const { body } = await rehearse(gateway, firm.testAccessToken, { note: 'called twice' });
    expect(body).toMatchObject({
      match_resolution: { outcome: 'not_tried' },
      would_record: { outcome: 'ignored', reason: 'no state in it' },
      would_notify: { notify: false },
      warnings: [],
    });
  });

  it('shows every update of a batch', async () => {
    const firm = await aPartner(gateway, url);
    await aLiveAdapter(gateway, firm, { decode: { format: 'json', forEach: '@' }, map: { Status: ['item.state'] } });
    const { body } = await rehearse(gateway, firm.testAccessToken, [{ state: 'Signed' }, { state: 'Filed' }]);
    expect(body['results']).toMatchObject([
      { normalized_payload: { Status: 'Signed' }, would_record: { outcome: 'refused', reason: 'missing_identifier' } },
      { normalized_payload: { Status: 'Filed' } },
    ]);
  });
});
