import { Injectable } from '@nestjs/common';
import { isUuid } from '../../kernel/uuid.js';
import { Transaction } from '../../platform/database/transaction.js';
import type { Caller } from '../../platform/http/access-token.guard.js';
import { incomplete, type NormalizedUpdate } from '../adapters/adapters.service.js';
import type { Arrival } from '../intake/intake.service.js';
import { type Decision, decideBatch } from './batch-decision.domain.js';
import { caseMismatch } from './case-mismatch.domain.js';
import type { Match } from './lead-match.domain.js';
import { type Rehearsal, RehearsalService, type RehearsedUpdate } from './rehearsal.service.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate } from './submission.js';
import { type Prepared, UpdatePreparerService } from './update-preparer.service.js';
import { advice, type Terms, UpdateReaderService } from './update-reader.service.js';
import { wouldNotify } from './would-notify.domain.js';

type Decisions = ReadonlyMap<PreparedUpdate, Decision>;

/** The whole path without its effects: nothing is written, nobody is told. */
@Injectable()
export class DryRunService {
  constructor(
    private readonly transaction: Transaction,
    private readonly reader: UpdateReaderService,
    private readonly preparer: UpdatePreparerService,
    private readonly rehearsals: RehearsalService,
    private readonly updates: StatusUpdatesRepository,
  ) {}

  /**
   * What production would make of these bytes, in the shape of PayMe's public testing page; of a body with several
   * updates, the first, and all of them in `results`. What production refuses for missing fields is a warning here.
   * @throws DomainError `body_unparseable`, `media_type_unsupported`, `body_too_large`
   */
  async rehearse(caller: Caller, arrival: Arrival): Promise<object> {
    const terms = await this.reader.termsFor(caller);
    const rehearsal = await this.rehearsals.rehearse(caller, terms, [arrival], arrival.receivedAt);
    const [body] = rehearsal.bodies;
    if (body?.refusal) throw body.refusal;
    const rehearsed = body?.updates ?? [];
    const read = rehearsed.map((one) => one.read);
    const prepared = this.preparer.prepare(read, terms, { caller, arrival, receiptId: '' });
    const decisions = await this.#decide(prepared, rehearsed, rehearsal, arrival.receivedAt);
    const results = rehearsed.map((one, item) =>
      resultOf(one, terms, { caller, ...decidedIn(prepared, decisions, item) }),
    );
    return {
      Status: 'test_success',
      Message: 'Dry run — no data was written',
      partner: { slug: caller.slug, partnerId: caller.partnerId },
      ...results[0],
      ...(results.length > 1 && { results }),
    };
  }

  async #decide(
    { updates }: Prepared,
    rehearsed: readonly RehearsedUpdate[],
    { leads }: Rehearsal,
    now: Date,
  ): Promise<Decisions> {
    const keys = updates.map(({ dedupe }) => dedupe.key);
    const seen = await this.transaction.run((tx) => this.updates.seen(tx, keys, now));
    const claimed = new Set(keys.map((key) => key.toString('hex')));
    for (const { key } of seen) claimed.delete(key.toString('hex'));
    const matches = new Map<PreparedUpdate, Match>();
    for (const update of updates) {
      const match = rehearsed[update.item]?.match;
      if (match) matches.set(update, match);
    }
    return decideBatch(updates, { matches, claimed, leads });
  }
}

type Effect = { readonly caller: Caller; readonly update: PreparedUpdate | null; readonly decision: Decision | null };

function decidedIn({ updates }: Prepared, decisions: Decisions, item: number): Omit<Effect, 'caller'> {
  const update = updates.find((one) => one.item === item) ?? null;
  return { update, decision: (update && decisions.get(update)) ?? null };
}

function resultOf({ read, match }: RehearsedUpdate, { adapter, catalogue }: Terms, effect: Effect): object {
  const { caseResolution, fields, status, trace, ignored } = read;
  const { caller, decision } = effect;
  const standing = catalogue.standing(status.canonical);
  const { environment } = caller;
  return {
    normalized_payload: payloadOf(fields, adapter !== null),
    case_resolution: {
      mass_tort_id: caseResolution.massTortId,
      law_firm: caseResolution.lawFirm,
      case_code_input: caseResolution.caseCodeInput,
    },
    status_resolution: {
      raw_status: fields.Status,
      normalized_status: status.canonical,
      sub_status: fields.SubStatus,
      resolved_by: status.by,
    },
    match_resolution: resolutionOf(match),
    would_record: recordOf(read, decision),
    would_notify: wouldNotify({ moves: decision?.moves ?? false, matchedBy: matchedBy(match), environment, standing }),
    adapter: { version: adapter?.version ?? null, trace },
    warnings: [...(ignored === null ? advice(read, isUuid) : []), ...read.warnings, ...caseMismatch(read, match)],
  };
}

/** Without an adapter, the documented nine fields. */
function payloadOf(fields: NormalizedUpdate, adapted: boolean): object {
  const { SubStatus, EventId, EventTime, ContactState, ContactBirthDate, ...documented } = fields;
  if (!adapted) return documented;
  const supporting = {
    ...(ContactState !== null && { ContactState }),
    ...(ContactBirthDate !== null && { ContactBirthDate }),
  };
  return { ...documented, SubStatus, EventId, EventTime, ...supporting };
}

function recordOf({ ignored, fields }: RehearsedUpdate['read'], decision: Decision | null): object {
  if (ignored !== null) return { outcome: 'ignored', reason: ignored };
  if (!decision) return { outcome: 'refused', reason: incomplete(fields)?.code ?? null };
  return { outcome: decision.outcome, reason: decision.parked };
}

function resolutionOf(match: Match | null): object {
  if (!match) return { outcome: 'not_tried', matched_by: null, steps: [] };
  return { outcome: match.outcome, matched_by: matchedBy(match), steps: match.steps };
}

function matchedBy(match: Match | null): string | null {
  return match?.outcome === 'matched' ? match.by : null;
}
