import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { rehearse, report } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';

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
