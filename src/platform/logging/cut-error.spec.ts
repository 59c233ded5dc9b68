import { cutError } from './cut-error.js';

it.each([
  ['Key (phone)=(2025550142) already exists', 'Key (phone)=(…) already exists'],
  ['Key (name)=(Doe (Jane) 2025550142) already exists', 'Key (name)=(…) already exists'],
  ['Key (a, b)=(2025550142, x) is not present in table "lead"', 'Key (a, b)=(…) is not present in table "lead"'],
  ['invalid input syntax for type uuid: "2025550142"', 'invalid input syntax for type uuid: "…"'],
  ['invalid input syntax for type json: "{"phone": "2025550142"}"', 'invalid input syntax for type json: "…"'],
  ['value "2025550142" is out of range for type integer', 'value "…" is out of range for type integer'],
  ['Unexpected token \'J\', "Jane 2025550142" is not valid JSON', 'Unexpected token \'J\', "…" is not valid JSON'],
  ['Unexpected token \'x\', ..."2025550142x}"... is not valid JSON', 'Unexpected token \'x\', "…" is not valid JSON'],
  ['relation "lead" does not exist', 'relation "lead" does not exist'],
])('cuts values out of %s', (message, cut) => {
  const error = cutError(new Error(message));
  expect(error.message).toBe(cut);
  expect(error.stack).not.toContain('2025550142');
});

it('takes type, code, frames and causes, and nothing else that hangs on the error', () => {
  const cause = Object.assign(new TypeError('inner'), { query: 's3cret' });
  const error = cutError(Object.assign(new Error('outer', { cause }), { code: '23505', parameters: ['s3cret'] }));
  expect(Object.keys(error)).toEqual(['type', 'message', 'code', 'stack', 'cause']);
  expect(error).toMatchObject({ type: 'Error', code: '23505', cause: { type: 'TypeError', message: 'inner' } });
  expect(error.stack).toMatch(/^ {4}at /);
  expect(JSON.stringify(error)).not.toContain('s3cret');
});

it('follows four errors of a chain that bites its tail', () => {
  const error = new Error('round');
  error.cause = error;
  expect(JSON.stringify(cutError(error)).match(/"round"/g)).toHaveLength(4);
});

it('keeps 500 characters of a message', () => {
  expect(cutError(new Error('x'.repeat(10_000))).message).toHaveLength(500);
});

it.each(['s3cret', { token: 's3cret' }, null, undefined])('says only that %j is no error', (thrown) => {
  const error = cutError(thrown);
  expect(error.message).toBe('Something that is not an error was thrown');
  expect(JSON.stringify(error)).not.toContain('s3cret');
});
