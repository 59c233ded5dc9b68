import { daysWith, type InboundDay } from './inbound-day.domain.js';
import type { Look, LookedAt } from './look.domain.js';

const at = (time: string) => new Date(`2026-03-${time}:00Z`);
const update = (change: Partial<LookedAt> = {}): LookedAt => {
  return { outcome: 'applied', reason: null, given: [], refused: [], unknown: null, ...change };
};
const look = (time: string, ...updates: LookedAt[]): Look => ({ receivedAt: at(time), version: 0, shape: [], updates });

it('sums a day up: repeats and refusals are no updates, each gap counts where it ends', () => {
  const days = daysWith(
    [],
    [
      look('02T10:00', update(), update({ outcome: 'duplicate' }), update({ outcome: 'ignored' })),
      look('02T10:10', update({ outcome: 'unmapped' }), update({ outcome: 'parked', reason: 'lead_not_found' })),
      look('03T10:10', update({ outcome: 'refused', reason: 'missing_status' })),
    ],
    at('02T09:59'),
  );
  expect(days).toEqual([
    {
      ...{ day: '2026-03-02', receipts: 2, updates: 3, unmapped: 1, unmatched: 1 },
      ...{ gapSeconds: 660, longestGapSeconds: 600, fields: {} },
    },
    {
      ...{ day: '2026-03-03', receipts: 1, updates: 0, unmapped: 0, unmatched: 0 },
      ...{ gapSeconds: 86_400, longestGapSeconds: 86_400, fields: {} },
    },
  ]);
});

it('goes on from what is known, and answers only the days that change', () => {
  const [first] = daysWith([], [look('02T10:00', update({ given: ['CaseCode'], refused: ['CaseCode'] }))], null);
  const known = [{ ...(first as InboundDay), day: '2026-03-01' }, first as InboundDay];
  expect(daysWith(known, [look('02T10:00', update({ given: ['CaseCode', 'Status'] }))], at('02T10:00'))).toEqual([
    expect.objectContaining({
      ...{ day: '2026-03-02', receipts: 2, gapSeconds: 0 },
      fields: { CaseCode: { given: 2, refused: 1 }, Status: { given: 1, refused: 0 } },
    }),
  ]);
});

it('counts a report without a lead as unmapped, too, when nobody gave its status a meaning', () => {
  const parked = update({ outcome: 'parked', reason: 'lead_ambiguous', unknown: { status: 'X', subStatus: null } });
  expect(daysWith([], [look('02T10:00', parked)], null)).toMatchObject([{ unmapped: 1, unmatched: 1 }]);
});
