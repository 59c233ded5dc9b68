import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { audited, decide, soleGroup, waitingGroups } from '../support/parked.js';
import { allHandled, report, statusOf, toldAbout } from '../support/partner-status.js';
import { answering, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
});

beforeEach(async () => {
  firm = await aPartner(gateway, (await startReceiver()).url);
});

const send = async (json: object) => (await report(gateway, firm.accessToken, json)).body;
const handled = () => until('the news to be handled', () => allHandled(gateway));
const idsOf = async (leadId: string) =>
  ((await asAdmin(gateway, `/api/admin/leads/${leadId}/external-ids`)).body['items'] as { value: string }[]).map(
    ({ value }) => value,
  );
const leads = (count: number) => Promise.all(Array.from({ length: count }, () => aDeliveredLead(gateway, firm)));

describe('an external id', () => {
  it('stands for the lead that had it first; what else it is said of is applied, and waits to be decided', async () => {
    const [first = '', second = ''] = await leads(2);
    await send({ LeadId: first, ExternalLeadId: 'X-1', Status: 'Contacted' });
    const answer = await send({ LeadId: second, ExternalLeadId: 'X-1', Status: 'Signed' });
    expect(answer).toMatchObject({ Outcome: 'applied', MatchedBy: 'lead_id', LeadId: second });
    expect(await send({ ExternalLeadId: 'X-1', Status: 'Filed' })).toMatchObject({ LeadId: first });
    const { reason, example } = await soleGroup(gateway, firm.id);
    expect([reason, example]).toEqual([
      'external_id_conflict',
      expect.objectContaining({ leadId: second, externalId: { value: 'X-1', heldBy: first } }),
    ]);
    await send({ LeadId: second, ExternalLeadId: 'X-1', Status: 'Filed' });
    expect((await soleGroup(gateway, firm.id)).count).toBe(1);
  });

  it('goes to the lead that an operator gives it to, and lets through what waits under it', async () => {
    const [first = '', second = '', third = ''] = await leads(3);
    await send({ LeadId: first, ExternalLeadId: 'X-2', Status: 'Contacted' });
    await send({ LeadId: second, ExternalLeadId: 'X-2', Status: 'Contacted' });
    const { example } = await soleGroup(gateway, firm.id);
    const refused = await decide(gateway, `items/${example.id}/link`, { leadId: third });
    expect([refused.status, refused.body['code']]).toEqual([422, 'lead_not_in_dispute']);
    const { body } = await decide(gateway, `items/${example.id}/link`, { leadId: second });
    expect(body).toMatchObject({ outcome: 'moved', externalId: 'X-2' });
    expect([await idsOf(first), await idsOf(second)]).toEqual([[], ['X-2']]);
    expect(await send({ ExternalLeadId: 'X-2', Status: 'Signed' })).toMatchObject({ LeadId: second });
    expect(await waitingGroups(gateway, firm.id)).toEqual([]);
    const [unlinked] = await audited(gateway, 'external_id.unlinked');
    expect(unlinked).toMatchObject({ subjectId: first, details: { value: 'X-2' } });
  });

  it('stands for nobody once three leads were called by it: it is a constant of the firm', async () => {
    const [first = '', second = '', third = '', fourth = ''] = await leads(4);
    for (const LeadId of [first, second]) await send({ LeadId, ExternalLeadId: 'FIRM', Status: 'Contacted' });
    await handled();
    expect(await idsOf(first)).toEqual(['FIRM']);
    await send({ LeadId: third, ExternalLeadId: 'FIRM', Status: 'Contacted' });
    await handled();
    expect(await idsOf(first)).toEqual([]);
    expect(await waitingGroups(gateway, firm.id)).toEqual([]);
    await send({ LeadId: fourth, ExternalLeadId: 'FIRM', Status: 'Contacted' });
    expect(await idsOf(fourth)).toEqual([]);
    expect(await send({ ExternalLeadId: 'FIRM', Status: 'Signed' })).toMatchObject({ Code: 'lead_not_found' });
    const [entry] = await audited(gateway, 'external_id.stopped');
    expect(entry).toMatchObject({ actorKind: 'system', subjectId: first, details: { value: 'FIRM' } });
    const { status, body } = await asAdmin(gateway, `/api/admin/leads/${first}/external-ids`, {
      json: { value: 'FIRM' },
    });
    expect([status, body['code']]).toEqual([409, 'external_id_stopped']);
  });

  it('is learnt again once an operator took it off the stop list', async () => {
    const [first = '', second = '', third = ''] = await leads(3);
    for (const LeadId of [first, second, third]) await send({ LeadId, ExternalLeadId: 'Z-9', Status: 'Contacted' });
    await handled();
    const path = `/api/admin/partners/${firm.slug}/stopped-external-ids`;
    const { body } = await asAdmin(gateway, path);
    expect(body['items']).toEqual([{ environment: 'live', value: 'Z-9', createdAt: expect.any(String) }]);
    const release = { value: 'Z-9', reason: 'It was a test of theirs.' };
    expect((await asAdmin(gateway, `${path}/release`, { json: release })).body['items']).toEqual([]);
    const again = await asAdmin(gateway, `${path}/release`, { json: release });
    expect([again.status, again.body['code']]).toEqual([404, 'external_id_not_stopped']);
    await send({ LeadId: third, ExternalLeadId: 'Z-9', Status: 'Signed' });
    expect(await idsOf(third)).toEqual(['Z-9']);
    const [entry] = await audited(gateway, 'external_id.released');
    expect(entry).toMatchObject({ subjectId: firm.slug, details: { value: 'Z-9', reason: release.reason } });
  });

  it('is not learnt from replies that are the same for every lead', async () => {
    const receiver = await startReceiver();
    receiver.answer(answering(200, '{"id":"RECEIVED-1"}'));
    const same = await aPartner(gateway, receiver.url);
    const sent = [await aDeliveredLead(gateway, same)];
    expect(await idsOf(String(sent[0]))).toEqual(['RECEIVED-1']);
    for (const _ of [2, 3]) sent.push(await aDeliveredLead(gateway, same));
    await handled();
    for (const lead of sent) expect(await idsOf(lead)).toEqual([]);
    const { body } = await report(gateway, same.accessToken, { ExternalLeadId: 'RECEIVED-1', Status: 'Signed' });
    expect(body['Code']).toBe('lead_not_found');
  });

  it('is linked and taken away by hand; what came through it is shown, and who did it is kept', async () => {
    const [lead = '', other = ''] = await leads(2);
    const path = `/api/admin/leads/${lead}/external-ids`;
    await send({ ExternalLeadId: 'H/1 %', Status: 'Contacted' });
    expect((await asAdmin(gateway, path, { json: { value: 'H/1 %' } })).status).toBe(201);
    await until('what waited to be applied', async () => (await statusOf(gateway, lead)) === 'contacted');
    const through = await send({ ExternalLeadId: 'H/1 %', Status: 'Signed' });
    await send({ LeadId: lead, Status: 'Filed' });
    const taken = await asAdmin(gateway, `/api/admin/leads/${other}/external-ids`, { json: { value: 'H/1 %' } });
    expect([taken.status, taken.body['code']]).toEqual([409, 'external_id_taken']);
    const unlink = { value: 'H/1 %', reason: 'It is the sister.' };
    const { body } = await asAdmin(gateway, `${path}/unlink`, { json: unlink });
    const shown = body['updates'] as { id: string }[];
    expect(shown).toHaveLength(2);
    expect(shown[0]).toMatchObject({ id: through['ReceiptId'], outcome: 'applied' });
    expect((await asAdmin(gateway, `${path}/unlink`, { json: unlink })).body['code']).toBe('external_id_not_found');
    expect(await send({ ExternalLeadId: 'H/1 %', Status: 'Settled' })).toMatchObject({ Code: 'lead_not_found' });
    const [entry] = await audited(gateway, 'external_id.unlinked');
    const receiptIds = shown.map(({ id }) => id);
    expect(entry).toMatchObject({ subjectId: lead, details: { reason: 'It is the sister.', receiptIds } });
  });

  it('is not asked for a lead that no partner was sent', async () => {
    const nobody = await asAdmin(gateway, '/api/admin/leads/nobody/external-ids');
    expect([nobody.status, nobody.body['code']]).toEqual([404, 'lead_not_found']);
  });

  it('and a phone that both point elsewhere overrule a LeadId: it waits, moves nothing and tells nobody', async () => {
    const json = leadBody({ partner: firm.slug });
    const [named = ''] = await leads(1);
    const meant = await aDeliveredLead(gateway, firm, json);
    await send({ LeadId: meant, ExternalLeadId: 'D-1', Status: 'Received' });
    const { phone } = json['contact'] as { phone: string };
    const answer = await send({ LeadId: named, ExternalLeadId: 'D-1', ContactPhone: phone, Status: 'Signed' });
    expect(answer).toMatchObject({ Status: 'error', Code: 'lead_ambiguous' });
    expect(Object.keys(answer)).toEqual(['Status', 'Code', 'Message', 'ReceiptId']);
    const { body: receipt } = await asAdmin(gateway, `/api/admin/receipts/${answer['ReceiptId']}`);
    expect(receipt).toMatchObject({ reason: 'identifiers_disagree', outcome: 'parked' });
    expect(JSON.stringify(receipt['trace'])).toContain('The identifiers disagree');
    expect((await soleGroup(gateway, firm.id)).reason).toBe('identifiers_disagree');
    await handled();
    expect([await statusOf(gateway, named), await statusOf(gateway, meant)]).toEqual([null, 'received']);
    expect(await toldAbout(gateway, named)).toBe(0);
  });
});
