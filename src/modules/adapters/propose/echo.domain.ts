import { cleanEmail, cleanPhone } from '../../../kernel/contact.js';
import { foldName } from '../../../kernel/similarity.js';
import type { ProposedTarget } from '../inbound-adapter.domain.js';
import type { Candidate } from './candidate.domain.js';
import { type Scalar, soleUuidIn, textOfScalar } from './value-kind.domain.js';

/** A lead that was delivered to this partner. Only the id is needed; the more is known, the more the samples tell. */
export type DeliveredLead = {
  /** Our LeadId. */
  readonly id: string;
  /** E.164 */
  readonly phone?: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
};

/** What to look delivered leads up by. */
export type LeadKeys = {
  readonly leadIds: readonly string[];
  /** E.164 */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
};

const PHONE_SHAPE = /^[\d\s()+.\-\u2010-\u2015\u00A0/xetl:#]{7,40}$/i;
const LONGEST_NAME = 100;

const ECHOED = ['LeadId', 'ContactPhone', 'ContactEmail', 'ContactName'] as const;
/** Those that one lead has and no other. */
const NAMING = ['LeadId', 'ContactPhone', 'ContactEmail'] as const;
type Echoed = (typeof ECHOED)[number];

/** Field → the expressions whose values are those of the leads that the updates speak of. */
export type Echo = ReadonlyMap<ProposedTarget, ReadonlySet<string>>;

export const NO_ECHO: Echo = new Map();

/** A value as each of the fields would read it; null where it can be no such thing. */
type Reading = Readonly<Record<Echoed, string | null>>;
/** A path's values in each update, as they are compared with leads. */
export type Legible = { readonly expression: string; readonly readings: readonly Reading[] };

/** `region` reads phone numbers without a country code. */
export function legible({ expression, values }: Candidate, region: string): Legible {
  return { expression, readings: values.map((value) => readingOf(value, region)) };
}

/** The ids, phones and e-mails in the samples' values. */
export function keysIn(paths: readonly Legible[]): LeadKeys {
  const all = (field: Echoed): string[] => {
    const values = paths.flatMap(({ readings }) => readings.map((reading) => reading[field]));
    return [...new Set(values)].filter((value) => value !== null);
  };
  return { leadIds: all('LeadId'), phones: all('ContactPhone'), emails: all('ContactEmail') };
}

/**
 * Finds the delivered lead that each update speaks of, by its id, phone or e-mail, and then every path that holds what we
 * know of it. A path counts when no update contradicts it.
 */
export function echoIn(paths: readonly Legible[], delivered: readonly DeliveredLead[]): Echo {
  const index = indexOf(delivered);
  const updates = paths[0]?.readings.map((_, update) => leadOf(paths, update, index)) ?? [];
  return new Map(
    ECHOED.map((field) => {
      const hits = paths.filter(({ readings }) => agrees(field, readings, updates));
      return [field, new Set(hits.map(({ expression }) => expression))] as const;
    }),
  );
}

type Index = ReadonlyMap<string, DeliveredLead>;

function indexOf(delivered: readonly DeliveredLead[]): Index {
  return new Map(
    delivered.flatMap((lead) =>
      [lead.id.toLowerCase(), lead.phone, lead.email?.toLowerCase()]
        .filter((key) => key !== undefined)
        .map((key) => [key, lead] as const),
    ),
  );
}

/** The one lead that the update's values name; null for none, and for several. */
function leadOf(paths: readonly Legible[], update: number, index: Index): DeliveredLead | null {
  const named = paths.flatMap(({ readings }) => NAMING.map((field) => index.get(readings[update]?.[field] ?? '')));
  const [lead, ...others] = new Set(named.filter((one) => one !== undefined));
  return others.length === 0 ? (lead ?? null) : null;
}

function agrees(field: Echoed, readings: readonly Reading[], leads: readonly (DeliveredLead | null)[]): boolean {
  const compared = leads.flatMap((lead, update) => {
    const known = lead && knownOf(field, lead);
    const value = readings[update]?.[field] ?? null;
    return known && value !== null ? [value === known] : [];
  });
  return compared.length > 0 && compared.every(Boolean);
}

function knownOf(field: Echoed, { id, phone, email, firstName, lastName }: DeliveredLead): string | null {
  switch (field) {
    case 'LeadId':
      return id.toLowerCase();
    case 'ContactPhone':
      return phone ?? null;
    case 'ContactEmail':
      return email?.toLowerCase() ?? null;
    case 'ContactName':
      return firstName && lastName ? sortedName(`${firstName} ${lastName}`) : null;
  }
}

const NOTHING: Reading = { LeadId: null, ContactPhone: null, ContactEmail: null, ContactName: null };

function readingOf(value: Scalar | undefined, region: string): Reading {
  if (value === undefined || typeof value === 'boolean') return NOTHING;
  const text = textOfScalar(value);
  return {
    LeadId: soleUuidIn(text),
    ContactPhone: PHONE_SHAPE.test(text) ? (cleanPhone(text, region)?.e164 ?? null) : null,
    ContactEmail: text.includes('@') ? cleanEmail(text) : null,
    ContactName: text.includes(' ') && text.length <= LONGEST_NAME ? sortedName(text) : null,
  };
}

/** In whatever order: `Doe, Jane` and `Jane Doe` are the same. */
function sortedName(text: string): string {
  return text
    .split(/[\s,]+/)
    .map(foldName)
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}
