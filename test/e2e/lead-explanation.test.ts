import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin, asService } from '../support/http.js';
import { report } from '../support/partner-status.js';
import { answering, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  firm = await aPartner(gateway, (await startReceiver()).url);
});

const explained = async (id: string) => (await asAdmin(gateway, `/api/admin/leads/${id}/explain`)).body;
const taken = async (json: object): Promise<string> =>
  String((await asService(gateway, '/api/leads', { json: { ...leadBody(), ...json } })).body['id']);

describe('the explanation of a lead', () => {
  it('says that nobody takes its case, and what would change that', async () => {
    const id = await taken({ massTort: 'paraquat' });
    expect(await explained(id)).toEqual({
      leadId: id,
      state: 'unrouted',
      status: null,
      sentence: expect.stringMatching(
        /^Nobody has it since .* UTC: of Paraquat Herbicide in CA, no active partner takes it there\.$/,
      ),
      fix: expect.stringContaining('Give a partner this case'),
      deliveryId: null,
      waiting: [],
    });
  });

  it('says that an endpoint does not take it, and how to send it again', async () => {
    const receiver = await startReceiver();
    receiver.answer(answering(500));
    const failing = await aPartner(gateway, receiver.url);
    const id = await taken({ partner: failing.slug });
    await until('the delivery to end', async () => (await explained(id))['state'] === 'not_delivered');
    const { sentence, fix, deliveryId } = await explained(id);
    expect(sentence).toMatch(/^It never reached Firm \d+: exhausted after 1 of its attempts \(answered 500/);
    expect(fix).toContain(`/api/admin/deliveries/${deliveryId}/resend`);
  });

  it('says what the partner has reported, and what waits for an operator', async () => {
    const LeadId = await aDeliveredLead(gateway, firm);
    expect((await explained(LeadId))['sentence']).toMatch(/ has it since .* and has reported nothing that moved it\.$/);
    await report(gateway, firm.accessToken, { LeadId, Status: 'Contact Made' });
    expect(await explained(LeadId)).toMatchObject({ status: 'contacted', fix: null, waiting: [] });
    await report(gateway, firm.accessToken, { LeadId, Status: 'Wax Sealed' });
    const told = await explained(LeadId);
    expect(told['sentence']).toMatch(
      / reported "Contact Made" on .*; something about it waits for an operator \(status_unmapped\)\.$/,
    );
    expect(told).toMatchObject({
      fix: expect.stringContaining('Say what the status'),
      waiting: [{ id: expect.any(String), reason: 'status_unmapped' }],
    });
  });

  it('is not given of a lead that is not there', async () => {
    const { status, body } = await asAdmin(gateway, '/api/admin/leads/nobody/explain');
    expect([status, body['code']]).toEqual([404, 'lead_not_found']);
  });
});
