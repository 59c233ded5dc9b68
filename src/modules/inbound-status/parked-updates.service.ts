import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { firstIdOf } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { runWrites } from '../../platform/database/write.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import type { NormalizedUpdate } from '../adapters/adapters.service.js';
import { IntakeService } from '../intake/intake.service.js';
import { type Decision, decideBatch, type LeadState } from './batch-decision.domain.js';
import { BatchWriter } from './batch-writer.js';
import type { Match } from './lead-match.domain.js';
import { StatusRecorderService } from './status-recorder.service.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import { type ParkedScope, StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate } from './submission.js';
import { UpdatePreparerService } from './update-preparer.service.js';
import { type Meanings, UpdateReaderService } from './update-reader.service.js';

const AT_ONCE = 100;

type Settled = {
  readonly update: PreparedUpdate;
  readonly decision: Decision;
  readonly leads: ReadonlyMap<string, LeadState>;
};

/**
 * Tries parked updates again when something changed that may let them through: a lead was sent, an id was learnt, a
 * status was mapped. They are applied in order of arrival, by the rules of the first time.
 */
@Injectable()
export class ParkedUpdatesService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly secrets: SecretsService,
    private readonly intake: IntakeService,
    private readonly reader: UpdateReaderService,
    private readonly preparer: UpdatePreparerService,
    private readonly recorder: StatusRecorderService,
    private readonly updates: StatusUpdatesRepository,
    private readonly writer: BatchWriter,
  ) {}

  onModuleInit(): void {
    this.handlers.register('inbound-status.retry-parked', (ids) =>
      this.outbox.handleRepeatably(ids, async (events) => {
        for (const scope of await this.#scopes(events)) await this.retry(scope);
      }),
    );
  }

  /** Tries everything that is parked in a scope, oldest first. */
  async retry(scope: ParkedScope): Promise<void> {
    const meanings = await this.reader.meaningsNow(scope);
    let after = firstIdOf(new Date(0));
    for (let seen = AT_ONCE; seen === AT_ONCE; ) {
      seen = await this.transaction.run(async (tx) => {
        const rows = await this.updates.parked(tx, scope, after, AT_ONCE);
        for (const row of rows) await this.#retryOne(tx, row, meanings);
        after = rows.at(-1)?.id ?? after;
        return rows.length;
      });
    }
  }

  async #retryOne(tx: Tx, row: StatusUpdateRow, meanings: Meanings): Promise<void> {
    const update = await this.#prepared(row, meanings);
    const now = this.clock.now();
    const match = await this.#match(tx, row, update, now);
    if (match.outcome !== 'matched') return;
    const matches = new Map([[update, match]]);
    const leads = await this.recorder.hold(tx, matches);
    // A report that waits for its status to be mapped has claimed its key already.
    const own = new Set([update.dedupe.key.toString('hex')]);
    const claimed = row.leadId === null ? await this.recorder.claim(tx, matches, now) : own;
    const decision = decideBatch([update], { matches, claimed, leads }).get(update);
    // A report that found its lead may still wait for its status to be mapped.
    const found = row.leadId === null || decision?.parked === null;
    if (decision && found) await this.#settle(tx, row, { update, decision, leads });
  }

  async #settle(tx: Tx, row: StatusUpdateRow, { update, decision, leads }: Settled): Promise<void> {
    const { match, outcome, parked } = decision;
    if (match.outcome !== 'matched') return;
    const { leadId, by: matchedBy } = match;
    const reason = parked ?? (outcome === 'stale' ? 'out_of_order' : null);
    const { canonical } = update.status;
    const settled = { id: row.id, leadId, matchedBy, canonical, outcome, reason, parked: parked !== null };
    await this.updates.settle(tx, settled);
    await this.intake.rejudge(tx, row.receiptId, { reason: parked ?? outcome, outcome, leadId });
    if (outcome !== 'duplicate') await runWrites(tx, this.writer.effects(tx, [{ update, decision }], leads));
  }

  async #match(tx: Tx, row: StatusUpdateRow, update: PreparedUpdate, now: Date): Promise<Match> {
    if (row.leadId !== null) {
      return { outcome: 'matched', leadId: row.leadId, by: row.matchedBy ?? 'lead_id', teaches: false, steps: [] };
    }
    const { matches } = await this.recorder.match(tx, [update], now);
    return matches.get(update) ?? { outcome: 'not_found', steps: [] };
  }

  /** As read the first time, with the case and the status looked up anew; it happened when it arrived. */
  #prepared(row: StatusUpdateRow, meanings: Meanings): Promise<PreparedUpdate> {
    const place = { table: 'status_update', column: 'fields_sealed', id: row.id };
    const text = this.secrets.open(row.fieldsSealed ?? Buffer.alloc(0), place).toString();
    const fields = JSON.parse(text) as NormalizedUpdate;
    return this.preparer.prepareAgain(row, fields, meanings);
  }

  async #scopes(events: readonly OutboxEvent[]): Promise<ParkedScope[]> {
    const partners = new Set(events.map(({ data }) => (data as { partnerId: string | null }).partnerId));
    const parked = await this.transaction.run((tx) => this.updates.parkedScopes(tx));
    return parked.filter(({ partnerId }) => partners.has(partnerId) || partners.has(null));
  }
}
