import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Logger, type Type } from '@nestjs/common';
import { type Job, UnrecoverableError } from 'bullmq';
import { cutError } from '../logging/cut-error.js';
import { Seldom } from '../logging/seldom.js';
import { JobHandlers } from './job-handlers.js';
import { LANES, type Lane } from './lanes.js';

/** Three times the longest default endpoint deadline: a lock shorter than the work runs jobs twice. */
const LOCK_MS = 90_000;
/** Between two tries to reach a server that is away; BullMQ's own 15 s would be 15 s of silence after it is back. */
const RETRY_MS = 1_000;

/** Takes the jobs of one lane and hands their ids to the handler they name. */
export abstract class LaneProcessor extends WorkerHost {
  abstract readonly lane: Lane;
  readonly #logger = new Logger('worker');
  readonly #seldom = new Seldom(10);
  #running: Promise<void> | undefined;

  constructor(private readonly handlers: JobHandlers) {
    super();
  }

  async process(job: Job<unknown>): Promise<void> {
    try {
      await this.#work(job);
    } catch (error) {
      this.#logger.error({ event: 'job.failed', lane: this.lane, job: job.name, err: cutError(error) });
      throw error;
    }
  }

  async #work({ name, data }: Job<unknown>): Promise<void> {
    const handler = this.handlers.find(name);
    const ids = idsOf(data);
    if (!handler || !ids) throw new UnrecoverableError(`No handler understands a job called ${name}`);
    await handler(ids);
  }

  /**
   * Works from now on, or from when the queue's server is there if it `mayComeLater`.
   * @throws whatever the server answers, when it had to be there: the boot must then fail
   */
  async start(concurrency: number, mayComeLater: boolean): Promise<void> {
    this.worker.concurrency = concurrency;
    const ready = this.worker.waitUntilReady();
    this.#running = ready.then(() => this.worker.run()).catch((error: Error) => this.onError(error));
    if (!mayComeLater) await ready;
  }

  /** Takes no new job and waits for those under way, `graceMs` at most: closing can hang when Redis goes away. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#running) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.worker.close().catch((error: Error) => this.onError(error)), late]);
    clearTimeout(timer);
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    if (this.#seldom.now()) this.#logger.warn({ event: 'worker.disturbed', lane: this.lane, err: cutError(error) });
  }
}

function idsOf(data: unknown): string[] | null {
  const ids = typeof data === 'object' && data !== null && 'ids' in data ? data.ids : null;
  return Array.isArray(ids) && ids.every((id) => typeof id === 'string') ? ids : null;
}

function processorOf(lane: Lane): Type<LaneProcessor> {
  @Processor({ name: lane }, { autorun: false, lockDuration: LOCK_MS, maxStalledCount: 3, runRetryDelay: RETRY_MS })
  @Injectable()
  class ProcessorOfLane extends LaneProcessor {
    readonly lane = lane;

    constructor(handlers: JobHandlers) {
      super(handlers);
    }
  }
  return ProcessorOfLane;
}

/** One processor a lane. */
export const LANE_PROCESSORS: readonly Type<LaneProcessor>[] = LANES.map(processorOf);
