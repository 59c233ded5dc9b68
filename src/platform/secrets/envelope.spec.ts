import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { openWith, sealWith } from './envelope.js';

const key = randomBytes(32);

it('gives back any bytes, of any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, place) => {
      const plain = Buffer.from(bytes);
      expect(openWith(key, sealWith(key, plain, place), place).equals(plain)).toBe(true);
    }),
  );
});

it('refuses a value in which any single bit was changed', () => {
  const sealed = sealWith(key, Buffer.from('s3cret'), 'here');
  fc.assert(
    fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => openWith(key, changed, 'here')).toThrow();
    }),
  );
});

it('refuses a value that was cut short, by any length', () => {
  const sealed = sealWith(key, Buffer.from('s3cret'), 'here');
  for (let bytes = 0; bytes < sealed.length; bytes += 1) {
    expect(() => openWith(key, sealed.subarray(0, bytes), 'here')).toThrow();
  }
});

it('refuses another key and another place', () => {
  const sealed = sealWith(key, Buffer.from('s3cret'), 'here');
  expect(() => openWith(randomBytes(32), sealed, 'here')).toThrow();
  expect(() => openWith(key, sealed, 'there')).toThrow();
});

it('never seals the same text alike: equal secrets do not show', () => {
  const sealed = Array.from({ length: 100 }, () => sealWith(key, Buffer.from('s3cret'), 'here').toString('hex'));
  expect(new Set(sealed).size).toBe(100);
});
