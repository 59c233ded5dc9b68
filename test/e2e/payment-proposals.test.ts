import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { paymentBy } from '../support/payments.js';
import { PayramDesk } from '../support/payram-desk.js';
import { startReceiver } from '../support/receiver.js';

let gateway: Gateway;
let desk: PayramDesk;

beforeAll(async () => {
  gateway = await startGateway();
  desk = await PayramDesk.of(gateway, { recheck: 'unsigned_only' });
});

/** A request whose answer from the provider was lost: no payment answers it. */
async function lost(userId: string): Promise<string> {
  const { id, reference } = await desk.asked(userId);
  await gateway.source.query('update payment set request_id = null where reference = $1', [reference]);
  return id;
}

/** Money of nobody, with these words of who paid; answers its id. */
async function stray(reference: string, words: object): Promise<string> {
  const paid = { reference_id: reference, status: 'FILLED', amount: '50', currency: 'USD', filled_amount_in_usd: '50' };
  await desk.payram.send(desk.url, JSON.stringify({ ...paid, ...words }));
  return (await paymentBy(gateway, reference)).id;
}

const proposals = async (id: string) => itemsOf(await asAdmin(gateway, `/api/admin/payments/${id}/proposals`));

it('proposes by what a webhook says of who paid, the best first, and links nothing', async () => {
  const [byUser, byNumber] = [await lost('said-customer'), await lost('somebody')];
  await lost('nobody-said');
  const id = await stray('stray-1', { customer_id: 'said-customer', invoice_id: byNumber });
  expect(await proposals(id)).toMatchObject([
    { id: byNumber, userId: 'somebody', because: ['invoice_id', 'amount'] },
    { id: byUser, userId: 'said-customer', because: ['customer_id', 'amount'] },
  ]);
  expect(await desk.view(id)).toMatchObject({ userId: null, credited: '0', held: ['unlinked'] });
  const linked = await desk.act(id, 'link', { requestId: byUser, reason: 'They sent the receipt' });
  expect(linked).toMatchObject({ status: 200, body: { userId: 'said-customer' } });
  expect(await proposals(id)).toEqual([]);
});

it('proposes by the e-mail address of a lead, and shows no address', async () => {
  const partner = await aPartner(gateway, await (await startReceiver()).url);
  const contact = {
    firstName: 'Jane',
    lastName: 'Roe',
    email: 'jane.roe@example.com',
    phone: '+12025550188',
    state: 'CA',
  };
  await aDeliveredLead(gateway, partner, { userId: 'has-lead', contact });
  const requestId = await lost('has-lead');
  const id = await stray('stray-2', { customer_email: 'Jane.Roe@Example.com' });
  const found = await proposals(id);
  expect(found).toMatchObject([{ id: requestId, because: ['email', 'amount'] }]);
  expect(JSON.stringify(found)).not.toContain('jane.roe');
});

it('proposes nobody where nothing but the amount fits', async () => {
  await lost('by-chance');
  expect(await proposals(await stray('stray-3', { customer_id: 'not-known' }))).toEqual([]);
});
