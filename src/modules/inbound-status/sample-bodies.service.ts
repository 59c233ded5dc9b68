import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { Sent } from '../adapters/adapters.service.js';
import { IntakeService } from '../intake/intake.service.js';

/** A body as it is given, or the receipt that holds it. */
export type SampleSource = {
  readonly body?: string;
  readonly contentType?: string | null;
  readonly receiptId?: string;
};

/** Finds the bodies that an operator wants a version tried on. */
@Injectable()
export class SampleBodiesService {
  constructor(private readonly intake: IntakeService) {}

  /** One body a source, in order. @throws DomainError `receipt_not_found` for one that this partner did not send */
  async find(partnerId: string, sources: readonly SampleSource[]): Promise<Sent[]> {
    const ids = sources.flatMap(({ receiptId }) => receiptId ?? []);
    const kept = ids.length === 0 ? [] : await this.intake.bodies(partnerId, ids);
    const known = new Map(kept.map((one) => [one.id, one]));
    return sources.map(({ receiptId, contentType, body = '' }, at) => {
      if (receiptId === undefined) return { contentType: contentType ?? undefined, body: Buffer.from(body) };
      const found = known.get(receiptId.toLowerCase());
      if (!found) throw notFound(at);
      return { contentType: contentType ?? found.contentType, body: found.body };
    });
  }
}

function notFound(at: number): DomainError {
  const path = `samples.${at}.receiptId`;
  const message = 'This partner has sent nothing under this receipt.';
  return new DomainError('not_found', 'receipt_not_found', message, { issues: [{ path, message }] });
}
