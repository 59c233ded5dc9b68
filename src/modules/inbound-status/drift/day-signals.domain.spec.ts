import { silence, tooManyRefused, tooManyUnmapped, tooManyUnmatched } from './day-signals.domain.js';
import type { InboundDay } from './inbound-day.domain.js';

const HOUR = 3_600;

function aDay(change: Partial<InboundDay>): InboundDay {
  const none = { receipts: 0, updates: 0, unmapped: 0, unmatched: 0, gapSeconds: 0, longestGapSeconds: 0 };
  return { day: '2026-03-02', ...none, fields: {}, ...change };
}

it('finds too many unmapped above 5 in 100, and never among fewer than 20', () => {
  expect(tooManyUnmapped(aDay({ updates: 100, unmapped: 6 }))).toEqual({ share: 0.06, of: 100 });
  expect(tooManyUnmapped(aDay({ updates: 100, unmapped: 5 }))).toBeNull();
  expect(tooManyUnmapped(aDay({ updates: 19, unmapped: 19 }))).toBeNull();
});

it('finds too many unmatched above 10 in 100 and above twice what is usual', () => {
  const usual = (unmatched: number) => [aDay({ updates: 60, unmatched }), aDay({ updates: 40 })];
  const today = aDay({ updates: 100, unmatched: 21 });
  expect(tooManyUnmatched(today, usual(10))).toEqual({ share: 0.21, of: 100, usual: 0.1 });
  expect(tooManyUnmatched(today, usual(11))).toBeNull();
  expect(tooManyUnmatched(today, [])).toEqual({ share: 0.21, of: 100, usual: 0 });
  expect(tooManyUnmatched(aDay({ updates: 100, unmatched: 10 }), [])).toBeNull();
});

it('names the fields of which more than 20 in 100 values can not be used', () => {
  const fields = {
    ContactPhone: { given: 100, refused: 21 },
    ContactEmail: { given: 100, refused: 20 },
    CaseCode: { given: 5, refused: 5 },
  };
  expect(tooManyRefused(aDay({ fields }))).toEqual([{ field: 'ContactPhone', share: 0.21, of: 100 }]);
});

describe('silence', () => {
  const lastAt = new Date('2026-03-02T12:00:00Z');
  const hoursOn = (hours: number) => new Date(lastAt.getTime() + hours * HOUR * 1_000);
  const often = [aDay({ receipts: 100, gapSeconds: 100 * 60, longestGapSeconds: HOUR })];

  it('is a day at least', () => {
    expect(silence(often, lastAt, hoursOn(24))).toBeNull();
    expect(silence(often, lastAt, hoursOn(25))).toEqual({ since: lastAt, limitHours: 24 });
  });

  it('is three times the usual gap', () => {
    const seldom = [aDay({ receipts: 10, gapSeconds: 10 * 20 * HOUR })];
    expect(silence(seldom, lastAt, hoursOn(60))).toBeNull();
    expect(silence(seldom, lastAt, hoursOn(61))).toEqual({ since: lastAt, limitHours: 60 });
  });

  it('is no weekend of those who sent nothing on the weekends before, whatever happened once', () => {
    const weekends = [66, 66, 400].map((hours) =>
      aDay({ receipts: 200, gapSeconds: hours * HOUR, longestGapSeconds: hours * HOUR }),
    );
    expect(silence(weekends, lastAt, hoursOn(66))).toBeNull();
    expect(silence(weekends, lastAt, hoursOn(67))).toMatchObject({ limitHours: 66 });
  });

  it('is not told where nobody knows what is usual', () => {
    expect(silence([aDay({ receipts: 4 })], lastAt, hoursOn(1_000))).toBeNull();
    expect(silence(often, null, hoursOn(1_000))).toBeNull();
  });
});
