import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { Caller } from '../../platform/http/access-token.guard.js';
import { problemOf } from '../../platform/http/problem.js';
import { type Arrival, IntakeService } from '../intake/intake.service.js';
import { StatusRecorderService } from './status-recorder.service.js';
import type { Recorded } from './submission.js';
import { UpdatePreparerService } from './update-preparer.service.js';
import { UpdateReaderService } from './update-reader.service.js';

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
   * @throws KeptRefusal around `body_unparseable`, `media_type_unsupported`, `missing_identifier`, `missing_status`
   * @throws DomainError `unavailable` when it could not be stored
   */
  async record(caller: Caller, arrival: Arrival): Promise<Recorded> {
    const receiptId = this.intake.newReceiptId(arrival);
    try {
      const report = await this.reader.read(caller, arrival.body, arrival.contentType);
      const updates = this.preparer.prepare(report, caller, arrival, receiptId);
      const { adapterVersion, partner } = report;
      const parkedAnswer = partner.parkedAnswer;
      return await this.recorder.record({
        caller,
        arrival,
        receiptId,
        adapterVersion,
        updates,
        refusal: null,
        parkedAnswer,
      });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      const refusal = { code: error.code, httpStatus: problemOf(error).status };
      await this.recorder.record({
        caller,
        arrival,
        receiptId,
        adapterVersion: null,
        updates: [],
        refusal,
        parkedAnswer: 404,
      });
      throw new KeptRefusal(error, receiptId);
    }
  }
}
