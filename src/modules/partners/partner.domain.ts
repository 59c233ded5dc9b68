import { DomainError } from '../../kernel/domain-error.js';

export type Environment = 'live' | 'sandbox';

const PREFIX = { live: 'pgw_live_', sandbox: 'pgw_test_' } as const satisfies Record<Environment, string>;

/** What an access token of that environment starts with. */
export function prefixOf(environment: Environment): string {
  return PREFIX[environment];
}

/** Whether the text can be an access token at all: whatever else is sent costs no query. */
export function looksLikeAccessToken(text: string): boolean {
  return Object.values(PREFIX).some((prefix) => text.startsWith(prefix));
}

/** A token is good until the instant it expires. */
export function isInForce({ expiresAt }: { readonly expiresAt: Date | null }, now: Date): boolean {
  return expiresAt === null || now < expiresAt;
}

/** @throws DomainError `partner_not_found` */
export function knownPartner<Partner>(partner: Partner | null): Partner {
  if (partner === null) throw new DomainError('not_found', 'partner_not_found', 'There is no such partner.');
  return partner;
}
