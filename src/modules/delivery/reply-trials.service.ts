import { Injectable } from '@nestjs/common';
import { Transaction } from '../../platform/database/transaction.js';
import { type Captured, type PartnerReply, RepliesService } from '../adapters/replies.service.js';
import { type Attempt, AttemptsRepository } from './attempts.repository.js';
import { DeliveriesRepository, type Scope } from './deliveries.repository.js';
import { DeliveryVault } from './delivery-vault.js';

/** A past reply as rules would read it. `told` is null where the status decides, as it did without rules. */
export type TriedReply = {
  readonly deliveryId: string;
  readonly attempt: number;
  readonly httpStatus: number;
  /** What became of the attempt then. */
  readonly was: string;
  readonly told: string | null;
  readonly captured: Captured | null;
};

type Replied = Attempt & { readonly httpStatus: number };

/** Tries outcome rules on what a partner answered before. Changes nothing. */
@Injectable()
export class ReplyTrialsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly replies: RepliesService,
    private readonly vault: DeliveryVault,
    private readonly deliveries: DeliveriesRepository,
    private readonly attempts: AttemptsRepository,
  ) {}

  /** On all replies to the last deliveries, oldest first. @throws DomainError `outcome_rules_invalid` */
  async try(scope: Scope, outcomeRules: readonly object[], last: number): Promise<TriedReply[]> {
    this.replies.check(outcomeRules);
    const attempts = await this.transaction.run(async (tx) => {
      const found = await this.deliveries.search(tx, scope, null, last);
      const ids = found.map(({ id }) => id);
      return this.attempts.ofDeliveries(tx, ids);
    });
    return Promise.all(attempts.filter(isReplied).map((attempt) => this.#tried(attempt, outcomeRules)));
  }

  async #tried(attempt: Replied, outcomeRules: readonly object[]): Promise<TriedReply> {
    const { deliveryId, number, httpStatus, outcome: was } = attempt;
    const told = await this.replies.read(outcomeRules, this.#replyOf(attempt));
    const result = { told: told?.outcome ?? null, captured: told?.captured ?? null };
    return { deliveryId, attempt: number, httpStatus, was, ...result };
  }

  #replyOf({ id, httpStatus: status, responseHeaders, responseSealed }: Replied): PartnerReply {
    const headers = (responseHeaders ?? {}) as Readonly<Record<string, string>>;
    const body = responseSealed ? this.vault.openReply(id, responseSealed) : Buffer.alloc(0);
    return { status, contentType: headers['content-type'], body };
  }
}

function isReplied(attempt: Attempt): attempt is Replied {
  return attempt.httpStatus !== null;
}
