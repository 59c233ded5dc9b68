import { randomUUID } from 'node:crypto';
import { signHex } from '../kernel/hmac.js';
import { type ApiCall, type ApiReply, postWebhook, SimulatorServer, type WebhookAnswer } from './simulator-server.js';

const MESSAGES: Readonly<Record<string, string>> = {
  created: 'Invoice created',
  pending: "User started payment process, but hasn't paid yet",
  processing: 'The client has made a payment, transaction confirmation is pending',
  done: 'Invoice paid',
  wrong: 'The payment amount is lower than the amount stated on the invoice',
  refunded: 'Invoice refunded',
  closed: 'Invoice closed',
};

type Credentials = { readonly publicToken: string; readonly secretKey: string };

/** PaidLys as far as a gateway sees it: makes invoices under ids of its own, and sends signed webhooks once. */
export class PaidlysSimulator {
  readonly server = new SimulatorServer((call) => this.#answer(call));
  /** Bodies that invoices were made with, by id. */
  readonly invoices = new Map<string, string>();

  constructor(private readonly credentials: Credentials) {}

  start(): Promise<string> {
    return this.server.start();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Sends a body as PaidLys does: it signs what `JSON.stringify` writes. */
  send(url: string, payload: object): Promise<WebhookAnswer> {
    const body = JSON.stringify(payload);
    return postWebhook(url, body, { signature: signHex('sha512', this.credentials.secretKey, Buffer.from(body)) });
  }

  tellInvoice(url: string, invoiceId: string, status: string): Promise<WebhookAnswer> {
    return this.send(url, { invoiceId, status, message: MESSAGES[status] ?? status });
  }

  #answer({ method, path, headers, body }: ApiCall): ApiReply {
    if (headers.authorization !== `Bearer ${this.credentials.publicToken}`)
      return { status: 401, json: { message: 'Unauthorized' } };
    if (method !== 'POST' || path !== '/api/invoices/v1/regular')
      return { status: 404, json: { message: 'Not found' } };
    const { invoiceCurrency, items } = JSON.parse(body) as { invoiceCurrency: string; items: object[] };
    const id = randomUUID();
    this.invoices.set(id, body);
    const content = { items, invoiceCurrency, paymentCurrency: null, isMerchantPaysFee: false };
    const made = {
      id,
      status: 'created',
      createdAt: new Date(0).toISOString(),
      type: 'regular',
      invoiceContent: content,
    };
    return { status: 201, json: { ...made, redirectURL: null } };
  }
}
