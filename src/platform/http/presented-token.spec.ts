import { bearerToken, presentedToken } from './presented-token.js';

function presented(url: string, authorization?: string): string | null {
  return presentedToken({ url, headers: authorization === undefined ? {} : { authorization } });
}

it.each([
  ['Bearer abc', 'abc'],
  ['bearer pmt_live_1', 'pmt_live_1'],
  ['Bearer', null],
  ['Bearer ', null],
  ['Bearer a b', null],
  ['Bearer a, Bearer b', null],
  ['Basic YWJj', null],
  [' Bearer abc', null],
  ['Bearer ä', null],
  [undefined, null],
])('reads the header %j as %j', (header, token) => {
  expect(bearerToken(header)).toBe(token);
});

it.each([
  ['/x?access_token=abc', undefined, 'abc'],
  ['/x', 'Bearer abc', 'abc'],
  ['/x?access_token=abc', 'Bearer abc', 'abc'],
  ['/x?other=1&access_token=a%2Bb', undefined, 'a+b'],
  ['/x', undefined, null],
  ['/x?other=1', undefined, null],
  ['/x?access_token=abc', 'Bearer other', null],
  ['/x?access_token=abc', 'Basic YWJj', null],
  ['/x?access_token=abc&access_token=abc', undefined, null],
  ['/x?access_token[a]=abc', undefined, null],
  ['/x?ACCESS_TOKEN=abc', undefined, null],
])('takes from %s with the header %j the token %j', (url, header, token) => {
  expect(presented(url, header)).toBe(token);
});
