import fc from 'fast-check';
import {
  type Course,
  type FailureReason,
  isEnd,
  judge,
  judgeResend,
  type Seen,
  type Terms,
  type Told,
} from './judge.domain.js';

const NOW = new Date('2026-03-04T18:30:00.000Z');
const MIDDLE = { now: NOW, jitter: 0.5 };
const WAITING: Course = { state: 'waiting', reason: null, nextAttemptAt: NOW, retriesUsed: 0, losses: 0 };
const ONCE: Terms = { maxRetries: 0, retrySchedule: null, onUnknown: 'retry' };
const TWICE: Terms = { maxRetries: 2, retrySchedule: [10, 100], onUnknown: 'retry' };
const HOLD: Terms = { ...TWICE, onUnknown: 'hold' };

const answered = (status: number, retryAfterSeconds: number | null = null): Seen => ({
  kind: 'response',
  status,
  retryAfterSeconds,
  told: null,
});
const failed = (reason: FailureReason, sent: boolean): Seen => ({ kind: 'failure', reason, sent });
const lost = (sent: boolean): Seen => ({ kind: 'lost', sent });

function judged(seen: Seen, terms: Terms, before: Partial<Course> = {}) {
  const { outcome, reason, course } = judge(seen, { ...WAITING, ...before }, terms, MIDDLE);
  const wait = course.nextAttemptAt && (course.nextAttemptAt.getTime() - NOW.getTime()) / 1_000;
  return [outcome, reason, course.state, wait];
}

describe('an answer decides by its status line', () => {
  it.each([200, 201, 202, 204, 299])('%i delivers', (status) => {
    expect(judged(answered(status), TWICE)).toEqual(['delivered', null, 'delivered', null]);
  });

  it.each([
    [301, 'redirect', 10],
    [307, 'redirect', 10],
    [400, 'rejected', 10],
    [404, 'rejected', 10],
    [422, 'rejected', 10],
    [401, 'credentials', 10],
    [403, 'credentials', 10],
    [407, 'credentials', 10],
    [408, 'not_now', 10],
    [425, 'not_now', 10],
    [429, 'overloaded', 60],
    [500, 'server_error', 10],
    [501, 'server_error', 10],
    [502, 'overloaded', 60],
    [503, 'overloaded', 60],
    [504, 'overloaded', 60],
    [600, 'unexpected_status', 10],
    [999, 'unexpected_status', 10],
  ])('%i fails for the reason %s and is tried again after %i s', (status, reason, seconds) => {
    expect(judged(answered(status), TWICE)).toEqual(['failed', reason, 'retrying', seconds]);
    expect(judged(answered(status), ONCE)).toEqual(['failed', reason, 'exhausted', null]);
  });

  it('410 refuses, whatever the budget, and disables the endpoint', () => {
    expect(judged(answered(410), TWICE)).toEqual(['refused', 'endpoint_gone', 'refused', null]);
    expect(judge(answered(410), WAITING, TWICE, MIDDLE).disableEndpoint).toBe(true);
  });

  it('nothing else disables the endpoint', () => {
    const others = Array.from({ length: 500 }, (_, at) => at + 200).filter((status) => status !== 410);
    const seen = [...others.map((status) => answered(status)), failed('timeout', true), lost(true)];
    expect(seen.some((one) => judge(one, WAITING, TWICE, MIDDLE).disableEndpoint)).toBe(false);
  });
});

describe('without an answer', () => {
  it.each(['dns_failed', 'tls_failed', 'connect_failed', 'connection_lost', 'request_invalid'] as const)(
    '%s before anything was sent is tried again by the schedule',
    (reason) => {
      expect(judged(failed(reason, false), TWICE)).toEqual(['failed', reason, 'retrying', 10]);
      expect(judged(failed(reason, false), HOLD)).toEqual(['failed', reason, 'retrying', 10]);
      expect(judged(failed(reason, false), ONCE)).toEqual(['failed', reason, 'exhausted', null]);
    },
  );

  it.each([
    ['connection_lost', 10],
    ['bad_response', 10],
    ['timeout', 60],
  ] as const)('%s after it was sent leaves unknown whether the lead arrived', (reason, seconds) => {
    expect(judged(failed(reason, true), TWICE)).toEqual(['unknown', reason, 'retrying', seconds]);
    expect(judged(failed(reason, true), TWICE, { retriesUsed: 2 })).toEqual(['unknown', reason, 'unknown', null]);
    expect(judged(failed(reason, true), ONCE)).toEqual(['unknown', reason, 'unknown', null]);
    expect(judged(failed(reason, true), HOLD)).toEqual(['unknown', reason, 'unknown', null]);
  });

  it('a timeout before anything was sent is a failure that waits a minute', () => {
    expect(judged(failed('timeout', false), TWICE)).toEqual(['failed', 'timeout', 'retrying', 60]);
  });

  it('an address that is never called refuses the delivery', () => {
    expect(judged(failed('blocked_address', false), TWICE)).toEqual(['refused', 'blocked_address', 'refused', null]);
  });
});

describe('the budget', () => {
  it('is the endpoint’s: so many retries, then exhausted', () => {
    const first = judge(answered(500), WAITING, TWICE, MIDDLE).course;
    const second = judge(answered(500), first, TWICE, MIDDLE).course;
    const third = judge(answered(500), second, TWICE, MIDDLE).course;
    expect([first, second, third].map(({ state, retriesUsed }) => [state, retriesUsed])).toEqual([
      ['retrying', 1],
      ['retrying', 2],
      ['exhausted', 2],
    ]);
    expect(second.nextAttemptAt).toEqual(new Date(NOW.getTime() + 100_000));
  });

  it('uses the standard schedule when the endpoint has none, or an empty one', () => {
    for (const retrySchedule of [null, []]) {
      expect(judged(answered(500), { ...TWICE, maxRetries: 8, retrySchedule }, { retriesUsed: 2 })[3]).toBe(300);
    }
  });

  it('lets Retry-After stretch a wait to twice its length, and never shorten it', () => {
    expect(judged(answered(500, 15), TWICE)[3]).toBe(15);
    expect(judged(answered(500, 3_600), TWICE)[3]).toBe(20);
    expect(judged(answered(500, 1), TWICE)[3]).toBe(10);
    expect(judged(answered(429, 1), TWICE)[3]).toBe(60);
  });

  it('spreads the wait by a fifth either way', () => {
    const waits = [0, 1].map(
      (jitter) => judge(answered(500), WAITING, TWICE, { now: NOW, jitter }).course.nextAttemptAt,
    );
    expect(waits).toEqual([new Date(NOW.getTime() + 8_000), new Date(NOW.getTime() + 12_000)]);
  });
});

describe('a lost attempt', () => {
  it('is made again at once and costs no retry, also when there are none', () => {
    for (const terms of [ONCE, TWICE]) {
      expect(judged(lost(true), terms)).toEqual(['unknown', 'worker_lost', 'retrying', 0]);
      expect(judge(lost(true), WAITING, terms, MIDDLE).course).toMatchObject({ retriesUsed: 0, losses: 1 });
    }
  });

  it('is held back by an endpoint that wants no doubtful lead twice, unless nothing was sent', () => {
    expect(judged(lost(true), HOLD)).toEqual(['unknown', 'worker_lost', 'unknown', null]);
    expect(judged(lost(false), HOLD)).toEqual(['failed', 'worker_lost', 'retrying', 0]);
  });

  it('is the last for now when ten in a row were lost', () => {
    expect(judged(lost(true), ONCE, { losses: 8 })[2]).toBe('retrying');
    expect(judge(lost(true), { ...WAITING, losses: 9 }, ONCE, MIDDLE).course).toMatchObject({
      state: 'held',
      reason: 'poison',
      nextAttemptAt: null,
    });
  });

  it('is forgotten by the first result', () => {
    expect(judge(answered(500), { ...WAITING, losses: 9 }, TWICE, MIDDLE).course.losses).toBe(0);
  });
});

describe('a resend', () => {
  const ends = ['delivered', 'refused', 'exhausted', 'unknown', 'held'] as const;

  it.each(ends)('delivers what was %s', (state) => {
    const before: Course = { ...WAITING, state, reason: 'some', nextAttemptAt: null };
    expect(judgeResend(answered(200), before).course).toMatchObject({ state: 'delivered', reason: null });
  });

  it.each(ends)('leaves what was %s as it was when it does not', (state) => {
    const before: Course = { ...WAITING, state, reason: 'some', nextAttemptAt: null };
    for (const seen of [answered(500), answered(410), failed('timeout', true), lost(true), lost(false)]) {
      expect(judgeResend(seen, before)).toMatchObject({ course: before, disableEndpoint: false });
    }
  });
});

const anySeen: fc.Arbitrary<Seen> = fc.oneof(
  fc.record({
    kind: fc.constant('response' as const),
    status: fc.integer({ min: 100, max: 999 }),
    retryAfterSeconds: fc.option(fc.nat(100_000)),
    told: fc.option(fc.constantFrom<Told>('accepted', 'duplicate', 'rejected', 'retry', 'fatal')),
  }),
  fc.record({
    kind: fc.constant('failure' as const),
    reason: fc.constantFrom<FailureReason>('timeout', 'dns_failed', 'connection_lost', 'blocked_address'),
    sent: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('lost' as const), sent: fc.boolean() }),
);
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  maxRetries: fc.nat(10),
  retrySchedule: fc.option(fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 5 })),
  onUnknown: fc.constantFrom('retry', 'hold'),
});

it('every delivery ends or has a time for its next attempt, whatever is seen', () => {
  fc.assert(
    fc.property(
      fc.array(anySeen, { maxLength: 60 }),
      anyTerms,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, terms, jitter) => {
        let course = WAITING;
        for (const seen of all) {
          if (course.nextAttemptAt === null) break;
          course = judge(seen, course, terms, { now: NOW, jitter }).course;
          const waits = course.state === 'retrying' || course.state === 'waiting';
          expect(waits).toBe(course.nextAttemptAt !== null);
          expect(isEnd(course.state)).toBe(!waits && course.state !== 'held');
          expect(course.retriesUsed).toBeLessThanOrEqual(terms.maxRetries);
        }
      },
    ),
  );
});
