import { changesOf, isInForce, knownPartner, liveAtOf, looksLikeAccessToken, prefixOf } from './partner.domain.js';

it('names the environment in the prefix of a token', () => {
  expect([prefixOf('live'), prefixOf('sandbox')]).toEqual(['pgw_live_', 'pgw_test_']);
});

it.each([
  ['pgw_live_abc', true],
  ['pgw_test_abc', true],
  ['pgw_admin_abc', false],
  ['PGW_LIVE_abc', false],
  ['', false],
])('looks up %p only if it can be an access token', (text, possible) => {
  expect(looksLikeAccessToken(text)).toBe(possible);
});

describe('a token with an expiry', () => {
  const expiresAt = new Date('2026-05-01T00:00:00.000Z');

  it('is good until the millisecond before', () => {
    expect(isInForce({ expiresAt }, new Date(expiresAt.getTime() - 1))).toBe(true);
  });

  it('is not good at that instant', () => {
    expect(isInForce({ expiresAt }, expiresAt)).toBe(false);
  });

  it('never ends when it has none', () => {
    expect(isInForce({ expiresAt: null }, new Date('2999-01-01T00:00:00.000Z'))).toBe(true);
  });
});

it('says partner_not_found where there is no partner', () => {
  expect(() => knownPartner(null)).toThrow(expect.objectContaining({ code: 'partner_not_found' }));
  expect(knownPartner({ slug: 'smith-law' })).toEqual({ slug: 'smith-law' });
});

describe('going live', () => {
  const [earlier, now] = [new Date('2026-05-01T00:00:00.000Z'), new Date('2026-05-02T00:00:00.000Z')];

  it.each<[string, Date | null, boolean | undefined, Date | null]>([
    ['happens now', null, true, now],
    ['happens once', earlier, true, earlier],
    ['is taken back', earlier, false, null],
    ['stays as it was when nothing is said', earlier, undefined, earlier],
    ['stays undone when nothing is said', null, undefined, null],
  ])('%s', (_, before, live, after) => {
    expect(liveAtOf(before, live, now)).toEqual(after);
  });
});

it('tells the audit the new values, and of contacts only that they changed', () => {
  const before = { name: 'Smith', parkedAnswer: 404, contacts: { ops: 'a@x.example' }, updatedAt: new Date(0) };
  const after = { ...before, parkedAnswer: 202, contacts: { ops: 'b@x.example' }, updatedAt: new Date(1) };
  expect(changesOf(before, after)).toEqual({ parkedAnswer: 202, contacts: 'changed' });
  expect(changesOf(before, { ...before, updatedAt: new Date(2) })).toEqual({});
});
