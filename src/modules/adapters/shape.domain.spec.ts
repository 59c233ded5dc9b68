import { shapeOf } from './shape.domain.js';

const pathsOf = (tree: unknown) => shapeOf(tree).map(({ path, type }) => `${path}: ${type}`);

it('names every path once with each of its types, and holds no value', () => {
  const tree = { lead: { phone: '+12025550100', tags: ['a', 1, 'b'] }, items: [{ at: 1 }, { at: null }], ok: true };
  expect(pathsOf(tree)).toEqual([
    '@: object',
    ...['lead: object', 'items: list', 'ok: boolean'],
    ...['lead.phone: text', 'lead.tags: list', 'items[]: object'],
    ...['lead.tags[]: text', 'lead.tags[]: number', 'items[].at: number', 'items[].at: null'],
  ]);
  expect(JSON.stringify(shapeOf(tree))).not.toContain('2025550100');
});

it.each([
  ['a phone number', '+12025550100'],
  ['an e-mail address', 'jane@example.com'],
  ['a UUID', '0198c9a0-1111-7abc-8def-001122334455'],
  ['a long text', 'word '.repeat(20)],
])('takes a name that is %s for a value', (_, name) => {
  expect(pathsOf({ byKey: { [name]: { name: 1 } } })).toContain('byKey.*.name: number');
});

it('quotes names as an expression does, and keeps the mark of an attribute', () => {
  expect(pathsOf({ 'Lead Status': 'x', '@id': 'y' }).slice(1)).toEqual(['"Lead Status": text', '"@id": text']);
});

it('stops at 300 entries, however wide or deep the body is', () => {
  const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`m${at % 900}x${at}`, 1]));
  const deep = Array.from({ length: 500 }).reduce<unknown>((inner) => ({ a: inner }), 1);
  expect(shapeOf(wide)).toHaveLength(300);
  expect(shapeOf(deep).length).toBeLessThanOrEqual(300);
});
