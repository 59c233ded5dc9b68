import fc from 'fast-check';
import { applyToCase, type CaseFacts, type CaseState } from './case-state.domain.js';

const NEW: CaseState = {
  values: { status: null, isArchived: null, closedAt: null, archiveReason: null },
  versions: {},
  told: [],
};
type News = Parameters<typeof applyToCase>[1];

const news = (version: string, facts: Partial<CaseFacts>, name = 'CHANGE_CASE_STATUS'): News => ({
  ...{ name, version, facts, isRestricted: false },
});

const HISTORY = [
  news('1', { status: 'OPEN', isArchived: false }),
  news('2', { status: 'ASSIGNED' }, 'ADD_CASE_ASSIGNEE'),
  news('3', { status: 'APPROVED', closedAt: '2026-01-05T12:00:00.000Z' }),
  news('4', { isArchived: true, archiveReason: 'COMPLETE' }, 'ARCHIVE_CASE'),
  news('5', { isArchived: false, archiveReason: null, closedAt: null }, 'REOPEN_CASE'),
];

it('ends like its history whatever the order, and however often an event comes', () => {
  const play = (events: readonly News[]) => events.reduce((state, one) => applyToCase(state, one).state, NEW);
  const { values, versions } = play(HISTORY);
  fc.assert(
    fc.property(fc.shuffledSubarray([...HISTORY, ...HISTORY], { minLength: 10 }), (events) => {
      expect(play(events)).toMatchObject({ values, versions });
    }),
    { numRuns: 10_000 },
  );
  expect(values).toEqual({ status: 'APPROVED', isArchived: false, closedAt: null, archiveReason: null });
});

it('tells a decision and an end once, and an appointment each time', () => {
  const decided = applyToCase(NEW, news('1', { status: 'APPROVED' }));
  expect(decided.tells).toBe('decided');
  const again = applyToCase(decided.state, news('2', { status: 'REJECTED' }));
  expect(again.tells).toBeNull();
  const closed = applyToCase(again.state, news('3', { isArchived: true }));
  expect(closed.tells).toBe('closed');
  const moved = applyToCase(closed.state, news('4', {}, 'CALENDAR_EVENT_RESCHEDULED'));
  expect(applyToCase(moved.state, news('5', {}, 'CALENDAR_EVENT_RESCHEDULED')).tells).toBe('appointment');
});

it('tells nothing of what is restricted, and one thing an event', () => {
  const event = { ...news('1', {}, 'ADD_CASE_COMMENT'), isRestricted: true };
  expect(applyToCase(NEW, event).tells).toBeNull();
  const both = applyToCase(NEW, news('1', { status: 'APPROVED', isArchived: true }));
  expect(both).toMatchObject({ tells: 'closed', state: { told: ['closed', 'decided'] } });
});
