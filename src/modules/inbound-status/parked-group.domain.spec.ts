import fc from 'fast-check';
import { commonOf, groupId, PARKED_KINDS, type ParkedGroup, readGroupId } from './parked-group.domain.js';

const GROUP: ParkedGroup = {
  kind: 'update',
  partnerId: '01a210b9-9360-7739-aca8-97de28fa20c4',
  environment: 'live',
  reason: 'status_unmapped',
  cause: 'raw_status:closed | no injury: none',
};

it('reads every id that it wrote', () => {
  const text = fc.string({ unit: 'binary', maxLength: 100 }).map((value) => value.toWellFormed().replaceAll('\0', ''));
  const groups = fc.record({
    kind: fc.constantFrom(...PARKED_KINDS),
    partnerId: fc.uuid(),
    environment: fc.constantFrom('live' as const, 'sandbox' as const),
    reason: text,
    cause: fc.option(text),
  });
  fc.assert(
    fc.property(groups, (group) => {
      const id = groupId(group);
      expect(id).toMatch(/^[\w-]+$/);
      expect(readGroupId(id)).toEqual(group);
    }),
  );
});

const written = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

it.each([
  ['nothing', ''],
  ['no JSON', 'abc'],
  ['another shape', written('update')],
  ['another kind', written('lead', GROUP.partnerId, 'live', 'r', null)],
  ['no UUID', written('update', 'p', 'live', 'r', null)],
  ['another environment', written('update', GROUP.partnerId, 'prod', 'r', null)],
  ['no reason', written('update', GROUP.partnerId, 'live', 7, null)],
  ['what cannot be stored', written('update', GROUP.partnerId, 'live', 'r', 'a\0b')],
  ['too much', written('update', GROUP.partnerId, 'live', 'r', 'x'.repeat(2_000))],
])('takes no other text for an id: %s', (_, id) => {
  expect(readGroupId(id)).toBeNull();
});

it('says what a group has in common', () => {
  expect(commonOf(GROUP)).toEqual({ kind: 'raw_status', value: 'closed | no injury: none' });
  expect(commonOf({ kind: 'receipt', cause: 'text/plain' })).toEqual({ kind: 'media_type', value: 'text/plain' });
  expect(commonOf({ kind: 'update', cause: null })).toBeNull();
});
