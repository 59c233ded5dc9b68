import { RefusalBudget } from './refusal-budget.domain.js';

const NOON = new Date('2026-03-04T12:00:00Z');
const later = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);

/** How many of `calls` refusals leave a receipt. */
function kept(budget: RefusalBudget, calls: number, source = 'caller', now = NOON): number {
  return Array.from({ length: calls }, () => budget.spend(source, 'invalid_access_token', now)).filter(Boolean).length;
}

it('keeps a hundred an hour and source, and counts the rest', () => {
  const budget = new RefusalBudget();
  expect(kept(budget, 150)).toBe(100);
  expect(budget.takeCounts()).toEqual([{ source: 'caller', hour: NOON, reason: 'invalid_access_token', refusals: 50 }]);
});

it('takes each count once', () => {
  const budget = new RefusalBudget();
  kept(budget, 150);
  budget.takeCounts();
  expect(budget.takeCounts()).toEqual([]);
  kept(budget, 1);
  expect(budget.takeCounts()).toMatchObject([{ refusals: 1 }]);
});

it('gives every source its own hundred, and counts each reason by itself', () => {
  const budget = new RefusalBudget();
  expect([kept(budget, 101, 'one'), kept(budget, 101, 'other')]).toEqual([100, 100]);
  budget.spend('one', 'body_too_large', NOON);
  expect(budget.takeCounts().map(({ source, reason, refusals }) => [source, reason, refusals])).toEqual([
    ['one', 'invalid_access_token', 1],
    ['one', 'body_too_large', 1],
    ['other', 'invalid_access_token', 1],
  ]);
});

it('starts anew with the hour, and keeps what the last hour counted', () => {
  const budget = new RefusalBudget();
  expect(kept(budget, 110, 'caller', later(59))).toBe(100);
  expect(kept(budget, 103, 'caller', later(60))).toBe(100);
  expect(budget.takeCounts().map(({ hour, refusals }) => [hour, refusals])).toEqual([
    [NOON, 10],
    [later(60), 3],
  ]);
});

it('lets sources beyond ten thousand share one hundred', () => {
  const budget = new RefusalBudget();
  for (let at = 0; at < 10_000; at += 1) budget.spend(`source-${at}`, 'invalid_access_token', NOON);
  const further = Array.from({ length: 150 }, (_, at) => budget.spend(`further-${at}`, 'invalid_access_token', NOON));
  expect(further.filter(Boolean)).toHaveLength(100);
  expect(budget.takeCounts()).toMatchObject([{ source: 'others', refusals: 50 }]);
  expect(budget.spend('source-7', 'invalid_access_token', NOON)).toBe(true);
});
