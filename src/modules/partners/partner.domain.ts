import { DomainError } from '../../kernel/domain-error.js';

export type Environment = 'live' | 'sandbox';

type Changed = { readonly contacts: object; readonly updatedAt: Date };

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

/** When a partner went live: now, as before, or not at all. `live` undefined: as it was. */
export function liveAtOf(before: Date | null, live: boolean | undefined, now: Date): Date | null {
  if (live === undefined) return before;
  return live ? (before ?? now) : null;
}

/** What the audit says of a change: the members that differ with their new values; of contacts only that they differ. */
export function changesOf(before: object, { contacts, updatedAt: _, ...after }: Changed): Record<string, unknown> {
  const known = new Map<string, unknown>(Object.entries(before));
  const differs = (name: string, value: unknown) => JSON.stringify(known.get(name)) !== JSON.stringify(value);
  const changed = Object.fromEntries(Object.entries(after).filter(([name, value]) => differs(name, value)));
  return differs('contacts', contacts) ? { ...changed, contacts: 'changed' } : changed;
}
