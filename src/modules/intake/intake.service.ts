import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { sha256 } from '../../kernel/sha256.js';
import { firstIdOf, isUuid, newId } from '../../kernel/uuid.js';
import { Config } from '../../platform/config/config.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { runWrites, type Write } from '../../platform/database/write.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import type { ReceiptRow, Verdict } from './receipt.entity.js';
import {
  type FoundBy,
  type PastFilter,
  type ReceiptFacts,
  type ReceiptFilter,
  ReceiptsRepository,
} from './receipts.repository.js';
import { RefusalBudget } from './refusal-budget.domain.js';

export type { FoundBy, PastFilter, ReceiptFilter } from './receipts.repository.js';

const DAY_MS = 86_400_000;
const REFUSED_BYTES = 8_192;
const REFUSED_DAYS = 7;
const PRUNE_AT_ONCE = 5_000;

/** A webhook as it came. */
export type Arrival = {
  readonly source: string;
  readonly receivedAt: Date;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
};

/** What became of it. */
export type Judgement = {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly httpStatus: number;
  readonly partnerId?: string | null;
  readonly environment?: 'live' | 'sandbox' | null;
  readonly outcome?: string | null;
  readonly leadId?: string | null;
  readonly adapterVersion?: number | null;
  readonly trace?: object | null;
};

/** What became of one update of a webhook; `reason` when it was refused or is parked. */
type Became = {
  readonly outcome: string;
  readonly reason: string | null;
  readonly leadId: string | null;
  readonly canonical: string | null;
  readonly byHand?: true;
};

/** A webhook's bytes as they came. */
export type KeptBody = Pick<Arrival, 'receivedAt' | 'contentType' | 'body'> & { readonly id: string };

export type ReceiptView = Omit<ReceiptFacts, 'bodySha256' | 'expiresAt'> & { readonly bodySha256: string };

/** Keeps a receipt of every webhook that reached us, with its exact bytes, sealed, and its verdict. */
@Injectable()
export class IntakeService implements OnModuleInit {
  readonly #logger = new Logger('intake');
  readonly #budget = new RefusalBudget();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly secrets: SecretsService,
    private readonly maintenance: Maintenance,
    private readonly receipts: ReceiptsRepository,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(3_600, 'prune-receipts', () => this.#prune());
    setInterval(() => void this.#count(), 10_000).unref();
  }

  /** A new receipt's id, in order of arrival. */
  newReceiptId(arrival: Arrival): string {
    return newId(arrival.receivedAt);
  }

  /** The row for a judged arrival; `recording` stores it. `kept`: none of its bytes, where they lie elsewhere. */
  rowOf(id: string, arrival: Arrival, judged: Judgement, kept = arrival.body): ReceiptRow {
    return this.#row(id, arrival, judged, kept, null);
  }

  /** Stores receipts, together with what else the transaction writes. */
  recording(rows: readonly ReceiptRow[]): Write | null {
    return this.receipts.adding(rows);
  }

  /**
   * Keeps a call that nobody is known to have made: its first 8 KiB, for a week, a hundred an hour and `caller`. Its
   * answer does not wait for anything that goes wrong here. Answers the receipt's id, or null when none is kept.
   */
  async recordRefused(arrival: Arrival, judged: Judgement, caller: string): Promise<string | null> {
    if (!this.#budget.spend(`${arrival.source}|${caller}`, judged.reason, arrival.receivedAt)) return null;
    const expiresAt = new Date(arrival.receivedAt.getTime() + REFUSED_DAYS * DAY_MS);
    const kept = arrival.body.subarray(0, REFUSED_BYTES);
    const row = this.#row(this.newReceiptId(arrival), arrival, judged, kept, expiresAt);
    try {
      await this.transaction.run((tx) => runWrites(tx, [this.recording([row])]));
      return row.id;
    } catch (error) {
      this.#logger.warn({ event: 'intake.refusal_not_kept', err: cutError(error) });
      return null;
    }
  }

  /**
   * What became of one update of a kept webhook after all, when it was parked and then found its way; of the first one the
   * receipt itself tells. `settled` says how.
   */
  async rejudge(tx: Tx, id: string, item: number, became: Became, settled: object): Promise<void> {
    const { outcome, reason, leadId } = became;
    if (item === 0) await this.receipts.rejudge(tx, id, { reason: reason ?? outcome, outcome, leadId });
    await this.receipts.noteBecame(tx, id, { item, became, settled });
  }

  /** Nobody waits for what these webhooks said. */
  async discarded(tx: Tx, ids: readonly string[]): Promise<void> {
    await this.receipts.discarded(tx, ids);
  }

  /** Which webhooks found this lead by one of its partner's own ids, newest first, 200 at most. */
  foundBy(tx: Tx, leadId: string, externalId: string): Promise<FoundBy[]> {
    return this.receipts.foundBy(tx, leadId, externalId);
  }

  /** What a webhook is judged now, read once more. What its sender was answered stays. */
  async judgeAgain(tx: Tx, id: string, { httpStatus: _, ...judged }: Judgement): Promise<void> {
    const { verdict, reason, outcome = null, leadId = null, adapterVersion = null, trace = null } = judged;
    await this.receipts.rejudge(tx, id, { verdict, reason, outcome, leadId, adapterVersion, trace });
  }

  /** Held until commit; null when it is gone. */
  async hold(tx: Tx, id: string): Promise<ReceiptView | null> {
    const row = await this.receipts.hold(tx, id);
    return row && viewOf(row);
  }

  /** Oldest first: those after the receipt `after` that arrived before `until`. */
  async past(filter: PastFilter, after: string, until: Date, limit: number): Promise<ReceiptView[]> {
    const rows = await this.transaction.run((tx) => this.receipts.past(tx, filter, after, firstIdOf(until), limit));
    return rows.map(viewOf);
  }

  /** Newest first, those before the receipt `before`. */
  async search(filter: ReceiptFilter, before: string | null, limit: number): Promise<ReceiptView[]> {
    const rows = await this.transaction.run((tx) => this.receipts.search(tx, filter, before, limit));
    return rows.map(viewOf);
  }

  /** @throws DomainError `receipt_not_found` */
  async find(id: string): Promise<ReceiptView> {
    return viewOf(await this.#load(id, (tx) => this.receipts.find(tx, id)));
  }

  /** The bytes as they came. @throws DomainError `receipt_not_found` */
  async body(id: string): Promise<Buffer> {
    const sealed = await this.#load(id, (tx) => this.receipts.bodyOf(tx, id));
    return this.secrets.open(sealed, placeOf(id));
  }

  /** The bytes of several that a partner sent, in no order; those that are not there, or do not open, are left out. */
  async bodies(partnerId: string, ids: readonly string[]): Promise<KeptBody[]> {
    const rows = await this.transaction.run((tx) => this.receipts.bodiesOf(tx, partnerId, ids));
    return rows.flatMap(({ id, receivedAt, contentType, bodySealed }) => {
      const body = this.#opened(id, bodySealed);
      return body ? [{ id, receivedAt, contentType: contentType ?? undefined, body }] : [];
    });
  }

  #opened(id: string, sealed: Buffer): Buffer | null {
    try {
      return this.secrets.open(sealed, placeOf(id));
    } catch (error) {
      this.#logger.error({ event: 'intake.body_unreadable', receiptId: id, err: cutError(error) });
      return null;
    }
  }

  async #load<Part>(id: string, read: (tx: Tx) => Promise<Part | null>): Promise<Part> {
    const found = isUuid(id) ? await this.transaction.run(read) : null;
    if (!found) throw new DomainError('not_found', 'receipt_not_found', 'There is no receipt with this id.');
    return found;
  }

  #row(id: string, arrival: Arrival, judged: Judgement, kept: Buffer, expiresAt: Date | null): ReceiptRow {
    const { source, receivedAt, method, path, contentType, body } = arrival;
    return {
      id,
      source,
      partnerId: judged.partnerId ?? null,
      environment: judged.environment ?? null,
      receivedAt,
      method,
      path,
      contentType: contentType?.slice(0, 200) ?? null,
      bodySealed: this.secrets.seal(kept, placeOf(id)),
      bodyBytes: body.length,
      bodySha256: sha256(body),
      verdict: judged.verdict,
      reason: judged.reason,
      httpStatus: judged.httpStatus,
      outcome: judged.outcome ?? null,
      leadId: judged.leadId ?? null,
      adapterVersion: judged.adapterVersion ?? null,
      trace: judged.trace ?? null,
      expiresAt,
    };
  }

  async #prune(): Promise<void> {
    const now = this.clock.now();
    const before = firstIdOf(new Date(now.getTime() - this.config.receiptRetentionDays * DAY_MS));
    for (let removed = PRUNE_AT_ONCE; removed === PRUNE_AT_ONCE; ) {
      removed = await this.transaction.run((tx) => this.receipts.removeExpired(tx, before, now, PRUNE_AT_ONCE));
    }
  }

  async #count(): Promise<void> {
    const counts = this.#budget.takeCounts();
    if (counts.length === 0) return;
    try {
      await this.transaction.run((tx) => this.receipts.count(tx, counts));
    } catch (error) {
      this.#logger.warn({ event: 'intake.refusals_not_counted', lost: counts.length, err: cutError(error) });
    }
  }
}

function placeOf(id: string) {
  return { table: 'receipt', column: 'body_sealed', id };
}

function viewOf({ expiresAt: _, bodySha256, ...rest }: ReceiptFacts): ReceiptView {
  return { ...rest, bodySha256: bodySha256.toString('hex') };
}
