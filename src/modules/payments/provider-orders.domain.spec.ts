import { type Decimal, parseAmount } from '../../kernel/money.js';
import { currencyAt, finestAt, paidlysOrder, payramOrder } from './provider-orders.domain.js';

const order = (amount: string, currency = 'USD') => ({
  ...{ id: 'request-1', userId: 'user "1"', amount: parseAmount(amount) as Decimal, currency, description: 'A "case"' },
  email: null,
});

it('writes the amount digit by digit, beside texts that are escaped', () => {
  const body = payramOrder(order('12345678901234567890.01'));
  expect(body).toContain('"amountInUSD":12345678901234567890.01}');
  expect(JSON.parse(body)).toMatchObject({ customerId: 'user "1"', invoiceID: 'request-1' });
  const invoice = paidlysOrder(order('0.00000001', 'bnb'));
  expect(invoice).toContain('"price":0.00000001}');
  expect(JSON.parse(invoice)).toMatchObject({ invoiceCurrency: 'bnb', items: [{ name: 'A "case"' }] });
});

it('gives PayRam an address that reaches nobody, unless one is known', () => {
  expect(JSON.parse(payramOrder(order('1')))).toMatchObject({ customerEmail: 'request-1@payments.invalid' });
  expect(JSON.parse(payramOrder({ ...order('1'), email: 'a@b.example' }))).toMatchObject({
    customerEmail: 'a@b.example',
  });
});

it.each([
  ['payram', 'usd', 'USD'],
  ['payram', 'EUR', null],
  ['paidlys', 'EUR', 'eur'],
  ['paidlys', 'toString', null],
  ['paidlys', 'near', null],
] as const)('%s spells %s as %s', (provider, currency, spelled) => {
  expect(currencyAt(provider, currency)).toBe(spelled);
});

it('knows how fine a price may be', () => {
  expect([finestAt('payram', 'USD'), finestAt('paidlys', 'eur'), finestAt('paidlys', 'ltc')]).toEqual([2, 2, 8]);
});
