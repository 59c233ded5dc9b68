import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { sha256 } from '../../kernel/sha256.js';
import { Config } from '../../platform/config/config.js';
import { problemOf } from '../../platform/http/problem.js';
import type { SignedCall } from '../../platform/http/signed-call.js';
import { KeptRefusal } from '../../platform/http/webhook-refusal.filter.js';
import { type Arrival, IntakeService } from '../intake/intake.service.js';
import { type ProviderAccount, ProviderAccountsService } from '../payments/provider-accounts.service.js';
import type { CareEventRow } from './care.entity.js';
import { bodyPlace, CareVault } from './care-vault.js';
import { type CaseEvent, readCaseEvent } from './case-event.domain.js';
import { type Arrived, CaseRecorderService } from './case-recorder.service.js';
import { readEnvelope } from './envelope.domain.js';
import { Turns } from './turns.js';

/** What the sender is told. A repeat is answered like the first of its kind. */
export type CaseReply = { readonly message: string; readonly receiptId: string; readonly outcome: string };

const DAY_MS = 86_400_000;
/** Beyond it an event is read and sealed by itself: that takes several times its size. */
const LARGE = 1_048_576;

/** Takes what CareValidate sends: reads it, and stores it with what it changes. */
@Injectable()
export class CaseWebhooksService {
  readonly #large = new Turns();

  constructor(
    private readonly config: Config,
    private readonly intake: IntakeService,
    private readonly accounts: ProviderAccountsService,
    private readonly vault: CareVault,
    private readonly recorder: CaseRecorderService,
  ) {}

  /**
   * Resolves after the commit that holds the event and everything it changed.
   * @throws KeptRefusal around `body_unparseable`
   * @throws DomainError `unavailable` when it could not be stored
   */
  record(call: SignedCall): Promise<CaseReply> {
    return call.body.length > LARGE ? this.#large.take(() => this.#record(call)) : this.#record(call);
  }

  async #record(call: SignedCall): Promise<CaseReply> {
    const account = await this.accounts.find(call.source, call.account.name);
    if (account?.id !== call.account.id) throw gone();
    const { receiptId, outcome } = await this.recorder.record(await this.#read(call, account));
    return { message: 'Webhook received successfully', receiptId, outcome };
  }

  /** Only what is no JSON at all is refused; whatever else it is, it is kept. */
  async #read(call: SignedCall, account: ProviderAccount): Promise<Arrived> {
    try {
      return this.#arrived(call, account);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { status: httpStatus, code: reason } = problemOf(error);
      const receiptId = await this.intake.recordRefused(
        arrivalOf(call),
        { verdict: 'refused', reason, httpStatus },
        call.address,
      );
      throw receiptId === null ? error : new KeptRefusal(error, receiptId);
    }
  }

  /** @throws DomainError `body_unparseable` */
  #arrived(call: SignedCall, account: ProviderAccount): Arrived {
    const bodySha256 = sha256(call.body);
    const members = readEnvelope(call.body);
    const event = members && readCaseEvent(members, call.receivedAt, bodySha256.toString('hex'));
    const row = eventRow(this.intake.newReceiptId(arrivalOf(call)), call, event, bodySha256);
    const { key, keySealed } = this.vault.newKey('care_body', row.id);
    const bodySealed = this.vault.seal(key, call.body, bodyPlace(row.id));
    const eraseAfter = new Date(call.receivedAt.getTime() + this.config.healthRetentionDays * DAY_MS);
    const body = { eventId: row.id, keySealed, bodySealed, eraseAfter };
    return { call, account, event, row, body };
  }
}

function arrivalOf({ source, receivedAt, method, path, headers, body }: SignedCall): Arrival {
  return { source, receivedAt, method, path, contentType: headers['content-type'], body };
}

/** Two activities have two ids; what has none is told apart by its bytes. */
function eventRow(id: string, call: SignedCall, event: CaseEvent | null, bodySha256: Buffer): CareEventRow {
  const activityId = event?.activityId ?? null;
  const { name = null, known = false, at: occurredAt = null, members = [] } = event ?? {};
  return {
    ...{ id, accountId: call.account.id, caseId: null, paymentId: null, name, known, activityId, occurredAt, members },
    dedupeKey: activityId === null ? bodySha256 : sha256(`activity\n${activityId}`),
    ...{ isRestricted: event?.isRestricted ?? false, isPhi: event?.isPhi ?? null, outcome: 'received', reason: null },
    ...{ bodyBytes: call.body.length, bodySha256, receivedAt: call.receivedAt, erasedAt: null },
  };
}

/** The account was switched off between the guard and here. */
function gone(): DomainError {
  return new DomainError('unauthenticated', 'signature_invalid', 'This account is not in use any more.');
}
