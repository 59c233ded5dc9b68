import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, Pool, request } from 'undici';
import { Dialler, DialRefused } from '../../platform/outbound/dialler.js';

export type ProviderCall = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes of an answer at most; absent: enough for one payment. */
  readonly longest?: number;
};
/** `away`: no answer that means anything came; `sent` says whether the provider may have acted all the same. */
export type ProviderReply =
  | { readonly is: 'answer'; readonly status: number; readonly text: string; readonly retryAfter: string | undefined }
  | { readonly is: 'away'; readonly sent: boolean };

const TIMEOUT_MS = 10_000;
const LONGEST = 262_144;
/** Failures before a byte of the request left. */
const NOT_SENT =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|ERR_TLS|CERT_)/;

/** Calls providers' APIs: no redirect, no address that is not checked, no endless answer. Never throws. */
@Injectable()
export class ProviderHttp implements OnApplicationShutdown {
  readonly #agent: Agent;

  constructor(dialler: Dialler) {
    this.#agent = new Agent({
      factory: (origin, options) => {
        const connect = dialler.connectorTo(new URL(String(origin)), () => undefined);
        return new Pool(origin, { ...(options as Pool.Options), connect });
      },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
  }

  async call({ method, url, headers, body, longest = LONGEST }: ProviderCall): Promise<ProviderReply> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const options = { method, headers: { ...headers }, signal, dispatcher: this.#agent };
      const answer = await request(url, body === undefined ? options : { ...options, body });
      const text = await textOf(answer.body, longest);
      const retryAfter = answer.headers['retry-after'];
      return {
        is: 'answer',
        status: answer.statusCode,
        text,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      };
    } catch (error) {
      return { is: 'away', sent: !isUnsent(error) };
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#agent.destroy();
  }
}

function isUnsent(error: unknown): boolean {
  return error instanceof DialRefused || NOT_SENT.test(String((error as { code?: unknown }).code));
}

/** @throws Error beyond the limit */
async function textOf(body: AsyncIterable<Buffer>, longest: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > longest) throw new Error('The answer is longer than any that means something');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
