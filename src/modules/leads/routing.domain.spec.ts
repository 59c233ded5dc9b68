import fc from 'fast-check';
import { newId } from '../../kernel/uuid.js';
import { type Choice, obstacleTo, orderOfChoice } from './routing.domain.js';

const choice = (partnerId: string, weight: number): Choice => ({ partnerId, weight, dailyCap: null });
const idsOf = (order: readonly Choice[]): string[] => order.map(({ partnerId }) => partnerId);

const choices = fc
  .uniqueArray(fc.tuple(fc.uuid(), fc.integer({ min: 0, max: 1_000 })), { selector: ([id]) => id, maxLength: 6 })
  .map((all) => all.map(([id, weight]) => choice(id, weight)));

it('tries every partner with a weight once, and none without', () => {
  fc.assert(
    fc.property(fc.uuid(), choices, (leadId, candidates) => {
      const order = idsOf(orderOfChoice(leadId, candidates));
      const weighted = candidates.filter(({ weight }) => weight > 0);
      expect([...order].sort()).toEqual(idsOf(weighted).sort());
    }),
  );
});

it('gives one lead the same order, in whatever order the candidates come', () => {
  fc.assert(
    fc.property(fc.uuid(), choices, (leadId, candidates) => {
      const order = idsOf(orderOfChoice(leadId, candidates));
      expect(idsOf(orderOfChoice(leadId, [...candidates].reverse()))).toEqual(order);
    }),
  );
});

it('chooses nobody among nobody', () => {
  expect(orderOfChoice('a', [])).toEqual([]);
  expect(orderOfChoice('a', [choice('one', 0)])).toEqual([]);
});

/** Four standard deviations of a share of `leads` draws. */
const tolerance = (share: number, leads: number): number => 4 * Math.sqrt((share * (1 - share)) / leads);

it.each([[[1, 1]], [[3, 1]], [[100, 10, 1]], [[0, 1, 4]]])('shares leads by the weights %j', (weights) => {
  const LEADS = 20_000;
  const candidates = weights.map((weight, at) => choice(String(at), weight));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const first = new Map<string, number>();
  for (let lead = 0; lead < LEADS; lead += 1) {
    const chosen = orderOfChoice(newId(new Date(lead)), candidates)[0]?.partnerId ?? '';
    first.set(chosen, (first.get(chosen) ?? 0) + 1);
  }
  candidates.forEach(({ partnerId, weight }) => {
    const share = weight / total;
    expect(Math.abs((first.get(partnerId) ?? 0) / LEADS - share)).toBeLessThanOrEqual(tolerance(share, LEADS));
  });
});

it.each<[string, readonly Choice[], readonly string[], string | null]>([
  ['nobody takes it', [], [], 'no_partner'],
  ['nobody is to be chosen', [choice('a', 0)], ['a'], 'no_partner'],
  ['nobody can be reached', [choice('a', 1)], ['b'], 'no_endpoint'],
  ['those that can be reached are capped', [{ ...choice('a', 1), dailyCap: 5 }, choice('b', 1)], ['a'], 'capped'],
  ['somebody would take it', [{ ...choice('a', 1), dailyCap: 5 }, choice('b', 1)], ['a', 'b'], null],
])('tells what keeps a lead from every partner: %s', (_, candidates, reachable, expected) => {
  expect(obstacleTo(candidates, new Set(reachable))).toBe(expected);
});
