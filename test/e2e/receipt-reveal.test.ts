import { aBarePartner, itemsOf, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, call } from '../support/http.js';
import { reportBytes, STATUS_PATH } from '../support/partner-status.js';

let gateway: Gateway;
let accessToken: string;

beforeAll(async () => {
  gateway = await startGateway();
  accessToken = (await aBarePartner(gateway)).accessToken;
});

const reveal = (id: unknown, json: object = { reason: 'The partner asks what it sent.' }) =>
  asAdmin(gateway, `/api/admin/receipts/${id}/reveal`, { json });
const reveals = async (id: unknown) =>
  itemsOf(await asAdmin(gateway, `/api/admin/audit?action=receipt.revealed&subjectId=${id}`));

/** Sends bytes; answers the receipt's id. */
async function keep(raw: string | Buffer, type = 'application/json'): Promise<unknown> {
  return (await reportBytes(gateway, accessToken, raw, type)).body['ReceiptId'];
}

it('shows the exact body of a receipt to who gives a reason, and keeps who looked and why', async () => {
  const raw = '{"LeadId": "x",  "Status":"Signed", "ContactName":"Jane Doe"}';
  const id = await keep(raw);
  expect(JSON.stringify((await asAdmin(gateway, `/api/admin/receipts/${id}`)).body)).not.toContain('Jane');
  const { status, body, headers } = await reveal(id);
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(body).toEqual({
    receiptId: id,
    contentType: 'application/json',
    bodyBytes: raw.length,
    complete: true,
    encoding: 'utf-8',
    body: raw,
  });
  expect(await reveals(id)).toMatchObject([
    {
      actorKind: 'api_token',
      actorName: 'test',
      details: { reason: 'The partner asks what it sent.', source: 'partner-status' },
    },
  ]);
  expect(gateway.log()).not.toContain('Jane');
});

it('shows bytes that are no text in base64', async () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  const { body } = await reveal(await keep(bytes));
  expect(body).toMatchObject({ encoding: 'base64', body: bytes.toString('base64') });
});

it('says when only the start of a body was kept', async () => {
  const raw = JSON.stringify({ note: 'n'.repeat(20_000) });
  await call(gateway, `${STATUS_PATH}?access_token=pgw_live_nobody`, { raw });
  const [{ id } = {}] = itemsOf(await asAdmin(gateway, '/api/admin/receipts?verdict=unauthenticated'));
  const { body } = await reveal(id);
  expect(body).toMatchObject({ bodyBytes: raw.length, complete: false, body: raw.slice(0, 8_192) });
});

it('shows nothing without a reason, without a receipt, or to the app', async () => {
  const id = await keep('{}');
  const without = await reveal(id, {});
  expect([without.status, pathsOf(without)]).toEqual([400, ['reason']]);
  for (const unknown of ['018f2b6e-0000-7000-8000-000000000000', 'none'])
    expect((await reveal(unknown)).body['code']).toBe('receipt_not_found');
  const path = `/api/admin/receipts/${id}/reveal`;
  expect((await call(gateway, path, { token: gateway.serviceToken, json: { reason: 'x' } })).status).toBe(401);
  expect(await reveals(id)).toEqual([]);
});
