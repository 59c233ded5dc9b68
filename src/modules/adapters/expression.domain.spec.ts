import { compileExpression, evaluate } from './expression.domain.js';

/** What the expression is worth; `failed` with the reason when it fails. */
function worth(text: string, tree: unknown): unknown {
  const compiled = compileExpression(text);
  if (!compiled.ok) throw new Error(`${text} at ${compiled.position}: ${compiled.reason}`);
  const { value, failure } = evaluate(compiled.expression, tree);
  return failure === undefined ? value : { failed: failure };
}

describe('a pitfall of the language', () => {
  it.each([
    ["join(' ', [a, b][?@])", { a: 'Jane', b: null }, 'Jane'],
    ["join(' ', [a, b][?@])", { a: 'Jane', b: '' }, 'Jane'],
    ["join(' ', [a, b][?@])", {}, ''],
    ['n && to_string(n)', { n: 4512 }, '4512'],
    ['n && to_string(n)', { n: null }, null],
    ['sort_by(to_array(h)[?at], &at)[-1].s', { h: [{ at: '2', s: 'b' }, { at: null }, { at: '1', s: 'a' }] }, 'b'],
    ['sort_by(to_array(h)[?at], &at)[-1].s', { h: { at: 7, s: 'only' } }, 'only'],
    ['sort_by(to_array(h)[?at], &at)[-1].s', {}, null],
    ['sort_by(h, &at)[*].s', { h: [2, 10, 1].map((at) => ({ at, s: `${at}` })) }, ['1', '2', '10']],
    ['h[*].s', { h: { s: 1 } }, null],
    ['to_array(h)[*].s', { h: { s: 1 } }, [1]],
    ['q && lower(q)', {}, null],
    ['!(a.b)', { a: {} }, true],
    ['!a.b', { a: {} }, null],
    ['"lead-status"', { 'lead-status': 'x' }, 'x'],
    ['"Lead Status"', { 'Lead Status': 'x' }, 'x'],
    ["'Lead Status'", {}, 'Lead Status'],
    ['a || b', { a: 0, b: 1 }, 0],
    ['a || b', { a: '', b: 1 }, 1],
    ['a == `5`', { a: '5' }, false],
    [
      "answers[?question && lower(question)=='best phone'].answer | [0]",
      { answers: [{ question: 'Best Phone', answer: '1' }, {}] },
      '1',
    ],
    ['a.*.b', { a: { x: { b: 1 }, y: { b: 2 } } }, [1, 2]],
    ['a[].b[]', { a: [{ b: [1, 2] }, { b: [3] }] }, [1, 2, 3]],
    ['a[1:]', { a: [1, 2, 3] }, [2, 3]],
    ['a[::-1]', { a: 'abc' }, 'cba'],
    ["a == 'x' ? b : c", { a: 'x', b: 1, c: 2 }, 1],
  ])('%s on %j gives %j', (expression, tree, value) => {
    expect(worth(expression, tree)).toEqual(value);
  });
});

it.each([
  ["join(' ', [a, b])", { a: 'x', b: null }, 'wants a list of texts with null'],
  ["join('-', [a])", { a: 5 }, 'wants a list of texts with number'],
  ['lower(q)', {}, 'wants a text with null'],
  ["contains(q, 'x')", {}, 'wants a text with null'],
  ['sort_by(h, &at)', {}, 'no list'],
  ['sort_by(h, &at)', { h: [{ at: 1 }, { at: 'x' }] }, 'sorts by number and text'],
  ['sort_by(h, &at)', { h: [{ at: null }] }, 'sorts by null'],
  ["split(a, ',', `-1`)", { a: 'x' }, 'wants a whole number with number'],
])('%s on %j has no value, and says why', (expression, tree, reason) => {
  expect(worth(expression, tree)).toEqual({ failed: expect.stringContaining(reason) });
});

describe('a function', () => {
  it.each([
    ['to_string(a)', { a: { b: 1 } }, null],
    ['to_string(a)', { a: [1] }, null],
    ['to_string(a)', {}, null],
    ['to_string(a)', { a: true }, 'true'],
    ['to_number(a)', { a: '-1.5e3' }, -1500],
    ['to_number(a)', { a: '' }, null],
    ['to_number(a)', { a: '0x10' }, null],
    ['trim(a)', { a: ' \n x y \t' }, 'x y'],
    ["trim(a, 'xy')", { a: 'xyzyx' }, 'z'],
    ['trim_left(a)', { a: ' x ' }, 'x '],
    ['trim_right(a)', { a: ' x ' }, ' x'],
    ['sort(a)', { a: [10, 9, 1] }, [1, 9, 10]],
    ["replace(a, '-', '$&')", { a: '1-2-3' }, '1$&2$&3'],
    ["replace(a, '-', '', `1`)", { a: '1-2-3' }, '12-3'],
    ["split(a, ', ', `1`)", { a: 'Doe, Jane, Jr.' }, ['Doe', 'Jane, Jr.']],
    ["split(a, '')", { a: 'a😀' }, ['a', '😀']],
    ['length(a)', { a: '😀' }, 1],
    ['length(a)', { a: { x: 1, y: 2 } }, 2],
    ['reverse(a)', { a: 'a😀' }, '😀a'],
    ['not_null(a, b, c)', { b: 0 }, 0],
    ['type(a)', { a: [] }, 'array'],
    ["starts_with(a, 'ab') && ends_with(a, 'bc')", { a: 'abc' }, true],
  ])('%s on %j gives %j', (expression, tree, value) => {
    expect(worth(expression, tree)).toEqual(value);
  });

  it('keeps the order of what it sorts by equal keys', () => {
    const h = ['c', 'a', 'b'].map((s) => ({ at: 'same', s }));
    expect(worth('sort_by(h, &at)[*].s', { h })).toEqual(['c', 'a', 'b']);
  });
});

describe('a refusal', () => {
  it.each([
    ['', 0, 'empty'],
    [' ', 0, 'empty'],
    ['a'.repeat(301), 300, 'longer than 300'],
    [`${'('.repeat(17)}a${')'.repeat(17)}`, 16, 'nested more than 16'],
    ['('.repeat(5_000), 300, 'longer than 300'],
    [`a${' || a'.repeat(30)}`, 0, 'more than 60 parts'],
    ['a.b[?$.c]', 5, '$ is not taken'],
    ['let $x = a in $x', 4, 'variables'],
    ['a + b', 2, 'arithmetic'],
    ['a * b', 2, 'arithmetic'],
    ['-a', 0, 'arithmetic'],
    ['lead-status', 4, 'double quotes'],
    ['{a: b}', 0, 'braces'],
    ['a.{b: c}', 2, 'braces'],
    ['a | [b, c]', 2, 'behind a pipe'],
    ['a | b[*].[c, d]', 2, 'behind a pipe'],
    ['[@, a]', 1, '@ is not taken'],
    ["pad_left('x', `50000000`)", 0, 'no function pad_left()'],
    ['map(&a, b)', 0, 'no function map()'],
    ['constructor(a)', 0, 'no function constructor()'],
    ['lower(a, b)', 0, 'takes 1 arguments and has 2'],
    ['sort_by(a, b)', 0, 'a key such as &at'],
    ['a[?&b]', 3, 'only for the key of sort_by()'],
    ['sort_by(a, &[&b])', 11, 'only for the key of sort_by()'],
    ['a[::0]', 4, 'steps other than 0'],
    ['a..b', 2, 'does not belong here'],
    ['a.b)', 3, 'does not belong here'],
    ['a b', 2, 'does not belong here'],
    ['a == 5', 5, 'back quotes'],
    ['a.', 2, 'ends too early'],
    ['a[?b', 4, 'ends too early'],
    ["'abc", 0, 'not closed'],
    ["'abc\\'", 0, 'not closed'],
    ['a == `5', 5, 'not closed'],
    ['a || `abc`', 5, 'not valid JSON'],
    ['é.b', 0, 'double quotes'],
    ['a;b', 1, 'double quotes'],
  ])('of %p names character %i and says %p', (text, position, reason) => {
    expect(compileExpression(text)).toEqual({ ok: false, position, reason: expect.stringContaining(reason) });
  });

  it('does not meet quotation marks and brackets within quotes', () => {
    expect(worth("a == 'it\\'s (((((((((((((((((((' || b", { b: 1 })).toBe(1);
  });
});

describe('a hostile body', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'constructor.name', '__proto__.toString'])(
    'gives no inherited member %s',
    (path) => {
      for (const tree of [{}, { a: 1 }, [], 'text', 5]) expect(worth(path, tree)).toBeNull();
    },
  );

  it('is never taken for an expression', () => {
    const key = { expref: true, type: 'Field', name: 'at' };
    expect(compileExpression('sort_by(h, key)').ok).toBe(false);
    expect(worth('to_array(key)[0].type', { key })).toBe('Field');
  });

  it('is not changed by what is read from it', () => {
    const tree = { a: [3, 1, 2], b: [['x']] };
    const before = structuredClone(tree);
    for (const text of ['sort(a)', 'reverse(a)', 'sort_by(a, &@)', 'b[]', 'a[::-1]']) worth(text, tree);
    expect(tree).toEqual(before);
  });

  it.each([
    ["split(t, '')", { t: 'x'.repeat(1_000_000) }],
    ["replace(t, 'x', t)", { t: 'x'.repeat(1_000_000) }],
    ['join(t, [t, t, t, t])', { t: 'x'.repeat(1_000_000) }],
    ['sort(l)', { l: Array.from({ length: 500 }, () => 'x'.repeat(2_000)) }],
    ['a[*].[@.x, @.x][*][][*][][*]', { a: Array.from({ length: 500_000 }, () => 1) }],
  ])('ends %s after so many steps', (expression, tree) => {
    expect(worth(expression, tree)).toEqual({ failed: 'takes too many steps on this body' });
  });

  it('has no text of more than 200 characters searched for: that can take quadratic time', () => {
    const tree = { t: 'a'.repeat(1_000), p: `ab${'a'.repeat(199)}` };
    const failed = 'searches for more than 200 characters';
    for (const text of ['contains(t, p)', 'split(t, p)', "replace(t, p, '')"])
      expect(worth(text, tree)).toEqual({ failed });
    expect(worth('contains(t, p)', { t: `x${'a'.repeat(200)}`, p: 'a'.repeat(200) })).toBe(true);
  });
});
