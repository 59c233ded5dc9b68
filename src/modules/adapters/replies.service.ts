import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { decodeBody } from './decode-body.js';
import { type CompiledReplyRule, compileReplyRules, type ReplyReading, readReply } from './reply-rules.domain.js';

export type { Captured, ReplyReading } from './reply-rules.domain.js';

/** What a partner answered to a lead. */
export type PartnerReply = {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
};

/** Reads what partners' replies mean, by the outcome rules of their endpoints. */
@Injectable()
export class RepliesService {
  readonly #logger = new Logger('delivery');

  /** @throws DomainError `outcome_rules_invalid` */
  check(outcomeRules: unknown): void {
    compileReplyRules(outcomeRules);
  }

  /** Null when no rule fits. Rules without a path fit what cannot be parsed, too. */
  async read(outcomeRules: readonly object[], reply: PartnerReply): Promise<ReplyReading | null> {
    if (outcomeRules.length === 0) return null;
    const rules = this.#compiled(outcomeRules);
    return readReply(rules, { status: reply.status, tree: await treeIn(reply) });
  }

  /** Rules that an older gateway took and this one does not: the attempt is over, and has to be written down all the same. */
  #compiled(outcomeRules: readonly object[]): readonly CompiledReplyRule[] {
    try {
      return compileReplyRules(outcomeRules);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.#logger.error({ event: 'delivery.outcome_rules_invalid', issues: error.issues });
      return [];
    }
  }
}

/** Undefined for what cannot be parsed. Many answer JSON as text/html: then its first character tells. */
async function treeIn({ contentType, body }: PartnerReply): Promise<unknown> {
  return (await decoded(body, contentType)) ?? (await decoded(body, undefined));
}

async function decoded(body: Buffer, contentType: string | undefined): Promise<unknown> {
  try {
    return (await decodeBody({ format: 'auto' }, body, contentType)).tree ?? undefined;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
