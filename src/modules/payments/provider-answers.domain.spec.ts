import { readFileSync } from 'node:fs';
import { paidlysCreated, payramAnswer, payramCreated } from './provider-answers.domain.js';

const sample = (name: string) => readFileSync(new URL(`../../../test/fixtures/${name}.json`, import.meta.url), 'utf8');
const REFERENCE = '8e1e9fff-57c7-46e4-925a-93ad775e2b7f';

it("reads the sample of PayRam's answer about a payment", () => {
  expect(payramAnswer(sample('payram/api.payment-reference.response'), REFERENCE)).toEqual({
    status: 'OPEN',
    facts: { amountUsd: '82', invoiceId: '8e1e9fff-57c7-46e4-925a-93ad775e2b7f' },
  });
});

const ANSWER = { referenceID: 'r', paymentState: 'FILLED', amountInUSD: '50', filledAmountInUSD: '50' };

it('takes amounts as texts and as numbers, digit by digit', () => {
  const text =
    '{"referenceID":"r","paymentState":"canceled","amountInUSD":50.10,"filledAmountInUSD":0.123456789012345678}';
  const facts = { amountUsd: '50.1', filledUsd: '0.123456789012345678' };
  expect(payramAnswer(text, 'r')).toEqual({ status: 'CANCELLED', facts });
});

it.each([
  ['of another payment', { referenceID: 'other' }],
  ['without a payment', { referenceID: undefined }],
  ['with an unknown state', { paymentState: 'PAID' }],
  ['without a state', { paymentState: undefined }],
  ['with an amount that is none', { filledAmountInUSD: '1e5' }],
  ['with an amount of another type', { amountInUSD: {} }],
])('believes no answer %s', (_, change) => {
  expect(payramAnswer(JSON.stringify({ ...ANSWER, ...change }), 'r')).toBeNull();
});

it.each(['', 'null', '[]', '"x"', '{', '<html>', '{"__proto__":{}}'])('believes no answer like %j', (text) => {
  expect(payramAnswer(text, 'r')).toBeNull();
  expect(payramCreated(text)).toBeNull();
  expect(paidlysCreated(text, 'https://pay.example')).toBeNull();
});

it('reads the samples of what was made, and where to pay', () => {
  expect(payramCreated(sample('payram/api.create-payment.response'))).toMatchObject({
    reference: 'c80f5363-0397-4761-aa1a-3155c3a21470',
    url: expect.stringMatching(/^https:\/\/yourdomain\.com\/payments/),
  });
  expect(
    paidlysCreated(sample('paidlys/api.create-anyamount-invoice.response.partial'), 'https://pay.example'),
  ).toEqual({
    reference: 'invoice_id',
    url: 'https://pay.example/invoice_id',
  });
});

it.each(['javascript:alert(1)', 'data:text/html,x', 'no url', ''])('sends nobody to %j', (url) => {
  expect(payramCreated(JSON.stringify({ reference_id: 'r', url }))).toBeNull();
});
