import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { audited, decide, type Item, soleGroup, waitingGroups } from '../support/parked.js';
import { allHandled, report, reportedOn, statusOf, toldAbout } from '../support/partner-status.js';
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
const handled = () => until('the news to be handled', () => allHandled(gateway));

async function itemsOf(group: string): Promise<Item[]> {
  return (await asAdmin(gateway, `/api/admin/parked/${group}?limit=200`)).body['items'] as Item[];
}

/** A report of a person by name and case: all that a firm may send. */
const named = ({ contact }: Record<string, unknown>) => {
  const { firstName, lastName } = contact as Record<string, string>;
  return { ContactName: `${firstName} ${lastName}`, CaseCode: 'RU', Status: 'Signed' };
};

describe('linking a report by hand', () => {
  it('applies it, tells the user, teaches the id, and lets through what waits under it', async () => {
    const leadId = await aDeliveredLead(gateway, firm);
    await send({ ExternalLeadId: 'M-1', Status: 'Contacted' });
    await send({ ExternalLeadId: 'M-1', Status: 'Signed' });
    await send({ ExternalLeadId: 'M-2', Status: 'Signed' });
    const group = await sole();
    const oldest = (await itemsOf(group.id)).at(-1);
    const would = await post(`items/${oldest?.id}/link`, { leadId, dryRun: true });
    expect(would.body).toMatchObject({ outcome: 'applied', externalId: 'M-1', alsoFixes: 1, dryRun: true });
    expect([await statusOf(gateway, leadId), (await sole()).count]).toEqual([null, 3]);
    const did = await post(`items/${oldest?.id}/link`, { leadId });
    expect(did.body).toEqual({ ...would.body, dryRun: false });
    await until('the other report to follow', async () => (await statusOf(gateway, leadId)) === 'signed');
    await handled();
    expect([await reportedOn(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual([
      ['Contacted!', 'Signed!'],
      2,
    ]);
    expect((await sole()).count).toBe(1);
    const { body } = await asAdmin(gateway, `/api/admin/leads/${leadId}/external-ids`);
    expect(body['items']).toMatchObject([{ value: 'M-1', source: 'api_token' }]);
    const [entry] = await audited(gateway, 'parked.linked');
    expect(entry).toMatchObject({ subjectId: leadId, details: { externalId: 'M-1', alsoFixes: 1 } });
    expect((await post(`items/${oldest?.id}/link`, { leadId })).body['code']).toBe('parked_item_not_found');
  });

  it('is refused for a lead that the partner was not sent', async () => {
    const other = await aPartner(gateway, url);
    const foreign = await aDeliveredLead(gateway, other);
    const sandboxed = await aDeliveredLead(gateway, firm, { environment: 'sandbox' });
    await send({ ExternalLeadId: 'M-3', Status: 'Signed' });
    const { example } = await sole();
    for (const leadId of [foreign, sandboxed, '00000000-0000-7000-8000-000000000000']) {
      const { status, body } = await post(`items/${example.id}/link`, { leadId });
      expect([status, body['code']]).toEqual([422, 'lead_not_of_partner']);
    }
    expect((await sole()).count).toBe(1);
  });
});

describe('mapping a status from the queue', () => {
  it('says how many reports it fixes before and after, and has them applied', async () => {
    const leads = [await aDeliveredLead(gateway, firm), await aDeliveredLead(gateway, firm)];
    for (const LeadId of leads) await send({ LeadId, Status: 'Seal Set' });
    const { id } = await sole();
    const unknown = await post(`${id}/map`, { canonicalStatus: 'no_such', dryRun: true });
    expect([unknown.status, unknown.body['code']]).toEqual([422, 'canonical_status_unknown']);
    const would = await post(`${id}/map`, { canonicalStatus: 'signed', dryRun: true });
    expect(would.body).toEqual({
      rawStatus: 'Seal Set',
      canonicalStatus: 'signed',
      fixes: 2,
      alsoFixes: 1,
      dryRun: true,
    });
    expect((await sole()).count).toBe(2);
    expect((await post(`${id}/map`, { canonicalStatus: 'signed' })).body).toEqual({ ...would.body, dryRun: false });
    for (const lead of leads) await until('it to be applied', async () => (await statusOf(gateway, lead)) === 'signed');
    expect(await groups()).toEqual([]);
  });
});

describe('a lead that was found by its name', () => {
  it('is told to its user once, when an operator confirmed it, and its id is learnt', async () => {
    const json = leadBody({ partner: firm.slug });
    const leadId = await aDeliveredLead(gateway, firm, json);
    const { body } = await send({ ...named(json), ExternalLeadId: 'N-1' });
    expect(body).toMatchObject({ Outcome: 'applied', MatchedBy: 'name' });
    await send({ ...named(json), ExternalLeadId: 'N-1', Status: 'Contacted' });
    await handled();
    expect([await statusOf(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual(['signed', 0]);
    const { reason, example } = await sole();
    expect([reason, example['leadId']]).toEqual(['match_unconfirmed', leadId]);
    await post(`items/${example.id}/retry`);
    const confirmed = await post(`items/${example.id}/confirm`);
    expect(confirmed.body).toMatchObject({ leadId, notified: true, externalId: 'N-1' });
    await handled();
    expect((await post(`items/${example.id}/confirm`)).status).toBe(404);
    await handled();
    const feed = await gateway.source.query(`select type from user_event where data->>'leadId' = $1 order by seq`, [
      leadId,
    ]);
    expect(feed.map(({ type }: { type: string }) => type)).toEqual(['case.status_changed', 'notification.created']);
    expect([await reportedOn(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual([
      ['Signed!', 'Contacted'],
      1,
    ]);
    expect((await send({ ExternalLeadId: 'N-1', Status: 'Filed' })).body['MatchedBy']).toBe('external_id');
  });

  it('is not told of a status that it has left since', async () => {
    const json = leadBody({ partner: firm.slug });
    const LeadId = await aDeliveredLead(gateway, firm, json);
    await send(named(json));
    await send({ LeadId, Status: 'Filed' });
    const { example } = await sole();
    expect((await post(`items/${example.id}/confirm`)).body).toMatchObject({ notified: false });
    await handled();
    expect(await toldAbout(gateway, LeadId)).toBe(1);
  });

  it('goes back when an operator rejects it, and the report can be linked to the right one', async () => {
    const json = leadBody({ partner: firm.slug });
    const wrong = await aDeliveredLead(gateway, firm, json);
    const right = await aDeliveredLead(gateway, firm);
    await send({ LeadId: wrong, Status: 'Contacted' });
    await send(named(json));
    const { example } = await sole();
    const reject = await post(`items/${example.id}/reject`, { reason: 'The father of the same name.' });
    expect(reject.body).toMatchObject({ leadId: wrong, withdrawn: true, status: 'contacted' });
    expect(await statusOf(gateway, wrong)).toBe('contacted');
    const { reason, example: rejected } = await sole();
    expect(reason).toBe('match_rejected');
    expect((await post(`items/${rejected.id}/link`, { leadId: right })).body).toMatchObject({ outcome: 'applied' });
    await handled();
    expect([await statusOf(gateway, right), await toldAbout(gateway, right)]).toEqual(['signed', 1]);
    expect([await statusOf(gateway, wrong), await toldAbout(gateway, wrong)]).toEqual(['contacted', 1]);
    expect(await groups()).toEqual([]);
  });
});

it('what an operator decided stands when the past is replayed', async () => {
  const json = leadBody({ partner: firm.slug });
  const wrong = await aDeliveredLead(gateway, firm, json);
  const right = await aDeliveredLead(gateway, firm);
  await send(named(json));
  await decide(gateway, `items/${(await sole()).example.id}/reject`, { reason: 'A namesake.' });
  await send({ ...named(json), Status: 'Filed' });
  await until('both to wait', async () => (await groups()).length === 2);
  const [rejected] = await groups('&reason=match_rejected');
  const [unconfirmed] = await groups('&reason=match_unconfirmed');
  await post(`items/${unconfirmed?.example.id}/reject`, { reason: 'A namesake.' });
  await post(`items/${rejected?.example.id}/link`, { leadId: right });
  await send({ Status: 'Signed' });
  const [refused] = await groups('&reason=missing_identifier');
  await post(`${refused?.id}/discard`, { reason: 'A test.' });
  const replayed = await asAdmin(gateway, '/api/admin/replays', {
    json: { filter: { partner: firm.slug }, dryRun: false },
  });
  const path = `/api/admin/replays/${replayed.body['id']}`;
  await until('the replay to end', async () => (await asAdmin(gateway, path)).body['finishedAt'] !== null);
  await handled();
  expect([await statusOf(gateway, wrong), await statusOf(gateway, right)]).toEqual([null, 'signed']);
  expect([await toldAbout(gateway, wrong), await toldAbout(gateway, right)]).toEqual([0, 1]);
  expect((await groups()).map(({ reason }) => reason)).toEqual(['match_rejected']);
});
