import { isInForce, knownPartner, looksLikeAccessToken, prefixOf } from './partner.domain.js';

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
