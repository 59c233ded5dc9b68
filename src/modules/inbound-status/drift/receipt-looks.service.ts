import { setImmediate as breath } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../../kernel/domain-error.js';
import { databaseIsAway } from '../../../platform/database/database-away.js';
import { cutError } from '../../../platform/logging/cut-error.js';
import { LiveAdaptersService } from '../../adapters/live-adapters.service.js';
import { refusedField, ShapesService } from '../../adapters/shapes.service.js';
import { IntakeService, type KeptBody } from '../../intake/intake.service.js';
import { becameIn, type JudgedReceipt } from '../replay/recorded.domain.js';
import { type ResolvedUpdate, type Terms, UpdateReaderService } from '../update-reader.service.js';
import type { WatchScope } from './drift.repository.js';
import type { Look, LookedAt } from './look.domain.js';

type Receipt = JudgedReceipt & {
  readonly id: string;
  readonly receivedAt: Date;
  readonly adapterVersion: number | null;
};
/** A receipt with the body that it keeps, if that can be read. */
export type SeenReceipt = { readonly look: Look; readonly kept: KeptBody | null };

/** Bodies in memory at once: each may be a mebibyte. */
const AT_ONCE = 25;
const WAITING = new Set(['unmapped', 'parked']);

/** Looks at receipts once more: their shape, and what became of them. What is handed on holds no value of a body. */
@Injectable()
export class ReceiptLooksService {
  readonly #logger = new Logger('drift');

  constructor(
    private readonly intake: IntakeService,
    private readonly live: LiveAdaptersService,
    private readonly reader: UpdateReaderService,
    private readonly shapes: ShapesService,
  ) {}

  /** One look a receipt, in the same order. `see` is given the bodies while they are in memory. */
  async lookAt(scope: WatchScope, receipts: readonly Receipt[], see: (seen: SeenReceipt) => void): Promise<void> {
    const terms = await this.reader.termsFor(scope);
    for (let from = 0; from < receipts.length; from += AT_ONCE) {
      const some = receipts.slice(from, from + AT_ONCE);
      const ids = some.map(({ id }) => id);
      const bodies = new Map((await this.intake.bodies(scope.partnerId, ids)).map((kept) => [kept.id, kept]));
      for (const receipt of some) {
        const kept = bodies.get(receipt.id) ?? null;
        see({ look: await this.#look(scope, terms, receipt, kept), kept });
        await breath();
      }
    }
  }

  async #look(scope: WatchScope, terms: Terms, receipt: Receipt, kept: KeptBody | null): Promise<Look> {
    const version = receipt.adapterVersion ?? 0;
    const became = becameIn(receipt);
    const read = kept && (await this.#read(scope, terms, receipt, kept));
    const updates = became.map((one, at) => lookedAt(one, read?.updates[at]));
    return { receivedAt: receipt.receivedAt, version, shape: read?.shape ?? null, updates };
  }

  /** As the version reads it by which it was judged; null when it can't be read. */
  async #read({ partnerId }: WatchScope, terms: Terms, { id, adapterVersion }: Receipt, kept: KeptBody) {
    try {
      const adapter = adapterVersion === null ? null : await this.live.inboundOf(partnerId, adapterVersion);
      const shape = await this.shapes.shapeOf(kept, adapter?.compiled ?? null);
      return { shape, updates: await this.reader.read({ ...terms, adapter }, kept) };
    } catch (error) {
      if (databaseIsAway(error)) throw error;
      if (!(error instanceof DomainError)) {
        this.#logger.error({ event: 'drift.receipt_unreadable', receiptId: id, err: cutError(error) });
      }
      return null;
    }
  }
}

function lookedAt(became: ReturnType<typeof becameIn>[number], read: ResolvedUpdate | undefined): LookedAt {
  const { outcome = 'refused', reason = null } = became;
  const sent = { given: [], refused: [], unknown: null };
  if (!read) return { outcome, reason, ...sent };
  const { fields, warnings, status } = read;
  const used = Object.entries(fields).flatMap(([field, value]) => (value === null ? [] : [field]));
  const refused = [...new Set(warnings.flatMap((one) => refusedField(one) ?? []))].filter((one) => !used.includes(one));
  const isUnknown = fields.Status !== null && !status.known && WAITING.has(outcome);
  const unknown =
    isUnknown && fields.Status ? { status: fields.Status.slice(0, 200), subStatus: fields.SubStatus } : null;
  return { outcome, reason, given: [...used, ...refused], refused, unknown };
}
