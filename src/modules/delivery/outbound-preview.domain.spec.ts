import { classOf, countsOf, type Written } from './outbound-preview.domain.js';

const body = (text: string, contentType = 'application/json'): Written => ({ body: Buffer.from(text), contentType });
const HELD: Written = { obstacle: 'outbound_value_missing: campaign' };

it.each([
  ['same', body('{}'), body('{}')],
  ['changed', body('{}'), body('{"a":1}')],
  ['changed', body('a=1'), body('a=1', 'application/x-www-form-urlencoded')],
  ['fixed', HELD, body('{}')],
  ['broken', body('{}'), HELD],
  ['still_failing', HELD, HELD],
])('is %s', (expected, before, after) => {
  expect(classOf(before, after)).toBe(expected);
});

it('counts every class, those without leads too', () => {
  expect(countsOf(['same', 'broken', 'same'])).toEqual({ broken: 1, changed: 0, fixed: 0, still_failing: 0, same: 2 });
});
