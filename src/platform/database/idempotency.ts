import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { sha256 } from '../../kernel/sha256.js';
import { Transaction, type Tx } from './transaction.js';

/** One call of our own API that its caller may repeat. `request` is what must be equal for a repeat. */
export type RepeatableCall = { readonly scope: string; readonly key: string; readonly request: unknown };

type Kept<Answer> = { readonly requestHash: string; readonly answer: Answer };

const KEPT_MS = 30 * 86_400_000;

/** Answers a repeated call as the first time, without doing it again. */
@Injectable()
export class Idempotency {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
  ) {}

  /**
   * Does `work` once for a key and keeps its answer, which must survive JSON and hold nothing personal. A second call
   * under the same key waits for the first one's transaction.
   * @throws DomainError `idempotency_key_reused` when the key came with another request before
   */
  async once<Answer>(tx: Tx, { scope, key, request }: RepeatableCall, work: () => Promise<Answer>): Promise<Answer> {
    const requestHash = sha256(JSON.stringify(request)).toString('hex');
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${scope}|${key}`]);
    const [kept] = await tx.query<Kept<Answer>[]>(
      'select request_hash as "requestHash", answer from idempotency_key where scope = $1 and key = $2',
      [scope, key],
    );
    if (kept && kept.requestHash !== requestHash) throw reused();
    if (kept) return kept.answer;
    const answer = await work();
    await tx.query(
      'insert into idempotency_key (scope, key, request_hash, answer, created_at) values ($1, $2, $3, $4, $5)',
      [scope, key, requestHash, JSON.stringify(answer), this.clock.now()],
    );
    return answer;
  }

  /** Forgets answers older than 30 days: a repeat that late is a new request. */
  async prune(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    await this.transaction.run((tx) => tx.query('delete from idempotency_key where created_at < $1', [before]));
  }
}

function reused(): DomainError {
  const sentence = 'This Idempotency-Key came with another body before. Use a new key for a new request.';
  return new DomainError('conflict', 'idempotency_key_reused', sentence);
}
