import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { AuditService } from '../../../platform/audit/audit.service.js';
import { databaseIsAway } from '../../../platform/database/database-away.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { cutError } from '../../../platform/logging/cut-error.js';
import { OutboxService } from '../../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../../platform/queue/job-handlers.js';
import { ReplayStepsService } from './replay-steps.service.js';
import { type ReplayRun, ReplaysRepository } from './replays.repository.js';

/** A job works on a run for so long, then leaves the lane to others. */
const SLICE_MS = 5_000;

/**
 * Works replays off in their own lane, a step at a time. A step commits with where it leads, so a run that breaks off goes
 * on where it was, and two processes at one run do nothing twice.
 */
@Injectable()
export class ReplayRunnerService implements OnModuleInit {
  readonly #logger = new Logger('replays');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly audit: AuditService,
    private readonly steps: ReplayStepsService,
    private readonly replays: ReplaysRepository,
  ) {}

  onModuleInit(): void {
    this.handlers.register('inbound-status.replay', (ids) =>
      this.outbox.handleRepeatably(ids, async (events) => {
        for (const { data } of events) await this.advance((data as { runId: string }).runId);
      }),
    );
  }

  /** Works on a run, half of the time, and asks for another turn when more is left. */
  async advance(runId: string): Promise<void> {
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      const started = performance.now();
      const run = await this.transaction.run((tx) => this.replays.find(tx, runId));
      if (!run || run.finishedAt !== null) return;
      if (await this.#step(run)) return;
      await delay(performance.now() - started);
    }
    await this.transaction.run((tx) => this.outbox.append(tx, [{ topic: 'replay.requested', data: { runId } }]));
  }

  /** Whether that was the last one. */
  async #step(run: ReplayRun): Promise<boolean> {
    try {
      const more = run.state === 'reading' ? await this.steps.read(run) : await this.steps.apply(run);
      return !more && (await this.#next(run));
    } catch (error) {
      if (databaseIsAway(error)) throw error;
      const { type, message } = cutError(error);
      this.#logger.error({ event: 'replay.failed', runId: run.id, err: cutError(error) });
      await this.#finish(run, 'failed', `${type}: ${message}`);
      return true;
    }
  }

  /** What was read is applied, if that was asked for. */
  async #next(run: ReplayRun): Promise<boolean> {
    if (run.state === 'reading' && !run.dryRun) {
      await this.transaction.run((tx) => this.replays.move(tx, run.id, 'reading', { state: 'applying' }));
      return false;
    }
    await this.#finish(run, 'done', null);
    return true;
  }

  #finish(run: ReplayRun, state: 'done' | 'failed', error: string | null): Promise<void> {
    return this.transaction.run(async (tx) => {
      const end = { state, error, finishedAt: this.clock.now() };
      if (!(await this.replays.move(tx, run.id, run.state, end))) return;
      const totals = await this.replays.totals(tx, run.id);
      const details = { state, dryRun: run.dryRun, checked: run.checked, counts: run.counts, ...totals };
      const deed = { action: 'replay.finished', subject: { type: 'replay', id: run.id }, details };
      await this.audit.record(tx, { kind: 'system', id: null, name: 'gateway' }, deed);
    });
  }
}
