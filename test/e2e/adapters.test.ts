import { activate, aDraft, adaptersOf, aLiveAdapter, documentOf } from '../support/adapters.js';
import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { rehearse, report } from '../support/partner-status.js';
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

describe('a version', () => {
  it('is a draft that changes nothing until it is activated, and stays as it was saved', async () => {
    const { firm, leadId } = await aFirmWithALead();
    const version = await aDraft(gateway, firm, RENAMED, { note: 'their new portal' });
    expect((await send(firm, { ref: leadId, state: 'Contacted' })).body).toMatchObject({ Code: 'missing_identifier' });
    const answer = await activate(gateway, firm, version, { reason: 'a test' });
    expect(answer.body).toMatchObject({ version, state: 'live', replaced: null, activatedBy: 'test' });
    expect((await send(firm, { ref: leadId, state: 'Contacted' })).body).toMatchObject({ Outcome: 'applied' });
    const { body } = await asAdmin(gateway, `${adaptersOf(firm)}/${version}`);
    expect(body).toMatchObject({ note: 'their new portal', createdBy: 'test', adapter: documentOf(RENAMED) });
  });

  it('is listed newest first, without its document', async () => {
    const { firm } = await aFirmWithALead();
    const [one, two] = [await aDraft(gateway, firm, RENAMED), await aDraft(gateway, firm, RENAMED)];
    const list = await asAdmin(gateway, `${adaptersOf(firm)}?limit=1`);
    expect(list.body).toMatchObject({ total: 2, items: [{ version: two, state: 'draft', direction: 'inbound' }] });
    expect(itemsOf(list)[0]).not.toHaveProperty('document');
    const rest = await asAdmin(gateway, `${adaptersOf(firm)}?limit=1&cursor=${list.body['nextCursor']}`);
    expect(rest.body).toMatchObject({ nextCursor: null, items: [{ version: one }] });
    await activate(gateway, firm, one);
    const live = await asAdmin(gateway, `${adaptersOf(firm)}?state=live&direction=inbound&environment=live`);
    expect(live.body).toMatchObject({ total: 1, items: [{ version: one }] });
    expect((await asAdmin(gateway, `${adaptersOf(firm)}?environment=sandbox`)).body).toMatchObject({ total: 0 });
    expect((await asAdmin(gateway, `${adaptersOf(firm)}?state=gone`)).status).toBe(400);
  });

  it('gives way to an older one with one call, and the receipts tell which one read them', async () => {
    const { firm, leadId } = await aFirmWithALead();
    const good = await aLiveAdapter(gateway, firm, RENAMED);
    await send(firm, { ref: leadId, state: 'Contacted' });
    const bad = await aLiveAdapter(gateway, firm, { map: { LeadId: ['ref'], Status: ['nowhere'] } });
    expect((await send(firm, { ref: leadId, state: 'Signed' })).body).toMatchObject({ Code: 'missing_status' });
    expect((await activate(gateway, firm, good)).body).toMatchObject({ state: 'live', replaced: bad });
    expect((await send(firm, { ref: leadId, state: 'Signed' })).body).toMatchObject({ CanonicalStatus: 'signed' });
    const receipts = await asAdmin(gateway, `/api/admin/receipts?partnerId=${firm.id}`);
    expect(itemsOf(receipts).map((receipt) => receipt['adapterVersion'])).toEqual([good, bad, good]);
    const states = itemsOf(await asAdmin(gateway, adaptersOf(firm))).map(({ version, state }) => [version, state]);
    expect(states).toEqual([
      [bad, 'retired'],
      [good, 'live'],
    ]);
  });

  it('is numbered apart from others that are saved at the same moment', async () => {
    const { firm } = await aFirmWithALead();
    const numbers = await Promise.all(Array.from({ length: 5 }, () => aDraft(gateway, firm, RENAMED)));
    expect([...numbers].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('is the only one that is live, also when several are activated at the same moment', async () => {
    const { firm } = await aFirmWithALead();
    const versions = [await aDraft(gateway, firm, RENAMED), await aDraft(gateway, firm, RENAMED)];
    const answers = await Promise.all([...versions, ...versions].map((version) => activate(gateway, firm, version)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const states = itemsOf(await asAdmin(gateway, adaptersOf(firm))).map(({ state }) => state);
    expect(states.sort()).toEqual(['live', 'retired']);
  });

  it('for sandbox leaves live alone; without one, sandbox goes by the live one', async () => {
    const { firm, leadId } = await aFirmWithALead();
    const version = await aLiveAdapter(gateway, firm, { map: { LeadId: ['ref'], Status: ['live'] } });
    const body = { ref: leadId, live: 'Contacted', test: 'Signed' };
    const readBy = async (token: string) => (await rehearse(gateway, token, body)).body['adapter'];
    expect(await readBy(firm.testAccessToken)).toMatchObject({ version });
    const own = await aLiveAdapter(
      ...([gateway, firm, { map: { LeadId: ['ref'], Status: ['test'] } }, { environment: 'sandbox' }] as const),
    );
    expect(await readBy(firm.testAccessToken)).toMatchObject({ version: own });
    expect(await readBy(firm.accessToken)).toMatchObject({ version });
  });

  it('is in force in every process within seconds', async () => {
    const { firm, leadId } = await aFirmWithALead();
    const { url: databaseUrl } = gateway.source.options as { url: string };
    const other = await startGateway({ databaseUrl });
    const seen = async () => (await report(other, firm.accessToken, { ref: leadId, state: 'Contacted' })).status;
    expect(await seen()).toBe(400);
    await aLiveAdapter(gateway, firm, RENAMED);
    await until('the other process to read by it', async () => (await seen()) === 200);
    await other.stop();
  });

  it('stays live when it is activated once more, and nothing is said of it', async () => {
    const { firm } = await aFirmWithALead();
    const version = await aLiveAdapter(gateway, firm, RENAMED);
    expect((await activate(gateway, firm, version)).body).toMatchObject({ state: 'live', replaced: null });
    expect((await entriesOf(firm)).map(({ action }) => action)).toEqual(['adapter.activated', 'adapter.saved']);
  });

  it('gives way to the standard format when it is retired, for a reason', async () => {
    const { firm, leadId } = await aFirmWithALead();
    const version = await aLiveAdapter(gateway, firm, RENAMED);
    const retire = (json: object) => asAdmin(gateway, `${adaptersOf(firm)}/${version}/retire`, { json });
    expect((await retire({})).body['code']).toBe('body_invalid');
    expect((await retire({ reason: 'they send ours now' })).body).toMatchObject({ version, state: 'retired' });
    expect((await send(firm, { LeadId: leadId, Status: 'Contacted' })).body).toMatchObject({ Outcome: 'applied' });
    expect((await retire({ reason: 'again' })).body['code']).toBe('adapter_not_live');
  });

  it('leaves an audit entry of who saved and who activated it, for good', async () => {
    const { firm } = await aFirmWithALead();
    const version = await aDraft(gateway, firm, RENAMED);
    await activate(gateway, firm, version, { reason: 'they asked for it' });
    const entries = await entriesOf(firm);
    expect(entries).toMatchObject([
      { action: 'adapter.activated', details: { version, reason: 'they asked for it', replaced: null } },
      { action: 'adapter.saved', actorKind: 'api_token', actorName: 'test', details: { version } },
    ]);
    const one = await asAdmin(gateway, `/api/admin/audit/${entries[0]?.['id']}`);
    expect(one.body).toEqual(entries[0]);
    expect((await asAdmin(gateway, '/api/admin/audit/none')).body['code']).toBe('audit_entry_not_found');
    for (const sql of ['delete from audit_entry', `update audit_entry set actor_name = 'nobody'`]) {
      await expect(gateway.source.query(sql)).rejects.toThrow('stay as they are');
    }
  });
});

/** What is told about a partner's adapters, newest first. */
async function entriesOf(firm: TestPartner): Promise<Record<string, unknown>[]> {
  const entries = itemsOf(await asAdmin(gateway, `/api/admin/audit?subjectType=partner&subjectId=${firm.slug}`));
  return entries.filter(({ action }) => String(action).startsWith('adapter.'));
}
