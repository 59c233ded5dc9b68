import { getQueueToken } from '@nestjs/bullmq';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { cutError } from '../logging/cut-error.js';
import { Seldom } from '../logging/seldom.js';
import type { JobHint, Lane } from './lanes.js';
import { LANES } from './lanes.js';
import { QueueBackend } from './queue-backend.js';

/** A queue that does not answer in this time counts as away; the rows stay and the relay tries again. */
const PATIENCE_MS = 1_000;

/**
 * On PostgreSQL adding in bulk makes and drops two temporary tables: 4.3 ms of its CPU whatever they hold, where a job by
 * itself takes 0.3 ms (bullmq 6.7).
 */
const FEW = 5;

/** The producers' side of every lane. */
@Injectable()
export class Queues implements OnModuleInit {
  readonly #logger = new Logger('queue');
  readonly #seldom = new Seldom(10);

  constructor(
    private readonly modules: ModuleRef,
    private readonly backend: QueueBackend,
  ) {}

  /** A queue without an `error` listener prints the raw error, client included. */
  async onModuleInit(): Promise<void> {
    for (const lane of LANES) this.#queue(lane).on('error', (error) => this.#disturbed(lane, error));
    await this.backend.settled();
  }

  /**
   * Hands hints to a lane. A repeat adds what is missing.
   * @throws Error when the queue does not take them all within a second
   */
  async add(lane: Lane, hints: readonly JobHint[]): Promise<void> {
    const jobs = hints.map(({ handler, ids, jobId, delayMs }) => ({
      name: handler,
      data: { ids },
      opts: {
        jobId,
        attempts: 1,
        removeOnComplete: { age: 3_600, count: 1_000 },
        removeOnFail: { age: 86_400, count: 5_000 },
        ...(delayMs !== undefined && { delay: delayMs }),
      },
    }));
    await this.#ask(lane, (queue) =>
      jobs.length > FEW
        ? queue.addBulk(jobs)
        : Promise.all(jobs.map(({ name, data, opts }) => queue.add(name, data, opts))),
    );
  }

  /** Hints that nobody has taken yet. @throws Error when the queue does not answer within a second */
  waiting(lane: Lane): Promise<number> {
    return this.#ask(lane, (queue) => queue.getJobCountByTypes('waiting', 'prioritized'));
  }

  async #ask<Answer>(lane: Lane, question: (queue: Queue) => Promise<Answer>): Promise<Answer> {
    if (!this.backend.isUp()) throw new Error('The queue is away');
    return inTime(question(this.#queue(lane)));
  }

  #queue(lane: Lane): Queue {
    return this.modules.get<Queue>(getQueueToken(lane), { strict: false });
  }

  #disturbed(lane: Lane, error: Error): void {
    if (this.#seldom.now()) this.#logger.warn({ event: 'queue.disturbed', lane, err: cutError(error) });
  }
}

/** BullMQ waits for ever for a server that does not answer. */
async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The queue does not answer')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
