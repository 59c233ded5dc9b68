import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { Gateway } from './app.js';
import { type Answer, asAdmin, type Reachable } from './http.js';

/** The key that the tests' accounts have first. */
export const KEY = 'project-key-1';

export type Provider = 'payram' | 'paidlys';
export type Sent = {
  readonly account?: string;
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly key?: string;
};

let serial = 0;

/** An account at a provider; answers its name. */
export async function anAccount(gateway: Reachable, provider: Provider, settings: object = {}): Promise<string> {
  serial += 1;
  const account = `account-${serial}`;
  const json = { provider, account, name: `Account ${serial}`, secret: KEY, ...settings };
  const made = await asAdmin(gateway, '/api/admin/provider-accounts', { json });
  if (made.status !== 201) throw new Error(`The account was not made: ${JSON.stringify(made.body)}`);
  return account;
}

/** A sample of a provider's public pages, as its bytes. */
export function sample(provider: Provider, name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${provider}/${name}.json`, import.meta.url));
}

/** The headers of a call that is signed as the provider does. */
export function signed(provider: Provider, body: string | Buffer, key = KEY): Record<string, string> {
  if (provider === 'paidlys') return { signature: createHmac('sha512', key).update(body).digest('hex') };
  return { 'x-payram-signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` };
}

/** Sends these exact bytes; a GET, too, may have a body. */
export function send(
  gateway: Pick<Gateway, 'baseUrl'>,
  provider: Provider | 'case-events',
  account: string,
  body: string | Buffer,
  { method = 'POST', headers = {} }: Pick<Sent, 'method' | 'headers'> = {},
): Promise<Answer> {
  const url = new URL(`${gateway.baseUrl}/api/webhooks/${provider}/${account}`);
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const all = { 'content-type': 'application/json', 'content-length': length, ...headers };
    const request = httpRequest(url, { method, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const own = new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        resolve({ status: response.statusCode ?? 0, headers: own, body: text === '' ? {} : JSON.parse(text) });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends a body as the provider does: signed, over its bytes. */
export function tell(
  gateway: Gateway,
  provider: Provider,
  account: string,
  body: object | string | Buffer,
): Promise<Answer> {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return send(gateway, provider, account, bytes, { headers: signed(provider, bytes) });
}

export type PaymentRecord = {
  readonly id: string;
  readonly kind: string;
  readonly status: string | null;
  readonly exceptions: string[];
  readonly held: string[];
  readonly filled: string | null;
  readonly credited: string;
  readonly state: {
    readonly reported: string | null;
    readonly facts: Record<string, unknown>;
    readonly frozen: boolean;
  };
};

/** The one payment with this reference. */
export async function paymentBy({ source }: Gateway, reference: string): Promise<PaymentRecord> {
  const rows = await source.query<PaymentRecord[]>('select * from payment where reference = $1', [reference]);
  if (rows.length !== 1 || !rows[0]) throw new Error(`There are ${rows.length} payments of the reference ${reference}`);
  return rows[0];
}

/** What was recorded of it, oldest first. */
export async function outcomesOf({ source }: Gateway, reference: string): Promise<string[]> {
  const rows = await source.query<{ outcome: string }[]>(
    'select e.outcome from payment_event e join payment p on p.id = e.payment_id where p.reference = $1 order by e.id',
    [reference],
  );
  return rows.map(({ outcome }) => outcome);
}

/** Whether the provider was asked about this payment and told nothing that can be believed. */
export function wasSilentAbout(gateway: Pick<Gateway, 'log'>, id: string): boolean {
  return gateway
    .log()
    .split('\n')
    .some((line) => line.includes('payments.provider_silent') && line.includes(id));
}
