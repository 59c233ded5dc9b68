import { isUtf8 } from 'node:buffer';
import { Injectable } from '@nestjs/common';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction } from '../../platform/database/transaction.js';
import { IntakeService } from './intake.service.js';

/** A webhook's bytes as they came. What was refused of nobody known is kept in part: its first 8 KiB. */
export type RevealedBody = {
  readonly receiptId: string;
  readonly contentType: string | null;
  /** Of the body as it came. */
  readonly bodyBytes: number;
  readonly complete: boolean;
  /** `base64`: the bytes are no UTF-8 text. */
  readonly encoding: 'utf-8' | 'base64';
  readonly body: string;
};

/** Shows what a webhook said. It may be anything about anybody, so nobody reads it without a word in the audit. */
@Injectable()
export class ReceiptRevealsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly intake: IntakeService,
  ) {}

  /** Who looked, and why, is on record before anything is shown. @throws DomainError `receipt_not_found` */
  async reveal(actor: Actor, id: string, reason: string): Promise<RevealedBody> {
    const { contentType, bodyBytes, source } = await this.intake.find(id);
    const body = await this.intake.body(id);
    const deed = { action: 'receipt.revealed', subject: { type: 'receipt', id }, details: { reason, source } };
    await this.transaction.run((tx) => this.audit.record(tx, actor, deed));
    const encoding = isUtf8(body) ? 'utf-8' : 'base64';
    const complete = body.length === bodyBytes;
    return { receiptId: id, contentType, bodyBytes, complete, encoding, body: body.toString(encoding) };
  }
}
