import { createHmac, randomUUID } from 'node:crypto';

export const INVOICES = 100_000;
const SECRET = 'bench-secret-key';
const STATUSES = ['pending', 'processing', 'done'];
const MESSAGES = {
  pending: "User started payment process, but hasn't paid yet",
  processing: 'The client has made a payment, transaction confirmation is pending',
  done: 'Invoice paid',
};

/** A PaidLys account, and a hundred thousand invoices that its users were asked by; answers their ids. */
export async function seedInvoices(gateway, adminToken, client) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` };
  const account = { provider: 'paidlys', account: 'bench', name: 'Bench', secret: SECRET };
  const path = `${gateway.url}/api/admin/provider-accounts`;
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(account) });
  if (!response.ok) throw new Error(`The account was not made: ${response.status} ${await response.text()}`);
  const { id: accountId } = await response.json();
  const ids = Array.from({ length: INVOICES }, () => randomUUID());
  const state = {
    ...{ status: 'created', seen: ['created'], facts: {}, exceptions: [], frozen: false, accepted: [], told: [] },
    ...{ reported: null, newestAt: null, confirmed: null },
  };
  await client.query(
    `insert into payment_request (id, account_id, user_id, amount, currency, state, reference, url, created_at, updated_at)
     select id, $2, 'bench-' || at, 10.99, 'eur', 'created', id::text, 'https://pay.example/' || id, now(), now()
     from unnest($1::uuid[]) with ordinality as given (id, at)`,
    [ids, accountId],
  );
  await client.query(
    `insert into payment (id, account_id, kind, reference, status, state, request_id, user_id, created_at, updated_at)
     select gen_random_uuid(), account_id, 'paidlys_invoice', reference, 'created', $2, id, user_id, created_at, updated_at
     from payment_request where account_id = $1`,
    [accountId, JSON.stringify(state)],
  );
  await client.query('analyze payment, payment_request');
  return ids;
}

/** The n-th webhook of all: each invoice goes from one status to the next. */
export function invoiceWebhook(ids, n) {
  const status = STATUSES[Math.floor(n / ids.length) % STATUSES.length];
  return JSON.stringify({ invoiceId: ids[n % ids.length], status, message: MESSAGES[status] });
}

export function signedHeaders(body) {
  return { 'content-type': 'application/json', signature: createHmac('sha512', SECRET).update(body).digest('hex') };
}
