import { type Decimal, parseAmount } from '../../kernel/money.js';
import { payerIn, proposalsFrom } from './proposal.domain.js';

const fifty = parseAmount('50') as Decimal;
const request = (id: string, userId: string, amount = fifty) => ({
  ...{ id, userId, leadId: null, amount, currency: 'USD', state: 'unknown', createdAt: new Date(0) },
});
const NOBODY = { requestIds: [], userIds: [], emails: [], phones: [] };
const CAME = { filled: fifty, asset: 'USD' };

it('reads what webhooks say of who paid, whatever they call it', () => {
  const bodies = [
    { invoice_id: 'r1', customer_id: 'u1', customer_email: 'a@example.com' },
    { internal_user_id: 'u2', email: 'a@example.com', phone: 5 },
  ];
  expect(payerIn(bodies)).toEqual({
    ...{ requestIds: ['r1'], userIds: ['u1', 'u2'], emails: ['a@example.com'], phones: [] },
  });
});

it('puts first what says most, and says why', () => {
  const requests = [request('r1', 'u1'), request('r2', 'u2'), request('r3', 'u3')];
  const payer = { ...NOBODY, requestIds: ['r2'], userIds: ['u1'] };
  const found = proposalsFrom(requests, payer, { email: ['u3'], phone: ['u3'] }, CAME);
  expect(found.map(({ id, because }) => [id, because.join()])).toEqual([
    ['r2', 'invoice_id,amount'],
    ['r1', 'customer_id,amount'],
    ['r3', 'email,phone,amount'],
  ]);
});

it('proposes nobody by the amount alone', () => {
  expect(proposalsFrom([request('r1', 'u1')], NOBODY, { email: [], phone: [] }, CAME)).toEqual([]);
});
