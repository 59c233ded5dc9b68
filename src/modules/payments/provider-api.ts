import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { parseRetryAfter } from '../../kernel/retry-schedule.js';
import type { ProviderAnswer } from './confirm.domain.js';
import type { ProviderAccount } from './provider-accounts.service.js';
import { type CreatedPayment, paidlysCreated, payramAnswer, payramCreated } from './provider-answers.domain.js';
import { type ProviderCall, ProviderHttp, type ProviderReply } from './provider-http.js';
import { type Order, paidlysOrder, payramOrder } from './provider-orders.domain.js';
import type { ListedPage } from './reconciliation/listed-item.domain.js';
import { type PayramSearch, payramPage, payramSearch } from './reconciliation/payram-list.domain.js';

/** `silent`: nothing that changes anything. */
export type Status =
  | { readonly is: 'told'; readonly answer: ProviderAnswer }
  /** `httpStatus` is null when there was no answer at all. */
  | { readonly is: 'silent'; readonly httpStatus: number | null; readonly retryAfterSeconds: number | null };
/** `unknown`: it may have been made, and the answer was lost. */
export type Creation =
  | ({ readonly is: 'created' } & CreatedPayment)
  | { readonly is: 'refused'; readonly status: number }
  | { readonly is: 'unknown' }
  | { readonly is: 'away'; readonly status?: number };

/** Only the first may be over in a moment. */
export type ListRefusal = 'provider_unavailable' | 'list_unreadable' | `provider_answers_${number}`;

/** A page of payments with everything that PayRam tells of each. */
const LONGEST_LIST = 4_194_304;
const PAIDLYS_API = 'https://my.paidlys.com';
const PAIDLYS_PAGES = 'https://pay.my.paidlys.com';

/** The calls that the gateway makes at PayRam and PaidLys. */
@Injectable()
export class ProviderApi {
  constructor(
    private readonly clock: Clock,
    private readonly http: ProviderHttp,
  ) {}

  /** How PayRam says that a payment stands. */
  async status(account: ProviderAccount, reference: string): Promise<Status> {
    const url = `${trimmed(account.baseUrl)}/api/v1/payment/reference/${encodeURIComponent(reference)}`;
    const reply = await this.http.call({ method: 'GET', url, headers: { 'api-key': newestKey(account) } });
    const answer = reply.is === 'answer' && reply.status === 200 ? payramAnswer(reply.text, reference) : null;
    if (answer) return { is: 'told', answer };
    const retryAfter = reply.is === 'answer' ? reply.retryAfter : undefined;
    const retryAfterSeconds = parseRetryAfter(retryAfter, this.clock.now());
    return { is: 'silent', httpStatus: reply.is === 'answer' ? reply.status : null, retryAfterSeconds };
  }

  /** A page of PayRam's list of payments, or why there is none. */
  async list(account: ProviderAccount, search: PayramSearch): Promise<ListedPage | ListRefusal> {
    const url = `${trimmed(account.baseUrl)}/api/v1/payment/search`;
    const headers = { 'api-key': newestKey(account), 'content-type': 'application/json' };
    const reply = await this.http.call({
      method: 'POST',
      url,
      headers,
      body: payramSearch(search),
      longest: LONGEST_LIST,
    });
    if (reply.is === 'away' || reply.status === 429 || reply.status >= 500) return 'provider_unavailable';
    if (reply.status !== 200) return `provider_answers_${reply.status}`;
    return payramPage(reply.text) ?? 'list_unreadable';
  }

  async create(account: ProviderAccount, order: Order): Promise<Creation> {
    if (account.provider === 'payram') {
      const reply = await this.http.call(payramCall(account, order));
      return creationOf(reply, payramCreated);
    }
    const pages = account.baseUrl === null ? PAIDLYS_PAGES : `${trimmed(account.baseUrl)}/pay`;
    const reply = await this.http.call(paidlysCall(account, order));
    return creationOf(reply, (text) => paidlysCreated(text, pages));
  }
}

function payramCall(account: ProviderAccount, order: Order): ProviderCall {
  const headers = { 'api-key': newestKey(account), 'content-type': 'application/json' };
  return { method: 'POST', url: `${trimmed(account.baseUrl)}/api/v1/payment`, headers, body: payramOrder(order) };
}

function paidlysCall({ baseUrl, apiToken }: ProviderAccount, order: Order): ProviderCall {
  const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
  const url = `${trimmed(baseUrl ?? PAIDLYS_API)}/api/invoices/v1/regular`;
  return { method: 'POST', url, headers, body: paidlysOrder(order) };
}

/** Nothing was made, and a later call may make it: a key that PayRam does not know yet, too early, too many calls. */
const LATER = new Set([401, 403, 407, 425, 429]);
const TIMED_OUT = 408;

/** Only a 4xx says that nothing was made, and none that asks for another try refuses anything. */
function creationOf(reply: ProviderReply, read: (text: string) => CreatedPayment | null): Creation {
  if (reply.is === 'away') return { is: reply.sent ? 'unknown' : 'away' };
  const { status, text } = reply;
  if (LATER.has(status)) return { is: 'away', status };
  if (status >= 400 && status < 500 && status !== TIMED_OUT) return { is: 'refused', status };
  const created = status < 300 ? read(text) : null;
  return created ? { is: 'created', ...created } : { is: 'unknown' };
}

/** The newest key is the one that PayRam signs with, too. */
function newestKey({ keys }: ProviderAccount): string {
  return keys[0]?.secret ?? '';
}

function trimmed(url: string | null): string {
  return (url ?? '').replace(/\/+$/, '');
}
