import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { UserFeedService } from './user-feed.service.js';
import { type Sink, UserStream } from './user-stream.js';
import type { User } from './user-tokens.service.js';

const TURN_MS = 15_000;
const STREAMS_A_USER = 5;
const STREAMS_AT_MOST = 5_000;
/** The app whose stream made room for a newer one shall not push that one out again at once. */
const DISPLACED_RETRY_MS = 60_000;

/**
 * The open streams of this process. Another process's events arrive by NOTIFY; since that is a hint only, every turn
 * also asks the database, once for all users, who is behind.
 */
@Injectable()
export class UserStreamsService implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('user-streams');
  readonly #streams = new Map<string, UserStream[]>();
  #open = 0;
  #timer: NodeJS.Timeout | undefined;
  #hearing: Promise<void> | undefined;
  #closing = false;

  constructor(
    private readonly clock: Clock,
    private readonly feed: UserFeedService,
  ) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => void this.#turn(), TURN_MS);
  }

  /** Streams end before the server closes: they would keep it waiting. */
  onModuleDestroy(): void {
    this.#closing = true;
    clearInterval(this.#timer);
    for (const stream of this.#all()) stream.end();
  }

  /**
   * Sends the user's events to `sink` from now on: those behind `lastEventId`, or the coming ones. A user's sixth stream
   * ends the oldest.
   * @throws DomainError `streams_full`; `unavailable` when the database is away
   */
  async open({ id: userId, until }: User, lastEventId: number | null, sink: Sink): Promise<void> {
    await this.#listen();
    const after = lastEventId ?? (await this.feed.page({ userId, after: null })).lastSeq;
    if (this.#closing || this.#open >= STREAMS_AT_MOST) throw streamsFull();
    const read = (seen: number) => this.feed.page({ userId, after: seen });
    const stream = new UserStream({ sink, after, until, read });
    const streams = [...(this.#streams.get(userId) ?? []), stream];
    this.#streams.set(userId, streams);
    this.#open += 1;
    for (const displaced of streams.slice(0, -STREAMS_A_USER)) displaced.end(DISPLACED_RETRY_MS);
    void stream.run().finally(() => this.#close(userId, stream));
  }

  #close(userId: string, stream: UserStream): void {
    this.#open -= 1;
    const left = (this.#streams.get(userId) ?? []).filter((other) => other !== stream);
    if (left.length > 0) this.#streams.set(userId, left);
    else this.#streams.delete(userId);
  }

  /** From the first stream on, as long as the process lives. */
  async #listen(): Promise<void> {
    this.#hearing ??= this.feed.hear(this.#heard);
    try {
      await this.#hearing;
    } catch (error) {
      this.#hearing = undefined;
      throw error;
    }
  }

  /** Null: the connection was away for a while. */
  readonly #heard = (userId: string | null): void => {
    if (userId === null) void this.#wakeThoseBehind();
    else for (const stream of this.#streams.get(userId) ?? []) stream.wake();
  };

  async #turn(): Promise<void> {
    const now = this.clock.now();
    for (const stream of this.#all()) stream.turn(now);
    await this.#wakeThoseBehind();
  }

  async #wakeThoseBehind(): Promise<void> {
    if (this.#open === 0) return;
    try {
      const newest = await this.feed.newest([...this.#streams.keys()]);
      for (const [userId, streams] of this.#streams) for (const stream of streams) stream.wake(newest.get(userId) ?? 0);
    } catch (error) {
      this.#logger.warn({ event: 'user_streams.not_looked', err: cutError(error) });
    }
  }

  #all(): UserStream[] {
    return [...this.#streams.values()].flat();
  }
}

function streamsFull(): DomainError {
  const sentence = 'This process can serve no more streams just now. Please connect again.';
  return new DomainError('unavailable', 'streams_full', sentence, { retryAfterSeconds: 5 });
}
