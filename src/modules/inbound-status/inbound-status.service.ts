import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { Caller } from '../../platform/http/access-token.guard.js';
import { problemOf } from '../../platform/http/problem.js';
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
   */
  async record(caller: Caller, arrival: Arrival): Promise<Recorded> {
    const receiptId = this.intake.newReceiptId(arrival);
    const terms = await this.reader.termsFor(caller);
    const adapterVersion = terms.adapter?.version ?? null;
    const { parkedAnswer } = terms.partner;
    const prepared = await this.#prepare(terms, { caller, arrival, receiptId });
    const { refused, ...items } = prepared;
    const refusal = refused && { code: refused.code, httpStatus: problemOf(refused).status };
    const submission = { caller, arrival, receiptId, adapterVersion, ...items, refusal, parkedAnswer };
    const recorded = await this.recorder.record(submission);
    if (refused) throw new KeptRefusal(refused, receiptId);
    return recorded;
  }

  /** `refused` when nothing of the body can be used. */
  async #prepare(terms: Terms, call: Call): Promise<Prepared & { readonly refused: DomainError | null }> {
    try {
      const read = await this.reader.read(terms, call.arrival);
      const prepared = this.preparer.prepare(read, terms, call);
      const [sole] = prepared.setAside;
      return { ...prepared, refused: read.length === 1 && sole?.refusal ? refusalOf(sole.refusal) : null };
    } catch (refused) {
      if (!(refused instanceof DomainError) || refused.kind === 'unavailable') throw refused;
      return { updates: [], setAside: [], refused };
    }
  }
}

function refusalOf({ code, message }: NonNullable<SetAside['refusal']>): DomainError {
  return new DomainError('malformed', code, message);
}
