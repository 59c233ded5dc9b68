import { adaptersOf } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { startReceiver } from '../support/receiver.js';

let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  url = (await startReceiver()).url;
});

/** A firm with a lead that it was sent. */
async function aFirm(): Promise<{ firm: TestPartner; leadId: string }> {
  const firm = await aPartner(gateway, url);
  return { firm, leadId: await aDeliveredLead(gateway, firm) };
}

type Proposed = { readonly fields: { field: string; band: string }[] };

it('proposes LeadId from its looks alone for a person to check only', async () => {
  const { firm } = await aFirm();
  const body = JSON.stringify({ lead_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890', status: 'Signed' });
  const { body: proposal } = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples: [{ body }] } });
  const leadId = (proposal as Proposed).fields.find(({ field }) => field === 'LeadId');
  expect(leadId?.band).not.toBe('auto');
});

it('sees no lead of another partner in a sample', async () => {
  const [{ leadId }, { firm: other }] = [await aFirm(), await aFirm()];
  const body = JSON.stringify({ ref: leadId, status: 'Signed' });
  const ask = (firm: TestPartner) => asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples: [{ body }] } });
  const bandOf = (proposal: object) => (proposal as Proposed).fields.find(({ field }) => field === 'LeadId')?.band;
  expect(bandOf((await ask(other)).body)).not.toBe('auto');
});
