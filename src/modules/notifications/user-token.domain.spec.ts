import fc from 'fast-check';
import { partsOf, payloadOf, userOf } from './user-token.domain.js';

const until = new Date('2026-03-04T18:45:00.000Z');

describe('A user token', () => {
  it('says whom it speaks for, whatever the id looks like, and until when', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(userOf(payloadOf({ id, until }), new Date(until.getTime() - 1))).toEqual({ id, until });
      }),
    );
  });

  it('ends at its time to the millisecond', () => {
    expect(userOf(payloadOf({ id: 'user-1', until }), until)).toBeNull();
  });

  it('is a payload and a signature, nothing more and nothing less', () => {
    expect(partsOf('payload.signature')).toEqual({ payload: 'payload', signature: 'signature' });
    for (const text of ['', '.', 'payload', 'payload.', '.signature', 'a.b.c']) expect(partsOf(text)).toBeNull();
  });
});
