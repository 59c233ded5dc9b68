import fc from 'fast-check';
import { repeatedName } from './json-names.js';

it.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":"x","b":{"c":1,"c":1}}', 'c'],
  ['[{"a":1},{"b":[{"x":1,"x":2}]}]', 'x'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"a\\"b":1,"a\\"b":2}', 'a"b'],
])('finds the repeated name in %s', (text, name) => {
  expect(repeatedName(text)).toBe(name);
});

it.each([
  '{"a":"a","b":"a"}',
  '{"a":["a","a"],"b":["a"]}',
  '[{"a":1},{"a":2}]',
  '{"a":{"a":{"a":1}}}',
  '{"a":"{\\"b\\":1,\\"b\\":2}"}',
  '"a"',
  '[]',
])('finds none in %s', (text) => {
  expect(repeatedName(text)).toBeNull();
});

it('finds none in whatever JSON.stringify writes', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => repeatedName(JSON.stringify(value)) === null));
});

it('bears a name and a value of a mebibyte', () => {
  const long = '\\"x'.repeat(350_000);
  expect(repeatedName(`{"${long}":"${long}"}`)).toBeNull();
  expect(repeatedName(`{"a":"${long}","a":1}`)).toBe('a');
});

it('reads a string of millions of escapes', () => {
  const long = '\\u0041'.repeat(4_000_000);
  expect(repeatedName(`{"a":"${long}","b":1}`)).toBeNull();
  expect(repeatedName(`{"a":"${long}","a":1}`)).toBe('a');
});
