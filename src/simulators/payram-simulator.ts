import { randomUUID } from 'node:crypto';
import { signHex } from '../kernel/hmac.js';
import { type ApiCall, type ApiReply, postWebhook, SimulatorServer, type WebhookAnswer } from './simulator-server.js';

/** A payment as the simulated PayRam has it. Amounts are texts in US dollars. */
export type SimulatedPayment = {
  readonly reference: string;
  readonly invoiceId: string | null;
  readonly customerId: string;
  readonly amountUsd: string;
  state: 'OPEN' | 'PARTIALLY_FILLED' | 'FILLED' | 'OVER_FILLED' | 'CANCELLED';
  filledUsd: string | null;
  readonly createdAt?: Date;
  updatedAt?: Date;
  readonly txHash?: string;
  readonly network?: string;
};

type Proof = 'signature' | 'api_key';

/** A self-hosted PayRam as far as a gateway sees it: makes payments, tells how they stand, and sends signed webhooks. */
export class PayramSimulator {
  readonly server = new SimulatorServer((call) => this.#answer(call));
  readonly payments = new Map<string, SimulatedPayment>();
  /** What time it is there. */
  now: () => Date = () => new Date();
  #baseUrl = '';
  /** What the last search found; its pages are asked for one after the other. */
  #found: { readonly key: string; readonly payments: readonly SimulatedPayment[] } = { key: '', payments: [] };
  #seconds = 1_789_000_000;

  constructor(private readonly apiKey: string) {}

  async start(): Promise<string> {
    this.#baseUrl = await this.server.start();
    return this.#baseUrl;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** The chain has more, or the link ran out: what PayRam knows changes, and nobody is told yet. */
  set(reference: string, state: SimulatedPayment['state'], filledUsd: string | null = null): SimulatedPayment {
    const payment = this.payments.get(reference);
    if (!payment) throw new Error('The simulated PayRam has no such payment');
    payment.state = state;
    payment.filledUsd = filledUsd ?? payment.filledUsd;
    payment.updatedAt = this.now();
    return payment;
  }

  /** The body of the webhook that tells how a payment stands now. */
  webhookOf(reference: string): string {
    const payment = this.payments.get(reference);
    if (!payment) throw new Error('The simulated PayRam has no such payment');
    this.#seconds += 1;
    const { state, amountUsd, filledUsd, customerId, invoiceId } = payment;
    return JSON.stringify({
      ...{ reference_id: reference, invoice_id: invoiceId, customer_id: customerId, status: state },
      ...{ amount: amountUsd, currency: 'USD', filled_amount: filledUsd, filled_amount_in_usd: filledUsd },
      timestamp: this.#seconds,
    });
  }

  /** Sends a body as PayRam does. */
  send(url: string, body: string, proof: Proof = 'signature'): Promise<WebhookAnswer> {
    const signature = { 'x-payram-signature': `sha256=${signHex('sha256', this.apiKey, Buffer.from(body))}` };
    return postWebhook(url, body, proof === 'signature' ? signature : { 'api-key': this.apiKey });
  }

  /** Changes a payment and tells of it. */
  tell(
    url: string,
    reference: string,
    state: SimulatedPayment['state'],
    filledUsd: string | null = null,
  ): Promise<WebhookAnswer> {
    this.set(reference, state, filledUsd);
    return this.send(url, this.webhookOf(reference));
  }

  #answer({ method, path, headers, body }: ApiCall): ApiReply {
    if (headers['api-key'] !== this.apiKey)
      return { status: 401, json: { code: 16, message: 'The API key is not valid.' } };
    if (method === 'POST' && path === '/api/v1/payment') return this.#create(body);
    if (method === 'POST' && path === '/api/v1/payment/search') return { status: 200, json: this.#search(body) };
    const reference = /^\/api\/v1\/payment\/reference\/([^/]+)$/.exec(path)?.[1];
    const payment = method === 'GET' && reference ? this.payments.get(decodeURIComponent(reference)) : undefined;
    return payment
      ? { status: 200, json: viewOf(payment) }
      : { status: 400, json: { error: { code: 3, message: 'The request is invalid.' } } };
  }

  /** Pages of at most 200, oldest first; an empty one has no list at all. */
  #search(body: string): object {
    const { dateFrom, dateTo, limit, offset } = JSON.parse(body) as Search;
    const key = [dateFrom, dateTo, this.payments.size].join();
    if (this.#found.key !== key)
      this.#found = { key, payments: this.#between(Date.parse(dateFrom), Date.parse(dateTo)) };
    const found = this.#found.payments;
    const rows = found.slice(offset, offset + Math.min(limit, LONGEST_PAGE)).map(rowOf);
    return { data: rows.length > 0 ? rows : null, totalCount: found.length };
  }

  #between(from: number, to: number): SimulatedPayment[] {
    const all = [...this.payments.values()];
    return all.filter(({ createdAt }) => isWithin(createdAt ?? new Date(from), from, to));
  }

  /** The amount is taken by its digits. A customer's other open payments of the project are cancelled. */
  #create(body: string): ApiReply {
    const { customerId, invoiceID } = JSON.parse(body) as { customerId: string; invoiceID?: string };
    const amountUsd = /"amountInUSD":(\d+(?:\.\d+)?)[,}]/.exec(body)?.[1];
    if (amountUsd === undefined || /^0+(\.0*)?$/.test(amountUsd)) {
      return { status: 400, json: { code: 3, message: 'The request is invalid. Amount should be greater than 0.' } };
    }
    for (const other of this.payments.values()) {
      if (other.customerId === customerId && other.state === 'OPEN') other.state = 'CANCELLED';
    }
    const reference = randomUUID();
    const rest = { invoiceId: invoiceID ?? null, customerId, amountUsd, state: 'OPEN' as const, filledUsd: null };
    this.payments.set(reference, { reference, ...rest, createdAt: this.now() });
    const url = `${this.#baseUrl}/payments?reference_id=${reference}`;
    return { status: 200, json: { host: this.#baseUrl, reference_id: reference, url } };
  }
}

type Search = { readonly dateFrom: string; readonly dateTo: string; readonly limit: number; readonly offset: number };

const LONGEST_PAGE = 200;

function isWithin(time: Date, from: number, to: number): boolean {
  return time.getTime() >= from && time.getTime() <= to;
}

/** A row of its list: names of its own again, and amounts as JSON numbers. */
function rowOf({
  reference,
  state,
  amountUsd,
  filledUsd,
  createdAt,
  updatedAt,
  txHash,
  network,
}: SimulatedPayment): object {
  return {
    ...{ projectName: 'Project One', referenceId: reference, paymentStatus: state, currency: 'USDC', createdBy: 'api' },
    ...{ amountInUSD: Number(amountUsd), filledAmountInUSD: filledUsd === null ? undefined : Number(filledUsd) },
    ...{ createdAt: createdAt?.toISOString(), updatedAt: (updatedAt ?? createdAt)?.toISOString(), txHash, network },
  };
}

/** As PayRam answers it: other names than in its webhooks. */
function viewOf({ reference, invoiceId, customerId, amountUsd, state, filledUsd }: SimulatedPayment): object {
  return {
    ...{ invoiceID: invoiceId, customerID: customerId, amountInUSD: amountUsd, filledAmount: filledUsd },
    ...{ filledAmountInUSD: filledUsd, paymentState: state, referenceID: reference, currencySymbol: null },
  };
}
