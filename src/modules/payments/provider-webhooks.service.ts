import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { parseJsonLosslessly } from '../../kernel/json.js';
import { repeatedName } from '../../kernel/json-names.js';
import { textOf } from '../../kernel/utf8.js';
import { problemOf } from '../../platform/http/problem.js';
import type { SignedCall } from '../../platform/http/signed-call.js';
import { KeptRefusal } from '../../platform/http/webhook-refusal.filter.js';
import { IntakeService } from '../intake/intake.service.js';
import { readPaidlys } from './paidlys-reading.domain.js';
import { arrivalOf, PaymentRecorderService, type Told } from './payment-recorder.service.js';
import { readPayram } from './payram-reading.domain.js';
import { type ProviderAccount, ProviderAccountsService } from './provider-accounts.service.js';
import type { Body, Reading } from './reading.domain.js';

/** What a sender is told. `receiptId` is null for a probe beyond the budget of what is kept of them. */
export type WebhookReply = { readonly message: string; readonly receiptId: string | null; readonly outcome: string };

const LIMITS = { depth: 64, values: 10_000, literalNumbers: true };

/** Takes what payment providers send: reads it, and stores it with what it changes. */
@Injectable()
export class ProviderWebhooksService {
  constructor(
    private readonly intake: IntakeService,
    private readonly accounts: ProviderAccountsService,
    private readonly recorder: PaymentRecorderService,
  ) {}

  /**
   * Resolves after the commit that holds the receipt and everything it changed.
   * @throws KeptRefusal around `body_unparseable`
   * @throws DomainError `unavailable` when it could not be stored
   */
  async record(call: SignedCall): Promise<WebhookReply> {
    if (call.isProbe) return this.#probed(call);
    const account = await this.accounts.find(call.source, call.account.name);
    if (account?.id !== call.account.id) throw gone();
    const reading = await this.#read(call, account);
    const told = { receiptId: this.intake.newReceiptId(arrivalOf(call)), call, account };
    const { receiptId, outcome } = await this.recorder.record({ ...told, ...eventIn(reading) });
    return replyOf(receiptId, outcome);
  }

  /** Only a body that is no JSON at all is refused; whatever else it is, it is kept. */
  async #read(call: SignedCall, account: ProviderAccount): Promise<Reading> {
    try {
      return readingOf(call, account);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { status: httpStatus, code: reason } = problemOf(error);
      const judged = { verdict: 'refused', reason, httpStatus } as const;
      const receiptId = await this.intake.recordRefused(arrivalOf(call), judged, call.address);
      throw receiptId === null ? error : new KeptRefusal(error, receiptId);
    }
  }

  /** It has no effect, whatever its body says. Anybody may send one, so what is kept of them has a budget. */
  async #probed(call: SignedCall): Promise<WebhookReply> {
    const outcome = 'ignored';
    const reason = call.proof === 'none' ? 'probe_unsigned' : 'probe';
    const judged = { verdict: 'accepted', reason, httpStatus: 200, outcome } as const;
    return replyOf(await this.intake.recordRefused(arrivalOf(call), judged, call.address), outcome);
  }
}

function replyOf(receiptId: string | null, outcome: string): WebhookReply {
  return { message: 'Webhook received successfully', receiptId, outcome };
}

/** @throws DomainError `body_unparseable` */
function readingOf({ body, source, proof, receivedAt }: SignedCall, { payoutAddresses }: ProviderAccount): Reading {
  const text = textOf(body);
  const parsed = parseJsonLosslessly(text, LIMITS);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return { is: 'unknown', reason: 'not_an_object' };
  if (repeatedName(text) !== null) return { is: 'unknown', reason: 'repeated_member' };
  const members = parsed as Body;
  return source === 'payram'
    ? readPayram(members, { verified: proof === 'signature', receivedAt })
    : readPaidlys(members, { payoutAddresses });
}

function eventIn(reading: Reading): Pick<Told, 'event' | 'reason'> {
  if (reading.is === 'event') return { event: reading.event, reason: null };
  return { event: null, reason: reading.is === 'probe' ? 'probe' : reading.reason };
}

/** The account was switched off between the guard and here. */
function gone(): DomainError {
  return new DomainError('unauthenticated', 'signature_invalid', 'This account is not in use any more.');
}
