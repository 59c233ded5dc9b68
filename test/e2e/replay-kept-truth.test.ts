import { randomUUID } from 'node:crypto';
import { aLiveAdapter } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { decide, soleGroup, waitingGroups } from '../support/parked.js';
import { report, reportedOn, statusOf } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { endedReplay, startReplay } from '../support/replays.js';

/** Reads a list of updates, each with the lead's id at one of these places. */
const batch = (...places: string[]) => ({
  decode: { format: 'json', forEach: 'items' },
  map: { LeadId: places.map((place) => `item.${place}`), Status: ['item.state'] },
});

let gateway: Gateway;
let url: string;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  url = (await startReceiver()).url;
});

beforeEach(async () => {
  firm = await aPartner(gateway, url);
});

const replay = async (dryRun = false) => endedReplay(gateway, (await startReplay(gateway, firm, { dryRun })).id);
type Became = Record<string, unknown>;
const send = async (json: object) => String((await report(gateway, firm.accessToken, json)).body['ReceiptId']);

async function receiptOf(id: string) {
  return (await asAdmin(gateway, `/api/admin/receipts/${id}`)).body;
}

/** What a receipt says that each update became. */
async function becameOf(id: string): Promise<Became[]> {
  const { updates } = (await receiptOf(id))['trace'] as { updates: { became: Became }[] };
  return updates.map(({ became }) => became);
}

async function waiting(): Promise<unknown[][]> {
  const rows = await gateway.source.query<Record<string, unknown>[]>(
    'select id, item, reason from status_update where parked and partner_id = $1 order by item, id',
    [firm.id],
  );
  return rows.map(({ item, reason }) => [item, reason]);
}

const idsWaiting = () =>
  gateway.source.query('select id from status_update where parked and partner_id = $1 order by id', [firm.id]);

describe('a receipt that was read once more', () => {
  it('still tells what it did to a lead, where the version takes it for no update now', async () => {
    const leadId = await aDeliveredLead(gateway, firm);
    const id = await send({ LeadId: leadId, Status: 'Signed', kind: 'ping' });
    await aLiveAdapter(gateway, firm, {
      when: [{ ignoreIf: "kind == 'ping'", reason: 'a ping' }],
      map: { LeadId: ['LeadId'], Status: ['Status'] },
    });
    await replay();
    expect(await becameOf(id)).toMatchObject([{ outcome: 'applied', leadId, canonical: 'signed' }]);
    expect(await receiptOf(id)).toMatchObject({ outcome: 'applied', leadId });
  });

  it('still tells what one update did, where only the other one is read better', async () => {
    const [one, other] = [await aDeliveredLead(gateway, firm), await aDeliveredLead(gateway, firm)];
    await aLiveAdapter(gateway, firm, batch('ref'));
    const id = await send({
      items: [
        { ref: one, state: 'Signed' },
        { id: other, state: 'Signed' },
      ],
    });
    await aLiveAdapter(gateway, firm, batch('id'));
    await replay();
    expect(await becameOf(id)).toMatchObject([
      { outcome: 'applied', leadId: one, canonical: 'signed' },
      { outcome: 'applied', leadId: other, canonical: 'signed' },
    ]);
    expect([await reportedOn(gateway, one), await reportedOn(gateway, other)]).toEqual([['Signed!'], ['Signed!']]);
    await aLiveAdapter(gateway, firm, batch('ref', 'id'));
    await replay();
    expect([await reportedOn(gateway, one), await reportedOn(gateway, other)]).toEqual([['Signed!'], ['Signed!']]);
  });

  it('still tells what it did, where the whole body can not be read any more', async () => {
    const leadId = await aDeliveredLead(gateway, firm);
    await aLiveAdapter(gateway, firm, batch('ref'));
    const id = await send({
      items: [
        { ref: leadId, state: 'Signed' },
        { ref: randomUUID(), state: 'Signed' },
      ],
    });
    await aLiveAdapter(gateway, firm, { ...batch('ref'), decode: { format: 'xml' } });
    await replay();
    expect(await becameOf(id)).toMatchObject([
      { outcome: 'applied', leadId },
      { outcome: 'parked', reason: 'lead_not_found' },
    ]);
    expect(await waiting()).toEqual([[1, 'lead_not_found']]);
  });
});

describe('what waits for an operator', () => {
  it('goes on waiting, where only another update of its body was helped', async () => {
    const leadId = await aDeliveredLead(gateway, firm);
    await aLiveAdapter(gateway, firm, batch('ref'));
    await send({ items: [{ id: leadId, state: 'Signed' }, { ref: leadId }] });
    await send({ items: [{ ref: randomUUID(), id: leadId, state: 'Filed' }, { ref: leadId }] });
    expect(await waiting()).toEqual([
      [0, 'lead_not_found'],
      [1, 'missing_status'],
    ]);
    await aLiveAdapter(gateway, firm, batch('id', 'ref'));
    await replay();
    expect(await statusOf(gateway, leadId)).toBe('filed');
    expect(await waiting()).toEqual([
      [1, 'missing_status'],
      [1, 'missing_status'],
    ]);
  });

  it('stays what it is, where a replay comes to the same', async () => {
    await send({ LeadId: randomUUID(), Status: 'Signed' });
    await send({ LeadId: await aDeliveredLead(gateway, firm), Status: 'Seal Set' });
    const before = await idsWaiting();
    await replay();
    expect(await idsWaiting()).toEqual(before);
  });

  it('does not come back after it was discarded', async () => {
    await send({ LeadId: randomUUID(), Status: 'Signed' });
    const { example } = await soleGroup(gateway, firm.id);
    expect((await decide(gateway, `items/${example.id}/discard`, { reason: 'A test of theirs.' })).status).toBe(200);
    await replay();
    expect(await waitingGroups(gateway, firm.id)).toEqual([]);
  });

  it('is not given to the lead again that an operator has said it does not mean', async () => {
    const json = leadBody({ partner: firm.slug });
    const wrong = await aDeliveredLead(gateway, firm, json);
    const { firstName, lastName } = json['contact'] as Record<string, string>;
    const id = await send({ ContactName: `${firstName} ${lastName}`, CaseCode: 'RU', Status: 'Signed' });
    const { example } = await soleGroup(gateway, firm.id);
    await decide(gateway, `items/${example.id}/reject`, { reason: 'The father of the same name.' });
    for (const dryRun of [true, false]) expect(await replay(dryRun)).toMatchObject({ state: 'done', notifications: 0 });
    expect([await statusOf(gateway, wrong), await reportedOn(gateway, wrong)]).toEqual([null, ['Signed!']]);
    expect((await soleGroup(gateway, firm.id)).reason).toBe('match_rejected');
    expect(await becameOf(id)).toMatchObject([{ outcome: 'parked', reason: 'match_rejected', leadId: null }]);
  });
});
