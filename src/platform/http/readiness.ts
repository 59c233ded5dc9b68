import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Queues } from '../queue/queues.js';

const PATIENCE_MS = 1_000;

/** What this process lacks to do its work. */
@Injectable()
export class Readiness {
  #stopping = false;

  constructor(
    private readonly source: DataSource,
    private readonly queues: Queues,
  ) {}

  /** From now on no new traffic is wanted. */
  stop(): void {
    this.#stopping = true;
  }

  /** Names of what is missing. A queue that is away delays work but loses none, so traffic is still welcome without it. */
  async missing(): Promise<string[]> {
    if (this.#stopping) return ['stopping'];
    return (await this.#answers(this.source.query('select 1'))) ? [] : ['database'];
  }

  /** Whether the queue answers, for the metrics and the operator. */
  queueAnswers(): Promise<boolean> {
    return this.#answers(this.queues.waiting('maintenance'));
  }

  async #answers(work: Promise<unknown>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE_MS);
    });
    const answered = work.then(
      () => true,
      () => false,
    );
    const answer = await Promise.race([answered, late]);
    clearTimeout(timer);
    return answer;
  }
}
