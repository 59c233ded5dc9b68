import { batchIn, embeddedJson, unitsOf } from './units.domain.js';

const record = (id: number) => ({ id, email: `a${id}@example.com`, status: 'Signed' });

it('finds JSON within texts, and passes lists of plain texts over', () => {
  const tree = {
    raw: '{"status":"Signed"}',
    list: [{ inner: '[{"a":1}]' }],
    files: '["a.pdf"]',
    brace: '{no json',
    n: 1,
  };
  expect(embeddedJson(tree)).toEqual(['raw', 'list.inner']);
  expect(embeddedJson('{"a":1}')).toEqual(['@']);
});

it('takes a list of records with a status and an identity for a batch', () => {
  expect(batchIn({ account: 'x', data: { leads: [record(1), record(2)] } })).toEqual(['data', 'leads']);
  expect(batchIn([record(1)])).toEqual([]);
  const numbered = { leadNumber: 'L-1', status: 'Signed', name: 'Jane Doe', phone_number: '1' };
  expect(batchIn({ leads: [numbered, numbered] })).toEqual(['leads']);
});

it.each([
  ['the history of one record', { history: [record(1), record(2)] }],
  ['fields with labels and values', { data: [{ id: 1, label: 'Status', value: 'x', status: 'active' }] }],
  ['people beside a status', { status: 'completed', signers: [record(1)] }],
  ['the one person of a record', { id: 7, phase: 1, contacts: [record(1)] }],
  ['nothing', {}],
  ['a text', 'x'],
])('does not take %s for a batch', (_, tree) => {
  expect(batchIn(tree)).toBeNull();
});

it('gives each update what all share, and reads one element where XML has no list', () => {
  const tree = { account: 'x', leads: record(1) };
  expect(unitsOf(tree, ['leads'])).toEqual([{ item: record(1), shared: { account: 'x' } }]);
  expect(unitsOf(tree, null)).toEqual([{ item: tree, shared: null }]);
  expect(unitsOf({ leads: [] }, ['leads'])).toEqual([]);
  expect(
    unitsOf(
      Array.from({ length: 400 }, (_, at) => record(at)),
      [],
    ),
  ).toHaveLength(25);
});
