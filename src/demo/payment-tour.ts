import type { DemoFile } from './demo-file.js';

/** The part of the tour that is about money. */
export function paymentSteps({
  baseUrl,
  serviceToken,
  adminToken,
  providers,
  user,
  lead,
}: DemoFile): [string, string][] {
  const { account, apiKey } = providers.payram;
  const json = `-H 'Content-Type: application/json'`;
  const payment = JSON.stringify({
    ...{ provider: 'payram', account, userId: user.id, leadId: lead.id, amount: '49.99', currency: 'USD' },
  });
  const paid = JSON.stringify({
    ...{ reference_id: 'REFERENCE', status: 'FILLED', amount: '49.99', currency: 'USD', filled_amount_in_usd: '49.99' },
  });
  const signature = `sha256=$(printf %s '${paid}' | openssl dgst -sha256 -hmac ${apiKey} -r | cut -d' ' -f1)`;
  return [
    [
      'The app asks for a payment; the answer says where the user pays.',
      `curl -s -X POST -H 'Authorization: Bearer ${serviceToken}' ${json} -H 'Idempotency-Key: tour-2' -d '${payment}' ${baseUrl}/api/payment-requests`,
    ],
    [
      'PayRam reports it paid (put the reference of the line above in, twice; again: "duplicate").',
      `curl -s -X POST ${json} -H "X-Payram-Signature: ${signature}" -d '${paid}' ${baseUrl}/api/webhooks/payram/${account}`,
    ],
    [
      'The payment, and what the user was credited.',
      `curl -s -H 'Authorization: Bearer ${adminToken}' ${baseUrl}/api/admin/payments`,
    ],
  ];
}
