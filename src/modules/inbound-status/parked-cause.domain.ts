import { lookupKeys } from '../../kernel/status-key.js';

/** Why a report waits for somebody. */
export const PARKED_REASONS = [
  'lead_not_found',
  'lead_ambiguous',
  'identifiers_disagree',
  'status_unmapped',
  'match_unconfirmed',
  'match_rejected',
  'unreadable',
] as const;
export type ParkedReason = (typeof PARKED_REASONS)[number];

/** Those that something new may let through: a lead that was sent, an id that was learnt, a status that was mapped. */
export const RETRIED: readonly ParkedReason[] = [
  'lead_not_found',
  'lead_ambiguous',
  'identifiers_disagree',
  'status_unmapped',
];

/** What reports of one reason have in common, so that one fix may help them all. */
export type Cause = {
  readonly kind: 'raw_status' | 'case_code' | 'identifiers' | 'rule';
  readonly value: string;
};

type Said = {
  readonly fields: Readonly<Record<Identifier | 'CaseCode', string | null>> & {
    readonly Status: string | null;
    readonly SubStatus: string | null;
  };
  readonly caseResolution: { readonly massTortId: string | null };
};
type Step = { readonly rule: string };

const IDENTIFIERS = ['LeadId', 'ExternalLeadId', 'ContactPhone', 'ContactEmail', 'ContactName'] as const;
type Identifier = (typeof IDENTIFIERS)[number];

/** Enough to tell causes apart, and little enough for an index. */
const LONGEST = 200;

/** What a parked report has in common with others of its reason; `steps` are those of the ladder. */
export function causeOf(reason: ParkedReason, said: Said, steps: readonly Step[]): Cause | null {
  switch (reason) {
    case 'status_unmapped':
      return { kind: 'raw_status', value: lookupKeys(said.fields.Status ?? '', said.fields.SubStatus)[0] ?? '' };
    case 'lead_not_found':
      return unknownCase(said) ?? { kind: 'identifiers', value: sent(said).join(', ') };
    case 'match_rejected':
    case 'unreadable':
      return null;
    case 'lead_ambiguous':
    case 'identifiers_disagree':
    case 'match_unconfirmed':
      return { kind: 'rule', value: steps.at(-1)?.rule ?? 'name' };
  }
}

/** Nothing but a name, which a case code supports, if it only were known. */
function unknownCase({ fields, caseResolution: { massTortId } }: Said): Cause | null {
  if (fields.ContactName === null || fields.CaseCode === null || massTortId !== null) return null;
  return { kind: 'case_code', value: fields.CaseCode };
}

function sent({ fields }: Said): Identifier[] {
  return IDENTIFIERS.filter((name) => fields[name] !== null);
}

/** As it is kept: `raw_status:wet ink`. */
export function writtenCause(cause: Cause | null): string | null {
  return cause && `${cause.kind}:${cause.value}`.slice(0, LONGEST);
}
