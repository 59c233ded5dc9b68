import { DomainError } from '../../kernel/domain-error.js';
import type { Target } from './inbound-adapter.domain.js';

const IDENTIFIERS = ['LeadId', 'ExternalLeadId', 'ContactPhone', 'ContactEmail', 'ContactName'] as const;

/** What production answers with 400, or null. An update without any identifier cannot mean anybody, one without a status says nothing. */
export function incomplete(fields: Readonly<Record<Target, string | null>>): DomainError | null {
  if (IDENTIFIERS.every((field) => fields[field] === null)) {
    const sentence = `No usable identifier: send LeadId, or at least one of ${IDENTIFIERS.slice(1).join(', ')}.`;
    return new DomainError('malformed', 'missing_identifier', sentence);
  }
  if (fields.Status === null) {
    return new DomainError('malformed', 'missing_status', 'No usable Status: send it as text of 1 to 500 characters.');
  }
  return null;
}
