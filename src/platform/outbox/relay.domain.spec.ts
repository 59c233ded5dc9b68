import fc from 'fast-check';
import { LANES } from '../queue/lanes.js';
import { hintsOf } from './relay.domain.js';

type Claimed = Parameters<typeof hintsOf>[0][number];

function row(id: string, change: Partial<Claimed> = {}): Claimed {
  return { id, consumer: 'a.do', lane: 'notifications', events: 1, enqueues: 1, ...change };
}

const batches = new Map([
  ['a.do', 2],
  ['b.do', 1],
]);

it('puts rows of one consumer into jobs of its batch size, in order', () => {
  const hints = hintsOf([row('1a'), row('2a'), row('3a')], batches);
  expect(hints.get('notifications')).toEqual([
    { handler: 'a.do', ids: ['1a', '2a'], jobId: '1a-1' },
    { handler: 'a.do', ids: ['3a'], jobId: '3a-1' },
  ]);
});

it('counts the events of a row that holds several, and never splits one', () => {
  const rows = [row('1a', { events: 2 }), row('2a'), row('3a', { events: 5 }), row('4a'), row('5a')];
  const hints = hintsOf(rows, batches).get('notifications');
  expect(hints?.map(({ ids }) => ids)).toEqual([['1a'], ['2a'], ['3a'], ['4a', '5a']]);
});

it('keeps consumers and lanes apart', () => {
  const hints = hintsOf([row('1a'), row('2b', { consumer: 'b.do', lane: 'deliveries' }), row('3a')], batches);
  expect([...hints.keys()]).toEqual(['notifications', 'deliveries']);
  expect(hints.get('notifications')).toEqual([{ handler: 'a.do', ids: ['1a', '3a'], jobId: '1a-1' }]);
  expect(hints.get('deliveries')).toEqual([{ handler: 'b.do', ids: ['2b'], jobId: '2b-1' }]);
});

it('names a job anew each time its row is queued: a queue ignores an id that it still remembers', () => {
  const jobIds = [1, 2, 3].map(
    (enqueues) => hintsOf([row('1a', { enqueues })], batches).get('notifications')?.[0]?.jobId,
  );
  expect(new Set(jobIds).size).toBe(3);
});

it('queues rows of a consumer that it has no batch size for one by one', () => {
  const hints = hintsOf([row('1a', { consumer: 'gone' }), row('2a', { consumer: 'gone' })], batches);
  expect(hints.get('notifications')?.map(({ ids }) => ids)).toEqual([['1a'], ['2a']]);
});

it('hints at every row exactly once, in its lane, under ids that a queue takes', () => {
  const rows = fc.uniqueArray(
    fc.record({
      id: fc.uuid({ version: 7 }),
      consumer: fc.constantFrom('a.do', 'b.do', 'gone'),
      events: fc.integer({ min: 1, max: 4 }),
      enqueues: fc.integer({ min: 1, max: 9 }),
    }),
    { selector: ({ id }) => id },
  );
  fc.assert(
    fc.property(rows, (given) => {
      const lanes = { 'a.do': LANES[0], 'b.do': LANES[1], gone: LANES[2] };
      const claimed = given.map((one) => ({ ...one, lane: lanes[one.consumer] }));
      const hints = [...hintsOf(claimed, batches)];
      const hinted = hints.flatMap(([lane, list]) => list.flatMap(({ ids }) => ids.map((id) => `${lane} ${id}`)));
      expect(hinted.sort()).toEqual(claimed.map(({ lane, id }) => `${lane} ${id}`).sort());
      const jobIds = hints.flatMap(([, list]) => list.map(({ jobId }) => jobId));
      expect(new Set(jobIds).size).toBe(jobIds.length);
      for (const jobId of jobIds) expect(jobId).toMatch(/^[0-9a-f-]+$/);
    }),
  );
});
