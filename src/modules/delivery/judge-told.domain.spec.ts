import { type Course, judge, judgeResend, type Seen, type Terms, type Told } from './judge.domain.js';

const NOW = new Date('2026-03-04T18:30:00.000Z');
const MIDDLE = { now: NOW, jitter: 0.5 };
const WAITING: Course = { state: 'waiting', reason: null, nextAttemptAt: NOW, retriesUsed: 0, losses: 0 };
const ONCE: Terms = { maxRetries: 0, retrySchedule: null, onUnknown: 'retry' };
const TWICE: Terms = { maxRetries: 2, retrySchedule: [10, 100], onUnknown: 'retry' };

const told = (outcome: Told, status = 200, retryAfterSeconds: number | null = null): Seen => ({
  kind: 'response',
  status,
  retryAfterSeconds,
  told: outcome,
});

function judged(seen: Seen, terms: Terms) {
  const { outcome, reason, course } = judge(seen, WAITING, terms, MIDDLE);
  const wait = course.nextAttemptAt && (course.nextAttemptAt.getTime() - NOW.getTime()) / 1_000;
  return [outcome, reason, course.state, wait];
}

describe('a reply that says what it means outweighs its status', () => {
  it.each<[Told, string, string | null, string]>([
    ['accepted', 'delivered', null, 'delivered'],
    ['duplicate', 'delivered', 'duplicate', 'delivered'],
    ['rejected', 'refused', 'partner_rejected', 'refused'],
    ['fatal', 'refused', 'partner_fatal', 'refused'],
  ])('%s ends the delivery', (outcome, attempt, reason, state) => {
    for (const status of [200, 409, 410, 500]) {
      expect(judged(told(outcome, status), TWICE)).toEqual([attempt, reason, state, null]);
      expect(judge(told(outcome, status), WAITING, TWICE, MIDDLE).disableEndpoint).toBe(false);
    }
  });

  it('retry is tried again by the schedule, and after the wait that the partner asks for', () => {
    expect(judged(told('retry'), TWICE)).toEqual(['failed', 'partner_not_ready', 'retrying', 10]);
    expect(judged(told('retry', 200, 15), TWICE)).toEqual(['failed', 'partner_not_ready', 'retrying', 15]);
    expect(judged(told('retry', 503), TWICE)).toEqual(['failed', 'partner_not_ready', 'retrying', 60]);
    expect(judged(told('retry'), ONCE)).toEqual(['failed', 'partner_not_ready', 'exhausted', null]);
  });

  it('a resend that finds a duplicate has delivered; one that is rejected leaves the delivery where it stood', () => {
    const before: Course = { ...WAITING, state: 'exhausted', reason: 'server_error', nextAttemptAt: null };
    expect(judgeResend(told('duplicate'), before).course).toMatchObject({ state: 'delivered', reason: 'duplicate' });
    expect(judgeResend(told('rejected'), before)).toMatchObject({ outcome: 'refused', course: before });
  });
});
