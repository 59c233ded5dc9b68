import { readStatusMap } from './status-map.domain.js';

const codes = new Set(['signed', 'closed']);
const paths = (issues: readonly { path: string }[]) => issues.map(({ path }) => path);

it('reads statuses, sub-statuses and null', () => {
  const { entries, malformed, unknown } = readStatusMap(
    { RetainerSigned: 'signed', 'Closed | *': 'closed', 'Note Added': null },
    codes,
  );
  expect([...malformed, ...unknown]).toEqual([]);
  expect(entries).toEqual([
    { statusKey: 'retainer signed', rawStatus: 'RetainerSigned', canonical: 'signed' },
    { statusKey: 'closed | *', rawStatus: 'Closed | *', canonical: 'closed' },
    { statusKey: 'note added', rawStatus: 'Note Added', canonical: null },
  ]);
});

it('names every canonical status that does not exist', () => {
  const { unknown } = readStatusMap({ Done: 'finished', Signed: 'signed', Over: 'gone' }, codes);
  expect(unknown).toEqual([
    { path: 'Done', message: 'There is no active canonical status "finished".' },
    { path: 'Over', message: 'There is no active canonical status "gone".' },
  ]);
});

it('refuses two spellings of one raw status that stand for different things', () => {
  expect(paths(readStatusMap({ 'Case Closed': 'closed', case_closed: 'signed' }, codes).malformed)).toEqual([
    'Case Closed',
  ]);
  expect(paths(readStatusMap({ 'Case Closed': 'closed', case_closed: null }, codes).malformed)).toEqual([
    'Case Closed',
  ]);
  expect(paths(readStatusMap({ 'Case Closed': null, case_closed: 'closed' }, codes).malformed)).toEqual([
    'Case Closed',
  ]);
});

it('keeps one entry of two spellings that agree', () => {
  const { entries, malformed } = readStatusMap({ 'Case Closed': 'closed', case_closed: 'closed' }, codes);
  expect(malformed).toEqual([]);
  expect(entries).toEqual([{ statusKey: 'case closed', rawStatus: 'case_closed', canonical: 'closed' }]);
});

it.each([
  { '--': 'signed' },
  { '': 'signed' },
  { 'a\0b': 'signed' },
  { [`${'x'.repeat(201)}`]: 'signed' },
  { Done: 7 },
  { Done: {} },
  { Done: undefined },
])('refuses the malformed entry of %j', (map) => {
  expect(readStatusMap(map, codes).malformed).toHaveLength(1);
});

it('refuses what is no map, or one without end', () => {
  for (const map of [['signed'], null, undefined, 'signed', 7])
    expect(readStatusMap(map, codes).malformed).toHaveLength(1);
  const endless = Object.fromEntries(Array.from({ length: 2_001 }, (_, at) => [`Status ${at}`, 'signed']));
  expect(readStatusMap(endless, codes).malformed).toHaveLength(1);
});
