import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'undici';
import { Dialler } from '../../platform/outbound/dialler.js';
import { type Exchange, WebhookExchange } from './webhook-exchange.js';

export type { Answer } from './webhook-exchange.js';

export type WebhookRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Total: name, connection, TLS, request and the whole answer. */
  readonly timeoutMs: number;
};

/** What came of a request, and the address that was dialled last for its origin. */
export type Posted = Exchange & { readonly address: string | null };

type Line = { readonly pool: Pool; inUse: number; address: string | null };

/** Origins whose connections are kept; beyond this the one that rested longest goes. */
const LINES_AT_MOST = 500;
const KEEP_ALIVE_MS = 4_000;
const KEEP_ALIVE_AT_MOST_MS = 60_000;
const HEADER_BYTES = 128 * 1_024;

/** Posts to partners: no redirect, no proxy of the environment, no address that is not checked, no endless answer. */
@Injectable()
export class WebhookClient implements OnApplicationShutdown {
  /** By origin, the one used last at the end. */
  readonly #lines = new Map<string, Line>();
  readonly #underWay = new Set<WebhookExchange>();
  #isStopped = false;

  constructor(private readonly dialler: Dialler) {}

  /** Never throws: what fails is an answer too. */
  async post(request: WebhookRequest): Promise<Posted> {
    const url = new URL(request.url);
    const line = this.#lineTo(url);
    const exchange = new WebhookExchange();
    const deadline = setTimeout(() => exchange.timeOut(), request.timeoutMs);
    line.inUse += 1;
    this.#underWay.add(exchange);
    if (this.#isStopped) exchange.giveUp();
    else this.#send(line, url, request, exchange);
    const ended = await exchange.ended;
    this.#underWay.delete(exchange);
    line.inUse -= 1;
    clearTimeout(deadline);
    return { ...ended, address: line.address };
  }

  /** Gives up what is under way, which is then `lost` unless its answer has begun, and sends nothing any more. */
  stop(): void {
    this.#isStopped = true;
    for (const exchange of this.#underWay) exchange.giveUp();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ pool }) => pool.destroy()));
  }

  #send({ pool }: Line, url: URL, { headers, body }: WebhookRequest, exchange: WebhookExchange): void {
    const path = `${url.pathname}${url.search}`;
    try {
      pool.dispatch(
        { path, method: 'POST', headers: { ...headers }, body, headersTimeout: 0, bodyTimeout: 0 },
        exchange,
      );
    } catch (error) {
      exchange.onResponseError(null, error);
    }
  }

  #lineTo({ origin, protocol, port }: URL): Line {
    const line = this.#lines.get(origin) ?? this.#newLine(origin, { protocol, port });
    this.#lines.delete(origin);
    this.#lines.set(origin, line);
    return line;
  }

  #newLine(origin: string, target: { protocol: string; port: string }): Line {
    this.#closeIdle();
    const dialled = (address: string) => {
      line.address = address;
    };
    const line: Line = {
      address: null,
      inUse: 0,
      pool: new Pool(origin, {
        connect: this.dialler.connectorTo(target, dialled),
        keepAliveTimeout: KEEP_ALIVE_MS,
        keepAliveMaxTimeout: KEEP_ALIVE_AT_MOST_MS,
        maxHeaderSize: HEADER_BYTES,
      }),
    };
    return line;
  }

  /** Makes room for one more origin, unless all are in use. */
  #closeIdle(): void {
    if (this.#lines.size < LINES_AT_MOST) return;
    const idle = [...this.#lines].find(([, { inUse }]) => inUse === 0);
    if (!idle) return;
    const [origin, { pool }] = idle;
    this.#lines.delete(origin);
    void pool.destroy();
  }
}
