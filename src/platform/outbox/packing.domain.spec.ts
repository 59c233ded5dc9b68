import fc from 'fast-check';
import { eventsIn, type OutboxEvent, packed } from './packing.domain.js';

function event(id: string, data: object = { of: id }): OutboxEvent {
  return { id, topic: 'thing.happened', data };
}

it('keeps a sole event as it is', () => {
  expect(packed([event('1')], 10)).toEqual([{ id: '1', topic: 'thing.happened', data: { of: '1' }, events: 1 }]);
});

it('keeps several under the id of the first, as many in a row as are handed over at once', () => {
  const rows = packed([event('1'), event('2'), event('3')], 2);
  expect(rows.map(({ id, events }) => [id, events])).toEqual([
    ['1', 2],
    ['3', 1],
  ]);
});

it('gives back every event as it was told, in order, whatever the size of a row', () => {
  const data = fc.dictionary(fc.string(), fc.string());
  fc.assert(
    fc.property(fc.array(fc.record({ id: fc.uuid(), data })), fc.integer({ min: 1, max: 9 }), (told, size) => {
      const events = told.map(({ id, data }) => event(id, data));
      const rows = packed(events, size);
      expect(rows.flatMap(eventsIn)).toEqual(events);
      for (const row of rows) expect(eventsIn(row)).toHaveLength(row.events);
      for (const { events: held } of rows) expect(held).toBeLessThanOrEqual(size);
    }),
  );
});
