import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { openWith, sealWith } from '../../platform/secrets/envelope.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';

const KEY_BYTES = 32;

/** A data key, open and as it is kept. */
export type DataKey = { readonly key: Buffer; readonly keySealed: Buffer };
type Kept = { readonly keySealed: Buffer };

/**
 * Seals health data under data keys of their own, which lie beside it, sealed by the installation's. When a row's key is
 * gone, nothing that was sealed with it opens again.
 */
@Injectable()
export class CareVault {
  constructor(private readonly secrets: SecretsService) {}

  newKey(table: string, id: string): DataKey {
    const key = randomBytes(KEY_BYTES);
    return { key, keySealed: this.secrets.seal(key, placeOf(table, id)) };
  }

  seal(key: Buffer, plain: Buffer | string, place: string): Buffer {
    return sealWith(key, Buffer.isBuffer(plain) ? plain : Buffer.from(plain), place);
  }

  /** @throws Error when key, place or bytes are not those it was sealed with */
  open({ keySealed }: Kept, table: string, id: string, sealed: Buffer, place: string): Buffer {
    return openWith(this.openKey({ keySealed }, table, id), sealed, place);
  }

  openKey({ keySealed }: Kept, table: string, id: string): Buffer {
    return this.secrets.open(keySealed, placeOf(table, id));
  }
}

function placeOf(table: string, id: string) {
  return { table, column: 'key_sealed', id };
}

/** Where an event's bytes are sealed for. */
export function bodyPlace(eventId: string): string {
  return `care_body|body_sealed|${eventId}`;
}
