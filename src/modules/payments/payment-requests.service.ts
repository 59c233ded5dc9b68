import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type Decimal, decimalsOf, isPositive, parseAmount, ZERO } from '../../kernel/money.js';
import { sha256 } from '../../kernel/sha256.js';
import { newId } from '../../kernel/uuid.js';
import { sqlStateOf, Transaction, type Tx } from '../../platform/database/transaction.js';
import { LeadsService } from '../leads/leads.service.js';
import type { PaymentRequestRow } from './payment.entity.js';
import { PaymentLinksService, PaymentTaken } from './payment-links.service.js';
import type { CreatePaymentRequestDto } from './payment-request.dto.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import { type ProviderAccount, ProviderAccountsService } from './provider-accounts.service.js';
import { type Creation, ProviderApi } from './provider-api.js';
import { currencyAt, finestAt, type Order } from './provider-orders.domain.js';

/** Where the user pays, and the provider's name for it. */
export type CreatedRequest = { readonly id: string; readonly reference: string; readonly url: string };

/** Nobody waits longer for a provider; a request that is this old and has no answer is made again. */
const ABANDONED_MS = 30_000;

const UNIQUE_VIOLATION = '23505';

/** How a call at a provider ended for its request. */
type Ended = Creation | { readonly is: 'reference_taken' };

/** Has providers collect money from users. */
@Injectable()
export class PaymentRequestsService {
  readonly #logger = new Logger('payments');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly leads: LeadsService,
    private readonly accounts: ProviderAccountsService,
    private readonly api: ProviderApi,
    private readonly requests: PaymentRequestsRepository,
    private readonly links: PaymentLinksService,
  ) {}

  /**
   * Makes a payment at the provider. The request is kept before the provider is called, and its answer before the app has
   * it; with a key, a repeat answers as the first time, and goes on where an answer was lost.
   * @throws DomainError `provider_account_unknown`, `provider_not_callable`, `currency_unsupported`, `amount_invalid`,
   * `lead_unknown`, `idempotency_key_reused`, `payment_request_in_progress`, `provider_refused`, `provider_unavailable`
   */
  async create(given: CreatePaymentRequestDto, key: string | undefined): Promise<CreatedRequest> {
    const account = await this.#account(given);
    const currency = currencyAt(given.provider, given.currency);
    if (currency === null) throw wrong('currency_unsupported', 'currency', 'The provider does not take this currency.');
    const amount = amountOf(given, currency);
    const request = await this.transaction.run(async (tx) => {
      await this.#checkLead(tx, given);
      return this.#begin(tx, rowOf(given, { account, amount, currency, key }, this.clock.now()));
    });
    if (request.state === 'created') return answerOf(request);
    const { description = 'PayMe', email = null } = given;
    const { id, userId } = request;
    return this.#order(account, request, { id, userId, amount, currency, description, email });
  }

  async #order(account: ProviderAccount, request: PaymentRequestRow, order: Order): Promise<CreatedRequest> {
    const creation = await this.api.create(account, order);
    const { is: outcome } = creation;
    const httpStatus = 'status' in creation ? creation.status : undefined;
    this.#logger.log({
      ...{ event: 'payments.requested', requestId: request.id, account: account.id, outcome },
      ...(httpStatus !== undefined && { httpStatus }),
    });
    const kept = await this.#keep(account, request, creation);
    if (kept.state === 'created') return answerOf(kept);
    throw creation.is === 'refused' ? providerRefused() : providerUnavailable();
  }

  /** A provider that answers with a payment which is somebody else's has made none. */
  async #keep(account: ProviderAccount, request: PaymentRequestRow, creation: Creation): Promise<PaymentRequestRow> {
    try {
      return await this.transaction.run((tx) => this.#write(tx, account, request, creation));
    } catch (error) {
      if (!(error instanceof PaymentTaken) && sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
      this.#logger.error({ event: 'payments.reference_taken', requestId: request.id, account: account.id });
      return this.transaction.run((tx) => this.#write(tx, account, request, { is: 'reference_taken' }));
    }
  }

  /**
   * The answer names the payment from here on: webhooks that came before it find their user now. What another call under
   * the same key has made since this one was given up stays.
   */
  async #write(tx: Tx, account: ProviderAccount, request: PaymentRequestRow, ended: Ended): Promise<PaymentRequestRow> {
    const current = await this.requests.hold(tx, request.id);
    if (current?.state === 'created') return current;
    const changed = { ...outcomeOf(ended), updatedAt: this.clock.now() };
    await this.requests.change(tx, request.id, changed);
    const kept = { ...request, ...changed };
    if (kept.state === 'created') await this.links.linkNew(tx, account, kept);
    return kept;
  }

  /** The row to go on with: a new one, or the one of an earlier call under this key. */
  async #begin(tx: Tx, row: PaymentRequestRow): Promise<PaymentRequestRow> {
    if (await this.requests.add(tx, row)) return row;
    const known = await this.requests.holdByKey(tx, row.callKey ?? '');
    if (!known) throw new Error('A request under this key was there a moment ago');
    if (known.callHash !== row.callHash) throw keyReused();
    if (known.state === 'created') return known;
    if (known.state === 'refused') throw providerRefused();
    const isUnderWay = row.createdAt.getTime() - known.updatedAt.getTime() < ABANDONED_MS;
    if (known.state === 'creating' && isUnderWay) throw inProgress();
    await this.requests.change(tx, known.id, { state: 'creating', updatedAt: row.createdAt });
    return known;
  }

  async #account({ provider, account: name }: CreatePaymentRequestDto): Promise<ProviderAccount> {
    const account = await this.accounts.find(provider, name);
    if (!account)
      throw wrong('provider_account_unknown', 'account', 'The provider has no active account of this name.');
    const isCallable = provider === 'payram' ? account.baseUrl !== null : account.apiToken !== null;
    if (isCallable) return account;
    const lacks = provider === 'payram' ? 'baseUrl' : 'apiToken';
    throw wrong('provider_not_callable', 'account', `The account has no ${lacks}: an operator has to set it first.`);
  }

  async #checkLead(tx: Tx, { leadId, userId }: CreatePaymentRequestDto): Promise<void> {
    if (leadId === undefined) return;
    const lead = (await this.leads.summaries(tx, [leadId])).get(leadId);
    if (lead?.userId !== userId) throw wrong('lead_unknown', 'leadId', 'This user has no lead with this id.');
  }
}

type Known = { account: ProviderAccount; amount: Decimal; currency: string; key: string | undefined };

function rowOf(
  given: CreatePaymentRequestDto,
  { account, amount, currency, key }: Known,
  now: Date,
): PaymentRequestRow {
  const { userId, leadId = null } = given;
  return {
    ...{ id: newId(now), accountId: account.id, userId, leadId, amount, currency, state: 'creating' },
    ...{ reference: null, url: null, error: null, createdAt: now, updatedAt: now },
    callKey: key ?? null,
    callHash: key === undefined ? null : sha256(JSON.stringify(Object.entries(given).sort())).toString('hex'),
  };
}

function outcomeOf(creation: Ended): Pick<PaymentRequestRow, 'state' | 'reference' | 'url' | 'error'> {
  if (creation.is === 'created')
    return { state: 'created', reference: creation.reference, url: creation.url, error: null };
  const nothing = { reference: null, url: null };
  if (creation.is === 'refused') return { ...nothing, state: 'refused', error: `http_${creation.status}` };
  return { ...nothing, state: 'unknown', error: creation.is };
}

function answerOf({ id, reference, url }: PaymentRequestRow): CreatedRequest {
  if (reference === null || url === null) throw new Error('A created request has no reference');
  return { id, reference, url };
}

/** @throws DomainError `amount_invalid` */
function amountOf({ provider, amount: text }: CreatePaymentRequestDto, currency: string): Decimal {
  const amount = parseAmount(text) ?? ZERO;
  if (!isPositive(amount)) throw wrong('amount_invalid', 'amount', 'amount must be more than 0.');
  const finest = finestAt(provider, currency);
  if (decimalsOf(amount) <= finest) return amount;
  throw wrong('amount_invalid', 'amount', `amount may have ${finest} decimals at most in this currency.`);
}

function wrong(code: string, path: string, message: string): DomainError {
  return new DomainError('rejected', code, message, { issues: [{ path, message }] });
}

function keyReused(): DomainError {
  const sentence = 'This Idempotency-Key came with another body before. Use a new key for a new request.';
  return new DomainError('conflict', 'idempotency_key_reused', sentence);
}

function inProgress(): DomainError {
  const sentence = 'A call under this Idempotency-Key is under way. Repeat it in a moment for its answer.';
  return new DomainError('conflict', 'payment_request_in_progress', sentence, { retryAfterSeconds: 2 });
}

function providerRefused(): DomainError {
  const sentence =
    'The provider refused this payment. Check amount, currency and account; a new try needs a new Idempotency-Key.';
  return new DomainError('rejected', 'provider_refused', sentence);
}

function providerUnavailable(): DomainError {
  const sentence = 'The provider does not answer. Repeat the call under the same Idempotency-Key.';
  return new DomainError('unavailable', 'provider_unavailable', sentence, { retryAfterSeconds: 5 });
}
