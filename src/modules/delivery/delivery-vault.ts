import { Injectable } from '@nestjs/common';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import type { Captured } from '../adapters/replies.service.js';

type SealedContent = { readonly id: string; readonly bodySealed: Buffer | null; readonly contentType: string | null };
type OpenedContent = { readonly body: Buffer; readonly contentType: string };

/** Seals and opens what goes out and what comes back: both tell about a person. */
@Injectable()
export class DeliveryVault {
  constructor(private readonly secrets: SecretsService) {}

  sealBody(deliveryId: string, body: Buffer): Buffer {
    return this.secrets.seal(body, bodyOf(deliveryId));
  }

  /** @throws Error for a delivery whose body is not built: such a one is never claimed */
  openContent({ id, bodySealed, contentType }: SealedContent): OpenedContent {
    if (bodySealed === null || contentType === null) throw new Error('This delivery has no body yet');
    return { body: this.secrets.open(bodySealed, bodyOf(id)), contentType };
  }

  sealReply(attemptId: string, reply: Buffer): Buffer {
    return this.secrets.seal(reply, replyOf(attemptId));
  }

  openReply(attemptId: string, sealed: Buffer): Buffer {
    return this.secrets.open(sealed, replyOf(attemptId));
  }

  sealCaptured(attemptId: string, captured: Captured): Buffer {
    return this.secrets.seal(JSON.stringify(captured), capturedOf(attemptId));
  }

  openCaptured(attemptId: string, sealed: Buffer): Captured {
    return JSON.parse(this.secrets.open(sealed, capturedOf(attemptId)).toString()) as Captured;
  }
}

function capturedOf(id: string) {
  return { table: 'delivery_attempt', column: 'captured_sealed', id };
}

function bodyOf(id: string) {
  return { table: 'delivery', column: 'body_sealed', id };
}

function replyOf(id: string) {
  return { table: 'delivery_attempt', column: 'response_sealed', id };
}
