import fc from 'fast-check';
import { sameDigest, signHex, verifyHex } from './hmac.js';

const body = Buffer.from('Hello, World!');
const key = "It's a Secret to Everybody";
const signature = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

it('signs as GitHub documents it', () => {
  expect(signHex('sha256', key, body)).toBe(signature);
});

it('signs as RFC 4231 has it, SHA-512 and a key of bytes', () => {
  const expected =
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737';
  expect(signHex('sha512', Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'))).toBe(expected);
});

it('tells which key signed, so that a rotation can be closed with evidence', () => {
  expect(verifyHex('sha256', [key], body, signature)).toBe(0);
  expect(verifyHex('sha256', ['new', Buffer.from(key)], body, signature)).toBe(1);
});

it.each([
  ['missing', undefined],
  ['null', null],
  ['repeated', [signature, signature]],
  ['empty', ''],
  ['upper-case', signature.toUpperCase()],
  ['cut', signature.slice(0, -1)],
  ['longer', `${signature}0`],
  ['in spaces', ` ${signature}`],
  ['not hex', 'z'.repeat(64)],
  ['wrong', signature.replace('7', '8')],
  ['base64', Buffer.from(signature, 'hex').toString('base64')],
  ['a lone surrogate', '\uD800'],
  ['a number', 7],
])('does not verify a signature that is %s', (_, presented) => {
  expect(verifyHex('sha256', [key], body, presented)).toBe(-1);
});

it('verifies nothing without a key, or with an empty one that anybody could sign with', () => {
  expect(verifyHex('sha256', [], body, signature)).toBe(-1);
  expect(verifyHex('sha256', ['', Buffer.alloc(0)], body, signHex('sha256', '', body))).toBe(-1);
});

it('verifies what it signed and nothing else', () => {
  const bytes = fc.uint8Array().map((array) => Buffer.from(array));
  fc.assert(
    fc.property(
      bytes,
      bytes,
      fc.string({ minLength: 1 }),
      fc.constantFrom('sha256', 'sha512'),
      (one, other, secret, algorithm) => {
        const signed = signHex(algorithm, secret, one);
        expect(verifyHex(algorithm, [secret], one, signed)).toBe(0);
        expect(verifyHex(algorithm, [secret], other, signed)).toBe(one.equals(other) ? 0 : -1);
      },
    ),
  );
});

it('compares texts of any length', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sameDigest(a, b) === (a === b)));
});
