import fc from 'fast-check';
import { FIELDS, readStandard } from './standard-format.domain.js';

/** Field → the value that was found. */
const valuesIn = (tree: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(readStandard(tree)).map(([field, found]) => [field, found.value]));

it('finds the nine fields by their names, and tells where each was', () => {
  const tree = Object.fromEntries(FIELDS.map((field) => [field, `value of ${field}`]));
  expect(valuesIn(tree)).toEqual(tree);
  expect(readStandard({ status: 'Signed' }).Status).toEqual({ from: 'status', value: 'Signed' });
});

it.each([
  [
    { leadId: 'a', STATUS: 'b', contactphone: 'c' },
    { LeadId: 'a', Status: 'b', ContactPhone: 'c' },
  ],
  [{ status: 'lower', Status: 'exact' }, { Status: 'exact' }],
  [{ STATUS: 'first', status: 'second' }, { Status: 'first' }],
  [
    { LeadStatus: 'alias', CaseName: 'RU' },
    { Status: 'alias', CaseCode: 'RU' },
  ],
  [
    { leadstatus: 'alias', casename: 'RU' },
    { Status: 'alias', CaseCode: 'RU' },
  ],
  [{ LeadStatus: 'alias', status: 'name' }, { Status: 'name' }],
  [{ CaseName: 'alias', CaseCode: 'name' }, { CaseCode: 'name' }],
  [{ Lead_Id: 'a', 'Lead Id': 'b', Leadid1: 'c', StatusCode: 'd' }, {}],
])('of %j takes the exact name first, then any letter case, then an alias', (tree, expected) => {
  expect(valuesIn(tree)).toEqual(expected);
});

it.each([
  ['a list of one', ['x'], 'x'],
  ['a number', 7, 7],
  ['zero', 0, 0],
  ['false', false, false],
  ['text of digits', '007', '007'],
])('takes %s', (_, given, value) => {
  expect(valuesIn({ Status: given })).toEqual({ Status: value });
});

it.each([
  ['null', null],
  ['empty text', ''],
  ['spaces', ' \t\n'],
  ['an empty list', []],
  ['a list of two', ['x', 'y']],
  ['a list in a list', [['x']]],
  ['a list of an object', [{ value: 'x' }]],
  ['a list of nothing', [null]],
  ['an object', { value: 'x' }],
])('takes %s for no value, so that another spelling is asked', (_, given) => {
  expect(valuesIn({ Status: given })).toEqual({});
  expect(valuesIn({ Status: given, status: 'Signed' })).toEqual({ Status: 'Signed' });
  expect(valuesIn({ Status: given, LeadStatus: 'Signed' })).toEqual({ Status: 'Signed' });
});

it.each([null, 'Status', 7, true, ['Status'], [{ Status: 'Signed' }], {}, undefined])('finds nothing in %j', (tree) => {
  expect(readStandard(tree)).toEqual({});
});

it('looks at the top level only', () => {
  expect(readStandard({ lead: { LeadId: 'a' }, data: [{ Status: 'b' }] })).toEqual({});
});

it('finds nothing that a tree inherits', () => {
  expect(readStandard(Object.create({ LeadId: 'a', Status: 'b' }))).toEqual({});
});

it('finds the same whatever else is there, in whatever order', () => {
  const report = Object.entries({ LeadId: 'a', leadStatus: 'b', casecode: 'c' });
  const other = fc.dictionary(
    fc.string().map((name) => `x${name}`),
    fc.jsonValue(),
    { maxKeys: 5 },
  );
  fc.assert(
    fc.property(fc.shuffledSubarray(report, { minLength: 3 }), other, (members, noise) => {
      const expected = { LeadId: 'a', Status: 'b', CaseCode: 'c' };
      expect(valuesIn({ ...noise, ...Object.fromEntries(members) })).toEqual(expected);
    }),
  );
});
