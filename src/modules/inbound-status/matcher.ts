import { Injectable } from '@nestjs/common';
import { isUuid } from '../../kernel/uuid.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { NormalizedUpdate } from '../adapters/adapters.service.js';
import { type Candidate, LeadIdentityService, type Probe, type Scope } from '../leads/lead-identity.service.js';
import type { LeadState } from './batch-decision.domain.js';
import { type Match, type MatchContext, matchLead, type Rule } from './lead-match.domain.js';
import { readings } from './name-agreement.domain.js';

type Sent = Scope & { readonly fields: NormalizedUpdate };

/** A report to find the lead of. */
export type Question = Sent & {
  readonly massTortId: string | null;
  readonly context: MatchContext;
};

/** What the ladder says to each question, in order, and where the leads that it looked at stand. */
export type Answers = { readonly matches: readonly Match[]; readonly leads: ReadonlyMap<string, LeadState> };

type Found = Record<Rule, Candidate[]>;
type Some = Partial<Found>;

/** Looks the keys of many reports up at once and lets the ladder decide. E-mail and name are only asked when nothing else is found. */
@Injectable()
export class Matcher {
  constructor(private readonly identity: LeadIdentityService) {}

  async match(tx: Tx, questions: readonly Question[]): Promise<Answers> {
    const leads = new Map<string, LeadState>();
    const strong = await this.#find(tx, questions, strongProbes, leads);
    const first = questions.map((question, at) => decide(question, strong[at]));
    const unsure = questions.map((_, at) => at).filter((at) => first[at]?.outcome === 'not_found');
    const asked = unsure.flatMap((at) => questions[at] ?? []);
    const weak = await this.#find(tx, asked, weakProbes, leads);
    const again = new Map(unsure.map((at, which) => [at, { ...strong[at], ...weak[which] }]));
    const matches = questions.map((question, at) => {
      const found = again.get(at);
      return (found ? undefined : first[at]) ?? decide(question, found);
    });
    return { matches, leads };
  }

  async #find(
    tx: Tx,
    questions: readonly Question[],
    probesOf: (question: Question) => Probe[],
    leads: Map<string, LeadState>,
  ): Promise<Some[]> {
    const probes = questions.map(probesOf);
    const candidates = await this.identity.candidates(tx, probes.flat());
    for (const lead of candidates.flat()) leads.set(lead.leadId, lead);
    let next = 0;
    return probes.map((own) => {
      const found: Some = {};
      for (const { kind } of own) found[kind] = merged(found[kind] ?? [], candidates[next++] ?? []);
      return found;
    });
  }
}

/** All that a report may find its lead by. */
export function probesOf(sent: Sent): Probe[] {
  return [...strongProbes(sent), ...weakProbes(sent)];
}

function decide({ fields, massTortId, context }: Question, found: Some = {}): Match {
  const values = {
    lead_id: fields.LeadId,
    external_id: fields.ExternalLeadId,
    phone: fields.ContactPhone,
    email: fields.ContactEmail,
    name: fields.ContactName,
  };
  const keys = { values, massTortId, state: fields.ContactState, birthDate: fields.ContactBirthDate };
  return matchLead(keys, complete(found), context);
}

/**
 * The ids, and the phone, which can contradict them. A LeadId that is not a UUID is compared as text, which cannot match:
 * it is not asked at all.
 */
function strongProbes({ partnerId, environment, fields }: Sent): Probe[] {
  const values: [Rule, string | null][] = [
    ['lead_id', fields.LeadId !== null && isUuid(fields.LeadId) ? fields.LeadId.toLowerCase() : null],
    ['external_id', fields.ExternalLeadId],
    ['phone', fields.ContactPhone],
  ];
  return values.flatMap(([kind, value]) => (value === null ? [] : [{ partnerId, environment, kind, value }]));
}

function weakProbes({ partnerId, environment, fields }: Sent): Probe[] {
  const lastNames = new Set(readings(fields.ContactName ?? '').map(({ lastName }) => lastName));
  const names = [...lastNames].map((value): Probe => ({ partnerId, environment, kind: 'name', value }));
  const { ContactEmail: value } = fields;
  return value === null ? names : [{ partnerId, environment, kind: 'email', value }, ...names];
}

function merged(one: Candidate[], other: Candidate[]): Candidate[] {
  const known = new Set(one.map(({ leadId }) => leadId));
  return [...one, ...other.filter(({ leadId }) => !known.has(leadId))];
}

function complete({ lead_id = [], external_id = [], phone = [], email = [], name = [] }: Some): Found {
  return { lead_id, external_id, phone, email, name };
}
