import { eventNamed, GROUPS, KNOWN_NAMES } from './event-names.domain.js';

it('knows the 57 documented activity types, each once', () => {
  expect(KNOWN_NAMES).toHaveLength(57);
  expect(new Set(KNOWN_NAMES).size).toBe(57);
  expect(KNOWN_NAMES).toEqual(expect.arrayContaining(['CALENDAR_EVENT_CANCELED', 'SUBSCRIPTION_CANCELLED']));
});

it('gives each of them a group and a label of its own', () => {
  const named = KNOWN_NAMES.map(eventNamed);
  expect(new Set(named.map(({ label }) => label)).size).toBe(57);
  expect(new Set(named.map(({ group }) => group))).toEqual(new Set(GROUPS.filter((group) => group !== 'unknown')));
});

it.each(['CALENDAR_EVENT_STATUS_UPDATED', 'constructor', '', null])('takes %j for an unknown event', (name) => {
  expect(eventNamed(name)).toEqual({ group: 'unknown', label: 'Unknown event', tells: null });
});
