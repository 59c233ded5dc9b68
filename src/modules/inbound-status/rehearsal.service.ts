import { setImmediate as breath } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { Transaction } from '../../platform/database/transaction.js';
import { incomplete, type Sent } from '../adapters/adapters.service.js';
import type { Scope } from '../leads/lead-identity.service.js';
import type { LeadState } from './batch-decision.domain.js';
import type { Match } from './lead-match.domain.js';
import { Matcher, type Question } from './matcher.js';
import { type ResolvedUpdate, type Terms, UpdateReaderService } from './update-reader.service.js';

/** An update that was read and looked up; `match` is null where the ladder was not asked. */
export type RehearsedUpdate = { readonly read: ResolvedUpdate; readonly match: Match | null };
/** A body: its updates, or why it can't be read. */
export type Rehearsed = { readonly updates: readonly RehearsedUpdate[]; readonly refusal: DomainError | null };
export type Rehearsal = {
  readonly bodies: readonly Rehearsed[];
  /** Where the leads that the ladder looked at stand. */
  readonly leads: ReadonlyMap<string, LeadState>;
};

type Read = { readonly updates: readonly ResolvedUpdate[]; readonly refusal: DomainError | null };

/** Updates that climb the ladder at once. */
const AT_ONCE = 500;

/** Reads bodies and finds their leads without writing anything: what dry run and preview share. */
@Injectable()
export class RehearsalService {
  constructor(
    private readonly transaction: Transaction,
    private readonly reader: UpdateReaderService,
    private readonly matcher: Matcher,
  ) {}

  /** One answer a body, in order. Between bodies others get their turn: one may take milliseconds. */
  async rehearse(scope: Scope, terms: Terms, bodies: readonly Sent[], now: Date): Promise<Rehearsal> {
    const read: Read[] = [];
    for (const sent of bodies) {
      read.push(await this.#read(terms, sent));
      if (bodies.length > 1) await breath();
    }
    const asked = read.flatMap(({ updates }) => updates).filter(isAsked);
    const { answers, leads } = await this.#match(scope, terms, asked, now);
    const answered = ({ updates, refusal }: Read): Rehearsed => ({
      refusal,
      updates: updates.map((update) => ({ read: update, match: answers.get(update) ?? null })),
    });
    return { bodies: read.map(answered), leads };
  }

  async #match(scope: Scope, terms: Terms, asked: readonly ResolvedUpdate[], now: Date) {
    const answers = new Map<ResolvedUpdate, Match>();
    const leads = new Map<string, LeadState>();
    for (let from = 0; from < asked.length; from += AT_ONCE) {
      const some = asked.slice(from, from + AT_ONCE);
      const questions = some.map((update) => questionOf(scope, terms, update, now));
      const found = await this.transaction.run((tx) => this.matcher.match(tx, questions));
      for (const [at, match] of found.matches.entries()) {
        const update = some[at];
        if (update) answers.set(update, match);
      }
      for (const [id, state] of found.leads) leads.set(id, state);
    }
    return { answers, leads };
  }

  async #read(terms: Terms, sent: Sent): Promise<Read> {
    try {
      return { updates: await this.reader.read(terms, sent), refusal: null };
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      return { updates: [], refusal };
    }
  }
}

function isAsked({ ignored, fields }: ResolvedUpdate): boolean {
  return ignored === null && incomplete(fields)?.code !== 'missing_identifier';
}

function questionOf(scope: Scope, { catalogue }: Terms, update: ResolvedUpdate, now: Date): Question {
  const { partnerId, environment } = scope;
  const terminal = (status: string) => catalogue.standing(status)?.terminal ?? false;
  const { massTortId } = update.caseResolution;
  return { partnerId, environment, fields: update.fields, massTortId, context: { now, terminal } };
}
