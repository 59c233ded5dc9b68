import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, buildConnector, request } from 'undici';
import { isRefusedAddress, literalAddress } from '../../kernel/network-address.js';
import { Config } from '../../platform/config/config.js';

export type ProviderCall = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};
/** `away`: no answer that means anything came; `sent` says whether the provider may have acted all the same. */
export type ProviderReply =
  | { readonly is: 'answer'; readonly status: number; readonly text: string; readonly retryAfter: string | undefined }
  | { readonly is: 'away'; readonly sent: boolean };

const TIMEOUT_MS = 10_000;
const CONNECT_MS = 5_000;
const LIMIT = 262_144;
/** Failures before a byte of the request left. */
const NOT_SENT = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|ERR_TLS|CERT_|ADDRESS_REFUSED)/;

/** Calls providers' APIs: no redirect, no address that is not checked, no endless answer. Never throws. */
@Injectable()
export class ProviderHttp implements OnApplicationShutdown {
  readonly #agent: Agent;

  constructor(private readonly config: Config) {
    const connect = buildConnector({ timeout: CONNECT_MS, lookup: this.#lookup });
    this.#agent = new Agent({
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      connect: (options, callback) => {
        const literal = literalAddress(options.hostname);
        if (literal !== null && this.#isRefused(literal)) callback(refused(), null);
        else connect({ ...options, hostname: literal ?? options.hostname }, callback);
      },
    });
  }

  async call({ method, url, headers, body }: ProviderCall): Promise<ProviderReply> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const options = { method, headers: { ...headers }, signal, dispatcher: this.#agent };
      const answer = await request(url, body === undefined ? options : { ...options, body });
      const text = await textOf(answer.body);
      const retryAfter = answer.headers['retry-after'];
      return {
        is: 'answer',
        status: answer.statusCode,
        text,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      };
    } catch (error) {
      return { is: 'away', sent: !NOT_SENT.test(String((error as { code?: unknown }).code)) };
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#agent.destroy();
  }

  /** A name is resolved once, and exactly the addresses that were checked are dialled. */
  readonly #lookup: LookupFunction = (name, _, callback) => {
    lookup(name, { all: true }).then(
      (addresses) => {
        const isOpen = addresses.every(({ address }) => !this.#isRefused(address));
        if (isOpen) callback(null, addresses);
        else callback(refused(), []);
      },
      (error: Error) => callback(error, []),
    );
  };

  #isRefused(address: string): boolean {
    return isRefusedAddress(address, this.config.allowedPrivate);
  }
}

function refused(): Error {
  return Object.assign(new Error('This address is never called'), { code: 'ADDRESS_REFUSED' });
}

/** @throws Error beyond the limit */
async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LIMIT) throw new Error('The answer is longer than any that means something');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
