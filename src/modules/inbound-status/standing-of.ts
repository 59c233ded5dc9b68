import type { DomainError } from '../../kernel/domain-error.js';
import { incomplete } from '../adapters/adapters.service.js';
import type { Match } from './lead-match.domain.js';
import type { ReadBody, Standing } from './preview-diff.domain.js';
import type { ResolvedUpdate } from './update-reader.service.js';

type Read = Pick<ResolvedUpdate, 'fields' | 'status' | 'ignored'>;
/** A body as it was read: its updates with what the ladder said, or why it can't be read. */
type Body = {
  readonly updates: readonly { readonly read: Read; readonly match: Match | null }[];
  readonly refusal: Pick<DomainError, 'code'> | null;
};

/** What would become of a body, as far as two readings are compared. */
export function readBodyOf(body: Body | undefined): ReadBody {
  return {
    refusal: body?.refusal?.code ?? null,
    updates: (body?.updates ?? []).map(({ read, match }) => standingOf(read, match)),
  };
}

function standingOf(read: Read, match: Match | null): Standing {
  const { fields, status, ignored } = read;
  const matched = match?.outcome === 'matched' ? match : null;
  const facts = {
    leadId: matched?.leadId ?? null,
    matchedBy: matched?.by ?? null,
    canonical: status.canonical,
    fields,
  };
  if (ignored !== null) return { ...facts, end: 'ignored', reason: ignored };
  const reason = reasonOf(read, match);
  return { ...facts, end: reason === null ? 'matched' : 'failing', reason };
}

function reasonOf({ fields, status }: Read, match: Match | null): string | null {
  const refused = incomplete(fields);
  if (refused) return refused.code;
  if (match?.outcome !== 'matched') {
    return match?.disagree ? 'identifiers_disagree' : `lead_${match?.outcome ?? 'not_found'}`;
  }
  return status.known ? null : 'status_unmapped';
}
