import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { readBody } from './read-body.js';

const MEBIBYTE = 1_048_576;
/** Bodies up to this size need no room: connections bound them. */
const SMALL = MEBIBYTE;
/** Bytes of large bodies in memory at once: five of the largest. */
const TOTAL = 128 * MEBIBYTE;
/** Of that, what one address may take: nobody is known before his body is read. */
const AN_ADDRESS = 64 * MEBIBYTE;
/** Bodies that wait for room. Each holds a connection and no memory. */
const WAITING = 200;
const PATIENCE_MS = 20_000;

type Waiting = { readonly address: string; readonly bytes: number; readonly start: () => void };

/**
 * Reads bodies, large ones only when there is room for them: before a signature can be checked, its body has to be in
 * memory, and anybody may send one. Whoever waits is not read from, so his bytes stay where they are.
 */
@Injectable()
export class BodyBudget {
  #taken = 0;
  readonly #byAddress = new Map<string, number>();
  #waiting: Waiting[] = [];

  /**
   * The exact bytes of a body; their room is given back when the response is closed.
   * @throws DomainError `unavailable` when no room comes free in 20 s; what `readBody` refuses
   */
  async read(request: IncomingMessage, response: ServerResponse, limit: number, address: string): Promise<Buffer> {
    const declared = declaredBytes(request, limit);
    if (declared <= SMALL || declared > limit) return readBody(request, limit);
    await this.#room(request, { address, bytes: declared });
    let held = declared;
    response.once('close', () => this.#giveBack(address, held));
    const body = await readBody(request, limit);
    this.#giveBack(address, held - body.length);
    held = body.length;
    return body;
  }

  /** In the order of arrival, except that nobody waits for an address that has all it may have. */
  #room(request: IncomingMessage, { address, bytes }: { address: string; bytes: number }): Promise<void> {
    if (this.#fits(address, bytes)) {
      this.#take(address, bytes);
      return Promise.resolve();
    }
    if (this.#waiting.length >= WAITING) return Promise.reject(full());
    return new Promise((resolve, reject) => {
      const leave = (error: Error) => {
        this.#waiting = this.#waiting.filter((other) => other !== one);
        end();
        reject(error);
      };
      const gone = () => leave(full());
      const timer = setTimeout(() => leave(full()), PATIENCE_MS);
      const end = () => {
        clearTimeout(timer);
        request.off('close', gone);
      };
      const start = () => {
        end();
        resolve();
      };
      const one: Waiting = { address, bytes, start };
      request.once('close', gone);
      this.#waiting.push(one);
    });
  }

  #fits(address: string, bytes: number): boolean {
    return this.#taken + bytes <= TOTAL && (this.#byAddress.get(address) ?? 0) + bytes <= AN_ADDRESS;
  }

  #take(address: string, bytes: number): void {
    this.#taken += bytes;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + bytes);
  }

  #giveBack(address: string, bytes: number): void {
    this.#taken -= bytes;
    const left = (this.#byAddress.get(address) ?? 0) - bytes;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
    this.#letIn();
  }

  #letIn(): void {
    const next = this.#waiting.find(({ address, bytes }) => this.#fits(address, bytes));
    if (!next) return;
    this.#waiting = this.#waiting.filter((one) => one !== next);
    this.#take(next.address, next.bytes);
    next.start();
    this.#letIn();
  }
}

/** A body without a length may be as long as any. */
function declaredBytes({ headers }: IncomingMessage, limit: number): number {
  const length = headers['content-length'];
  if (length !== undefined) return Number(length);
  return headers['transfer-encoding'] === undefined ? 0 : limit;
}

function full(): DomainError {
  const sentence = 'Too many large bodies are under way. Please send it again in a moment.';
  return new DomainError('unavailable', 'unavailable', sentence, { retryAfterSeconds: 5 });
}
