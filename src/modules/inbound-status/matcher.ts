import { Injectable } from '@nestjs/common';
import { isUuid } from '../../kernel/uuid.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { NormalizedUpdate } from '../adapters/adapters.service.js';
import { type Candidate, LeadIdentityService, type Probe, type Scope } from '../leads/lead-identity.service.js';
import { type Match, type MatchContext, matchLead, RULES, type Rule } from './lead-match.domain.js';
import { readings } from './name-agreement.domain.js';

/** A report to find the lead of. */
export type Question = Scope & {
  readonly fields: NormalizedUpdate;
  readonly massTortId: string | null;
  readonly context: MatchContext;
};

type Found = Record<Rule, Candidate[]>;

/** Looks the keys of many reports up at once and lets the ladder decide. Names are only asked when nothing else is found. */
@Injectable()
export class Matcher {
  constructor(private readonly identity: LeadIdentityService) {}

  /** One answer a question, in order. */
  async match(tx: Tx, questions: readonly Question[]): Promise<Match[]> {
    const strong = await this.#find(tx, questions, strongProbes);
    const first = questions.map((question, at) => decide(question, strong[at]));
    const unsure = questions.filter(
      (question, at) => first[at]?.outcome === 'not_found' && question.fields.ContactName !== null,
    );
    if (unsure.length === 0) return first;
    const named = await this.#find(tx, unsure, nameProbes);
    const byName = new Map(unsure.map((question, at) => [question, named[at]?.name ?? []]));
    return questions.map((question, at) => {
      const name = byName.get(question);
      const before = first[at];
      return before && !name ? before : decide(question, { ...(strong[at] ?? nothing()), name: name ?? [] });
    });
  }

  async #find(tx: Tx, questions: readonly Question[], probesOf: (question: Question) => Probe[]): Promise<Found[]> {
    const probes = questions.map(probesOf);
    const candidates = await this.identity.candidates(tx, probes.flat());
    let next = 0;
    return probes.map((own) => {
      const found = nothing();
      for (const { kind } of own) found[kind] = merged(found[kind], candidates[next++] ?? []);
      return found;
    });
  }
}

function decide({ fields, massTortId, context }: Question, found: Found = nothing()): Match {
  const values = {
    lead_id: fields.LeadId,
    external_id: fields.ExternalLeadId,
    phone: fields.ContactPhone,
    email: fields.ContactEmail,
    name: fields.ContactName,
  };
  return matchLead({ values, massTortId }, found, context);
}

/** A LeadId that is not a UUID is compared as text, which cannot match: it is not asked at all. */
function strongProbes({ partnerId, environment, fields }: Question): Probe[] {
  const values: [Rule, string | null][] = [
    ['lead_id', fields.LeadId !== null && isUuid(fields.LeadId) ? fields.LeadId.toLowerCase() : null],
    ['external_id', fields.ExternalLeadId],
    ['phone', fields.ContactPhone],
    ['email', fields.ContactEmail],
  ];
  return values.flatMap(([kind, value]) => (value === null ? [] : [{ partnerId, environment, kind, value }]));
}

function nameProbes({ partnerId, environment, fields }: Question): Probe[] {
  const lastNames = new Set(readings(fields.ContactName ?? '').map(({ lastName }) => lastName));
  return [...lastNames].map((value) => ({ partnerId, environment, kind: 'name', value }));
}

function merged(one: Candidate[], other: Candidate[]): Candidate[] {
  const known = new Set(one.map(({ leadId }) => leadId));
  return [...one, ...other.filter(({ leadId }) => !known.has(leadId))];
}

function nothing(): Found {
  return Object.fromEntries(RULES.map((rule) => [rule, []])) as unknown as Found;
}
