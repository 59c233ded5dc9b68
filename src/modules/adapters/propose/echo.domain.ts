import { cleanEmail, cleanPhone } from '../../../kernel/contact.js';
import { foldName } from '../../../kernel/similarity.js';
import type { Target } from '../inbound-adapter.domain.js';
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

const ECHOED = ['LeadId', 'ContactPhone', 'ContactEmail', 'ContactName'] as const;
/** Those that one lead has and no other. */
const NAMING = ['LeadId', 'ContactPhone', 'ContactEmail'] as const;
type Echoed = (typeof ECHOED)[number];

/** Field → the expressions whose values are those of the leads that the updates speak of. */
export type Echo = ReadonlyMap<Target, ReadonlySet<string>>;

/** The ids, phones and e-mails in the samples' values. */
export function keysIn(candidates: readonly Candidate[], region: string): LeadKeys {
  const found = { leadIds: new Set<string>(), phones: new Set<string>(), emails: new Set<string>() };
  for (const { values } of candidates) {
    for (const value of values) {
      add(found.leadIds, valueAs('LeadId', value, region));
      add(found.phones, valueAs('ContactPhone', value, region));
      add(found.emails, valueAs('ContactEmail', value, region));
    }
  }
  return { leadIds: [...found.leadIds], phones: [...found.phones], emails: [...found.emails] };
}

function add(set: Set<string>, value: string | null): void {
  if (value !== null) set.add(value);
}

/**
 * Finds the delivered lead that each update speaks of, by its id, phone or e-mail, and then every path that holds what we
 * know of it. A path counts when no update contradicts it.
 */
export function echoIn(candidates: readonly Candidate[], delivered: readonly DeliveredLead[], region: string): Echo {
  const updates = candidates[0]?.values.length ?? 0;
  const index = indexOf(delivered);
  const spokenOf = Array.from({ length: updates }, (_, update) => leadOf(candidates, update, index, region));
  return new Map(
    ECHOED.map((field) => {
      const hits = candidates.filter(({ values }) => agrees(field, values, spokenOf, region));
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
function leadOf(candidates: readonly Candidate[], update: number, index: Index, region: string): DeliveredLead | null {
  const named = candidates.flatMap(({ values }) =>
    NAMING.map((field) => index.get(valueAs(field, values[update], region) ?? '')),
  );
  const [lead, ...others] = new Set(named.filter((one) => one !== undefined));
  return others.length === 0 ? (lead ?? null) : null;
}

function agrees(
  field: Echoed,
  values: Candidate['values'],
  leads: readonly (DeliveredLead | null)[],
  region: string,
): boolean {
  const compared = leads.flatMap((lead, update) => {
    const known = lead && knownOf(field, lead);
    const value = valueAs(field, values[update], region);
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

function valueAs(field: Echoed, value: Scalar | undefined, region: string): string | null {
  return value === undefined || typeof value === 'boolean' ? null : READERS[field](textOfScalar(value), region);
}

const PHONE_SHAPE = /^[\d\s()+.\-\u2010-\u2015\u00A0/xetl:#]{7,40}$/i;
const LONGEST_NAME = 100;

const READERS: Readonly<Record<Echoed, (text: string, region: string) => string | null>> = {
  LeadId: soleUuidIn,
  ContactPhone: (text, region) => (PHONE_SHAPE.test(text) ? (cleanPhone(text, region)?.e164 ?? null) : null),
  ContactEmail: (text) => (text.includes('@') ? cleanEmail(text) : null),
  ContactName: (text) => (text.includes(' ') && text.length <= LONGEST_NAME ? sortedName(text) : null),
};

/** In whatever order: `Doe, Jane` and `Jane Doe` are the same. */
function sortedName(text: string): string {
  return text
    .split(/[\s,]+/)
    .map(foldName)
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}
