import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { rehearse, report, statusOf } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  firm = await aPartner(gateway, (await startReceiver()).url);
});

it('counts for its lead when its case code names another case, and says so in the receipt and the dry run', async () => {
  const LeadId = await aDeliveredLead(gateway, firm);
  const json = { LeadId, Status: 'Contacted', CaseCode: 'PQ-SMITHLAW' };
  const dry = await rehearse(gateway, firm.accessToken, json);
  expect(dry.body['warnings']).toContainEqual(expect.objectContaining({ code: 'case_mismatch' }));
  const { body } = await report(gateway, firm.accessToken, json);
  expect(body).toMatchObject({ Outcome: 'applied', LeadId });
  const receipt = await asAdmin(gateway, `/api/admin/receipts/${body['ReceiptId']}`);
  expect(JSON.stringify(receipt.body['trace'])).toContain('case_mismatch');
  const right = await rehearse(gateway, firm.accessToken, { ...json, CaseCode: 'RU-SMITHLAW' });
  expect(JSON.stringify(right.body['warnings'])).not.toContain('case_mismatch');
});

it('counts for its lead when its law firm is none of those that the partner gave codes for, and says so', async () => {
  const put = (path: string, json: unknown) => asAdmin(gateway, path, { method: 'PUT', json });
  await put('/api/admin/law-firms', { name: 'Smith Law Group', aliases: ['SMITHLAW'] });
  const cases = [{ massTort: 'roundup', caseCodes: ['RU-SMITHLAW', 'RU-ACME'] }];
  await put(`/api/admin/partners/${firm.slug}/cases`, cases);
  const LeadId = await aDeliveredLead(gateway, firm);
  const warningsOf = async (said: object) => {
    const { body } = await rehearse(gateway, firm.accessToken, { LeadId, Status: 'Contacted', ...said });
    return (body['warnings'] as { code: string }[]).map(({ code }) => code).filter((code) => code === 'case_mismatch');
  };
  expect(await warningsOf({ CaseCode: 'RU-Smith Law Group' })).toEqual([]);
  expect(await warningsOf({ LawFirm: 'acme' })).toEqual([]);
  expect(await warningsOf({ CaseCode: 'RU-Jones' })).toEqual(['case_mismatch']);
  expect(await warningsOf({ LawFirm: 'Jones' })).toEqual(['case_mismatch']);
  const { body } = await report(gateway, firm.accessToken, { LeadId, Status: 'Contacted', CaseCode: 'RU-Jones' });
  expect(body).toMatchObject({ Outcome: 'applied', LeadId });
  const receipt = await asAdmin(gateway, `/api/admin/receipts/${body['ReceiptId']}`);
  expect(JSON.stringify(receipt.body['trace'])).toContain('case_mismatch');
});

it('finds its lead by name once the catalogue knows the case that it names', async () => {
  const putMassTort = (code: string) =>
    asAdmin(gateway, '/api/admin/mass-torts', {
      method: 'PUT',
      json: { slug: 'hernia-mesh', name: 'Hernia Mesh', code },
    });
  await putMassTort('HM');
  const contact = { firstName: 'Ada', lastName: 'Quill', email: 'a@q.example', phone: '+12025550177', state: 'CA' };
  const leadId = await aDeliveredLead(gateway, firm, { massTort: 'hernia-mesh', contact });
  const said = { ContactName: 'Ada Quill', CaseCode: 'HERNIA-ACME', Status: 'Contacted' };
  expect((await report(gateway, firm.accessToken, said)).body['Code']).toBe('lead_not_found');
  await putMassTort('HERNIA');
  await until('the lead to be contacted', async () => (await statusOf(gateway, leadId)) === 'contacted');
});
