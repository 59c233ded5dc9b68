import { Injectable } from '@nestjs/common';
import { SecretsService } from '../../platform/secrets/secrets.service.js';

/** Seals and opens what goes out and what comes back: both tell about a person. */
@Injectable()
export class DeliveryVault {
  constructor(private readonly secrets: SecretsService) {}

  sealBody(deliveryId: string, body: Buffer): Buffer {
    return this.secrets.seal(body, bodyOf(deliveryId));
  }

  openBody({ id, bodySealed }: { id: string; bodySealed: Buffer }): Buffer {
    return this.secrets.open(bodySealed, bodyOf(id));
  }

  sealReply(attemptId: string, reply: Buffer): Buffer {
    return this.secrets.seal(reply, replyOf(attemptId));
  }

  openReply(attemptId: string, sealed: Buffer): Buffer {
    return this.secrets.open(sealed, replyOf(attemptId));
  }
}

function bodyOf(id: string) {
  return { table: 'delivery', column: 'body_sealed', id };
}

function replyOf(id: string) {
  return { table: 'delivery_attempt', column: 'response_sealed', id };
}
