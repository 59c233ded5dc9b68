import { search } from '@jmespath-community/jmespath';
import fc from 'fast-check';
import { compileExpression, evaluate } from './expression.domain.js';

const NAMES = ['a', 'b', 'c'];
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 1, 2, '', 'x', 'xy', 'Y z'),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.array(fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { minKeys: 2, maxKeys: 3 }), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { maxKeys: 3 }),
  ),
}))['any'] as fc.Arbitrary<unknown>;
const tree = fc.record({ a: value, b: value, c: value });

/** Expressions of everything that is allowed, beside functions in which we differ on purpose. */
const expression = fc.letrec<{ any: string }>((tie) => {
  const two = (write: (one: string, other: string) => string) =>
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => write(a, b));
  const one = (write: (given: string) => string) => tie('any').map(write);
  const called = fc.constantFrom('length', 'lower', 'upper', 'reverse', 'to_array', 'type', 'not_null', 'sort');
  return {
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...NAMES, '@', "'x'", '`1`', '`[1, "x"]`', '`null`', '[0]', '*', '[]', '[*]'),
      two((a, b) => `(${a}).${NAMES.includes(b) ? b : 'a'}`),
      two((a, b) => `${a} | ${b}`),
      two((a, b) => `(${a}) || (${b})`),
      two((a, b) => `(${a}) && (${b})`),
      two((a, b) => `(${a}) == (${b})`),
      two((a, b) => `(${a}) < (${b})`),
      two((a, b) => `(${a})[?${b}]`),
      two((a, b) => `(${a})[?${b}].c[]`),
      two((a, b) => `[${a}, ${b}]`),
      two((a, b) => `contains(${a}, ${b})`),
      two((a, b) => `join(${a}, ${b})`),
      two((a, b) => `split(${a}, ${b})`),
      two((a, b) => `starts_with(${a}, ${b})`),
      two((a, b) => `(${a}) ? (${b}) : c`),
      one((a) => `!(${a})`),
      one((a) => `(${a})[*].b`),
      one((a) => `(${a}).*`),
      one((a) => `(${a})[]`),
      one((a) => `(${a})[-1]`),
      one((a) => `(${a})[1:]`),
      one((a) => `(${a})[::-2]`),
      fc.tuple(called, tie('any')).map(([name, a]) => `${name}(${a})`),
    ),
  };
}).any;

function byLibrary(text: string, body: unknown): unknown {
  try {
    return search(body as never, text) ?? null;
  } catch {
    return 'failed';
  }
}

it('gives what the library gives, on any body', () => {
  const compared = { values: 0, failures: 0 };
  fc.assert(
    fc.property(expression, tree, (text, body) => {
      const compiled = compileExpression(text);
      if (!compiled.ok) return;
      const { value, failure } = evaluate(compiled.expression, body);
      compared.values += value === null ? 0 : 1;
      compared.failures += failure === undefined ? 0 : 1;
      expect(failure === undefined ? value : 'failed').toEqual(byLibrary(text, body));
    }),
    { numRuns: 4_000 },
  );
  // The comparison says something only when both happen often.
  expect(compared.values).toBeGreaterThan(400);
  expect(compared.failures).toBeGreaterThan(400);
});

it('never throws, whatever the text and the body', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'ab.[]()*?|&!@=<>\'"`-$,:{}0 \\'.split('')), maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(letters, fc.string({ unit: 'binary', maxLength: 60 })), tree, (text, body) => {
      const compiled = compileExpression(text);
      if (compiled.ok) evaluate(compiled.expression, body);
      else expect(compiled.position).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 3_000 },
  );
});
