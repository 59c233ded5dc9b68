import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { databaseIsAway } from '../../platform/database/database-away.js';
import type { Caller } from '../../platform/http/access-token.guard.js';
import { problemOf } from '../../platform/http/problem.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { type Arrival, IntakeService } from '../intake/intake.service.js';
import { StatusRecorderService } from './status-recorder.service.js';
import type { Recorded, SetAside } from './submission.js';
import { type Prepared, UpdatePreparerService } from './update-preparer.service.js';
import { type Terms, UpdateReaderService } from './update-reader.service.js';

type Call = { readonly caller: Caller; readonly arrival: Arrival; readonly receiptId: string };

/** A refusal whose bytes were kept under this receipt. */
export class KeptRefusal extends Error {
  constructor(
    readonly refusal: DomainError,
    readonly receiptId: string,
  ) {
    super(refusal.message, { cause: refusal });
    this.name = 'KeptRefusal';
  }
}

/** Takes partners' status updates: reads, checks, and stores them with what they change. */
@Injectable()
export class InboundStatusService {
  readonly #logger = new Logger('inbound-status');

  constructor(
    private readonly intake: IntakeService,
    private readonly reader: UpdateReaderService,
    private readonly preparer: UpdatePreparerService,
    private readonly recorder: StatusRecorderService,
  ) {}

  /**
   * Resolves after the commit that holds the receipt and everything it changed.
   * @throws KeptRefusal around `body_unparseable`, `media_type_unsupported`, `body_too_large`, and around
   * `missing_identifier` and `missing_status` of a sole update
   * @throws DomainError `unavailable` when it could not be stored
   * @throws Error for an accident of ours, after its bytes were kept
   */
  async record(caller: Caller, arrival: Arrival): Promise<Recorded> {
    const call = { caller, arrival, receiptId: this.intake.newReceiptId(arrival) };
    try {
      return await this.#record(call);
    } catch (error) {
      if (isAccident(error)) await this.#keep(call);
      throw error;
    }
  }

  async #record(call: Call): Promise<Recorded> {
    const terms = await this.reader.termsFor(call.caller);
    const adapterVersion = terms.adapter?.version ?? null;
    const { parkedAnswer } = terms.partner;
    const { updates, setAside, refused } = await this.#prepare(terms, call);
    const refusal = refused && { code: refused.code, httpStatus: problemOf(refused).status };
    const { caller, arrival, receiptId } = call;
    const kept = { caller, arrival, receiptId, adapterVersion, updates, setAside, refusal, parkedAnswer };
    const recorded = await this.recorder.record(kept);
    if (refused) throw new KeptRefusal(refused, call.receiptId);
    return recorded;
  }

  /** A receipt alone, for somebody to look at. Whether or not it can be stored, the sender is told of the accident. */
  async #keep(call: Call): Promise<void> {
    const refusal = { code: 'internal', httpStatus: 500 };
    const nothing = { adapterVersion: null, updates: [], setAside: [], parkedAnswer: 404 } as const;
    try {
      await this.recorder.record({ ...call, ...nothing, refusal });
    } catch (error) {
      this.#logger.warn({ event: 'inbound_status.not_kept', receiptId: call.receiptId, err: cutError(error) });
    }
  }

  /** `refused` when nothing of the body can be used. */
  async #prepare(terms: Terms, call: Call): Promise<Prepared & { readonly refused: DomainError | null }> {
    try {
      const read = await this.reader.read(terms, call.arrival);
      const { updates, setAside } = this.preparer.prepare(read, terms, call);
      const [sole] = setAside;
      return { updates, setAside, refused: read.length === 1 && sole?.refusal ? refusalOf(sole.refusal) : null };
    } catch (refused) {
      if (!(refused instanceof DomainError) || refused.kind === 'unavailable') throw refused;
      return { updates: [], setAside: [], refused };
    }
  }
}

/** Neither a refusal nor a database that is away, which could keep nothing. */
function isAccident(error: unknown): boolean {
  return !(error instanceof DomainError || error instanceof KeptRefusal || databaseIsAway(error));
}

function refusalOf({ code, message }: NonNullable<SetAside['refusal']>): DomainError {
  return new DomainError('malformed', code, message);
}
