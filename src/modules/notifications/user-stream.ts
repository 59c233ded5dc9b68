import type { Writable } from 'node:stream';
import { eventFrame, PING, retryFrame } from './server-sent-events.domain.js';
import { type FeedPage, stepFrom } from './user-feed.domain.js';

/** The connection, as far as a stream needs it: an HTTP response. */
export type Sink = Pick<Writable, 'write' | 'end' | 'destroy' | 'on' | 'destroyed' | 'writableNeedDrain'>;

export type StreamSettings = {
  readonly sink: Sink;
  /** The number of the last event that the app has. */
  readonly after: number;
  /** When the token ends with which the app was let in. */
  readonly until: Date;
  /** The events behind a number; rejects while they cannot be read. */
  readonly read: (after: number) => Promise<FeedPage>;
};

const RETRY_MS = 2_000;
/** Turns in a row without any progress after which a reader is given up: with a turn every 15 s, 45 to 60 s. */
const STALLED_TURNS = 4;

/**
 * One app on the other end of a connection. Writes one event at a time and only what the connection takes, so a slow
 * reader costs one page of events beyond the connection's own buffer. Ends when the app leaves, reads nothing, or is
 * told to.
 */
export class UserStream {
  #after: number;
  #ended: boolean;
  /** Whether there may be something to read. */
  #behind = true;
  #stalledTurns = 0;
  #stir: (() => void) | undefined;

  constructor(private readonly settings: StreamSettings) {
    const { sink, after } = settings;
    this.#after = after;
    this.#ended = sink.destroyed;
    sink.on('drain', () => {
      this.#stalledTurns = 0;
      this.#stir?.();
    });
    sink.on('error', () => undefined);
    sink.on('close', () => this.#stop());
  }

  /** Sends what the app has not seen, and then what happens, until the end of the stream. */
  async run(): Promise<void> {
    this.#write(retryFrame(RETRY_MS));
    while (!this.#ended) {
      await this.#send();
      await this.#until(() => this.#behind);
    }
  }

  /** Says that there may be something to read, if the newest event is not one that was sent. */
  wake(newest = Number.POSITIVE_INFINITY): void {
    if (newest === this.#after) return;
    this.#behind = true;
    this.#stir?.();
  }

  /** To be called every 15 s: a sign of life, or the end of a stream whose reader or token is gone. */
  turn(now: Date): void {
    if (now >= this.settings.until) this.end();
    else if (this.settings.sink.writableNeedDrain) this.#stall();
    else this.#write(PING);
  }

  /** Ends the stream; the app comes back by itself, after `retryMs` if given. */
  end(retryMs?: number): void {
    if (this.#ended) return;
    if (retryMs !== undefined) this.#write(retryFrame(retryMs));
    this.#stop();
    // A reader that takes nothing would never take the end.
    if (this.settings.sink.writableNeedDrain) this.settings.sink.destroy();
    else this.settings.sink.end();
  }

  /** What cannot be read now is read at the next wake: the app would not come back from an error. */
  async #send(): Promise<void> {
    this.#behind = false;
    const page = await this.settings.read(this.#after).catch(() => null);
    if (!page || this.#ended) return;
    const { reset, events, after } = stepFrom(this.#after, page);
    if (reset) await this.#sendOne({ seq: after, type: 'stream.reset', data: {} });
    for (const event of events) await this.#sendOne(event);
    this.#behind ||= this.#after < page.lastSeq;
  }

  async #sendOne(event: { seq: number; type: string; data: object }): Promise<void> {
    await this.#until(() => !this.settings.sink.writableNeedDrain);
    this.#write(eventFrame(event));
    this.#after = event.seq;
  }

  #write(text: string): void {
    if (!this.#ended) this.settings.sink.write(text);
  }

  #stall(): void {
    this.#stalledTurns += 1;
    if (this.#stalledTurns === STALLED_TURNS) this.settings.sink.destroy();
  }

  #stop(): void {
    this.#ended = true;
    this.#stir?.();
  }

  async #until(fact: () => boolean): Promise<void> {
    while (!this.#ended && !fact()) {
      await new Promise<void>((resolve) => {
        this.#stir = resolve;
      });
    }
  }
}
