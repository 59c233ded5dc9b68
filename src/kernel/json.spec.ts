import fc from 'fast-check';
import { DomainError } from './domain-error.js';
import { parseJsonLosslessly } from './json.js';

const LIMITS = { depth: 64, values: Number.POSITIVE_INFINITY };
const read = (text: string): unknown => parseJsonLosslessly(text, LIMITS);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function refusalOf(text: string, limits: Partial<typeof LIMITS> = {}): DomainError | undefined {
  try {
    parseJsonLosslessly(text, { ...LIMITS, ...limits });
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** Every object in the tree. */
function objectsOf(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(objectsOf)];
}

const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];
const safeNames = fc.string().filter((name) => !FORBIDDEN.includes(name));
const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
  tree: fc.oneof(
    { maxDepth: 5 },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(safeNames, tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

it('reads what JSON.parse reads, into objects without a prototype', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const result = read(text);
      expect(plain(result)).toEqual(JSON.parse(text));
      for (const object of objectsOf(result)) expect(Object.getPrototypeOf(object)).toBeNull();
    }),
  );
});

it('refuses exactly the texts that JSON.parse refuses', () => {
  const snippets = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '"a"',
    '12345678901234567890',
    '-',
    '1e400',
    ' ',
    'null',
  );
  fc.assert(
    fc.property(fc.array(snippets, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(refusalOf(text)?.code).toBe(isJson ? undefined : 'body_unparseable');
    }),
    { numRuns: 2_000 },
  );
});

it('keeps every digit of an integer that a double cannot hold', () => {
  const big = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
  fc.assert(
    fc.property(big, (integer) => {
      const safe = Number.isSafeInteger(Number(integer));
      const expected = safe ? Number(integer) : String(integer);
      expect(plain(read(`{"a": [${integer},1], "b":${integer}}`))).toEqual({ a: [expected, 1], b: expected });
    }),
  );
});

it.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', '9007199254740992'],
  ['-9007199254740993', '-9007199254740993'],
  ['12345678901234567.89', '12345678901234567.89'],
  ['1e400', '1e400'],
  ['-1E30', '-1E30'],
  ['0.1234567890123456', 0.1234567890123456],
  ['1e3', 1000],
  ['"12345678901234567890"', '12345678901234567890'],
  ['"\\"12345678901234567890\\\\"', '"12345678901234567890\\'],
])('reads %s as %j', (text, value) => {
  expect(read(text)).toBe(value);
});

it.each([
  '',
  '{',
  '"open',
  '{"a":1,}',
  '01234567890123456789',
  '{12345678901234567890:1}',
  '"a"12345678901234567890',
  'NaN',
  '\uFEFF{}',
])('refuses %j and says what to do, without repeating the body', (text) => {
  const refusal = refusalOf(text);
  expect(refusal).toMatchObject({ kind: 'malformed', code: 'body_unparseable' });
  expect(refusal?.message).toBe('The body is not valid JSON. Send one JSON value, in UTF-8.');
  expect(refusal?.cause).toBeUndefined();
});

it.each(FORBIDDEN)('refuses a member named %s, at any depth and however it is spelled', (name) => {
  const escaped = `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
  for (const spelled of [name, escaped]) {
    const refusal = refusalOf(`[{"ok":[{"${spelled}":{"admin":true}}]}]`);
    expect(refusal?.message).toBe(`A member may not be named ${name}. Rename it.`);
  }
  expect(read(`"${name}"`)).toBe(name);
});

it('takes nesting up to the limit and refuses the first level beyond', () => {
  expect(refusalOf('[[{"a":"[[[[{{"}]]', { depth: 3 })).toBeUndefined();
  expect(refusalOf('[[{"a":[]}]]', { depth: 3 })?.message).toBe(
    'The body is nested more than 3 levels deep. Send it flatter.',
  );
});

it('takes lists, objects and commas up to the limit, however many are in its texts, and refuses one more', () => {
  expect(refusalOf('[{"a":",,,,","b,":[]},"\\",,",3]', { values: 7 })).toBeUndefined();
  expect(refusalOf('[{"a":",,,,","b,":[]},"\\",,",3,4]', { values: 7 })?.message).toBe(
    'The body has more than 7 values. Send it in parts.',
  );
});

it('lets the last of a repeated name count', () => {
  expect(plain(read('{"a":1,"b":2,"a":3}'))).toEqual({ a: 3, b: 2 });
});

const MEGABYTE = 2 ** 20;
it.each([
  ['deep', '['.repeat(MEGABYTE)],
  ['deep and closed', '['.repeat(MEGABYTE / 2) + ']'.repeat(MEGABYTE / 2)],
  ['one long number', '1'.repeat(MEGABYTE)],
  ['many long numbers', `[${'12345678901234567890,'.repeat(MEGABYTE / 21)}0]`],
  ['signs', '-'.repeat(MEGABYTE)],
  ['backslashes', `"${'\\'.repeat(MEGABYTE)}"`],
  ['escaped quotes', `"${'\\"'.repeat(MEGABYTE / 2)}"`],
])('settles a hostile megabyte at once: %s', (_, text) => {
  const outcome = refusalOf(text);
  expect([undefined, 'body_unparseable']).toContain(outcome?.code);
});

it('walks a tree of any allowed depth without exhausting the stack', () => {
  const levels = 200_000;
  const text = `${'[{"a":'.repeat(levels)}null${'}]'.repeat(levels)}`;
  expect(Array.isArray(parseJsonLosslessly(text, { ...LIMITS, depth: 2 * levels }))).toBe(true);
});

it.each([
  ['0.1', '0.1'],
  ['0.10000000000000000000000000000000000000001', '0.10000000000000000000000000000000000000001'],
  ['1e5', '1e5'],
  ['-1', '-1'],
  ['9007199254740993', '9007199254740993'],
  ['"0.1"', '0.1'],
])('keeps the number %s as its literal text where amounts are read', (literal, text) => {
  const limits = { depth: 8, values: 100, literalNumbers: true };
  expect(parseJsonLosslessly(`{"a":${literal},"b":[${literal}]}`, limits)).toEqual({ a: text, b: [text] });
});

it.each(['01', '1.', '.5', '+1', 'NaN', 'Infinity', '0x10', '1_0'])(
  'refuses %s, which is no number in JSON, where amounts are read, too',
  (literal) => {
    const read = () => parseJsonLosslessly(`{"a":${literal}}`, { depth: 8, values: 100, literalNumbers: true });
    expect(read).toThrow(expect.objectContaining({ code: 'body_unparseable' }));
  },
);
