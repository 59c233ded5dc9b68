import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { DialRefused } from '../../platform/outbound/dialler.js';
import type { FailureReason } from './judge.domain.js';

/** What is read of an answer at most; its verdict needs no more than the status line. */
const BODY_LIMIT = 64 * 1_024;
const HEADERS_LIMIT = 64;
const HEADER_LENGTH = 8 * 1_024;

export type Answer =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** The first 64 KiB. */
      readonly body: Buffer;
    }
  | { readonly kind: 'failure'; readonly reason: FailureReason; readonly sent: boolean }
  | { readonly kind: 'lost'; readonly sent: boolean };

/** Milliseconds since the start; null for what was not reached. `connect` is close to 0 on a connection that is kept. */
export type Phases = { readonly connect: number | null; readonly firstByte: number | null; readonly total: number };
export type Exchange = { readonly answer: Answer; readonly phases: Phases };

const REASONS: readonly [RegExp, FailureReason][] = [
  [/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/, 'dns_failed'],
  [/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/, 'tls_failed'],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)/, 'timeout'],
  [/^(HPE_|HTTPParserError|UND_ERR_HEADERS_OVERFLOW)/, 'bad_response'],
  [/^(UND_ERR_INVALID_ARG|ERR_INVALID_)/, 'request_invalid'],
];

/** One request and what comes back. It ends once: by the answer, a failure, the deadline or a stop, whichever is first. */
export class WebhookExchange implements Dispatcher.DispatchHandler {
  readonly ended: Promise<Exchange>;
  readonly #resolve: (exchange: Exchange) => void;
  readonly #startedAt = performance.now();
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #isOver = false;
  #controller: Dispatcher.DispatchController | undefined;
  #head: { status: number; headers: Record<string, string> } | undefined;
  #connect: number | null = null;
  #firstByte: number | null = null;

  constructor() {
    let resolve: (exchange: Exchange) => void = () => undefined;
    this.ended = new Promise((settle) => {
      resolve = settle;
    });
    this.#resolve = resolve;
  }

  /** Called right before the request is written: from here on bytes may have left. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) {
      controller.abort(new Error('This request was given up before it was sent'));
      return;
    }
    this.#controller = controller;
    this.#connect = this.#elapsed();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#firstByte = this.#elapsed();
    this.#head = { status, headers: recordable(headers) };
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > BODY_LIMIT) this.#end(this.#response());
  }

  onResponseEnd(): void {
    this.#end(this.#response());
  }

  onResponseError(_: unknown, error: unknown): void {
    const reason = reasonOf(error, this.#controller !== undefined);
    this.#end(this.#response() ?? { kind: 'failure', reason, sent: this.#controller !== undefined });
  }

  /** An answer whose body did not come to its end in time counts by its status line all the same. */
  timeOut(): void {
    this.#end(this.#response() ?? { kind: 'failure', reason: 'timeout', sent: this.#controller !== undefined });
  }

  /** This process stops. */
  giveUp(): void {
    this.#end(this.#response() ?? { kind: 'lost', sent: this.#controller !== undefined });
  }

  #response(): Answer | null {
    if (!this.#head) return null;
    return { kind: 'response', ...this.#head, body: Buffer.concat(this.#chunks).subarray(0, BODY_LIMIT) };
  }

  #end(answer: Answer | null): void {
    if (this.#isOver || !answer) return;
    this.#isOver = true;
    const phases = { connect: this.#connect, firstByte: this.#firstByte, total: this.#elapsed() };
    this.#resolve({ answer, phases });
    this.#controller?.abort(new Error('The answer was read as far as it counts'));
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}

/** Errors of the client carry URL, headers and body; nothing but the kind of failure is taken from them. */
function reasonOf(error: unknown, isSent: boolean): FailureReason {
  if (error instanceof DialRefused) return 'blocked_address';
  const { code, name } = error as { code?: unknown; name?: unknown };
  const known = REASONS.find(([pattern]) => pattern.test(String(code ?? name)));
  return known?.[1] ?? (isSent ? 'connection_lost' : 'connect_failed');
}

/** What the database takes of an answer's headers. A cookie may be a secret, and nobody needs it. */
function recordable(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name !== 'set-cookie');
  return Object.fromEntries(kept.slice(0, HEADERS_LIMIT).map(([name, value]) => [name, printable(value)]));
}

function printable(value: string | string[] | undefined): string {
  const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, HEADER_LENGTH);
}
