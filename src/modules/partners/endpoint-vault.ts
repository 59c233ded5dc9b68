import { Injectable } from '@nestjs/common';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import { type Endpoint, type EndpointAuth, endpointViewOf, type SealedEndpoint } from './endpoint.domain.js';

/** Seals and opens what an endpoint is called with. */
@Injectable()
export class EndpointVault {
  constructor(private readonly secrets: SecretsService) {}

  sealAuth(id: string, auth: EndpointAuth): Buffer {
    return this.secrets.seal(JSON.stringify(auth), placeOf(id, 'auth_sealed'));
  }

  sealSigningSecrets(id: string, secrets: readonly string[]): Buffer {
    return this.secrets.seal(JSON.stringify(secrets), placeOf(id, 'signing_secret_sealed'));
  }

  open(sealed: SealedEndpoint): Endpoint {
    const { id, partnerId, authSealed, signingSecretSealed } = sealed;
    const { authType: _, createdAt: __, updatedAt: ___, ...settings } = endpointViewOf(sealed);
    const auth = this.#open<EndpointAuth>(authSealed, placeOf(id, 'auth_sealed'));
    const signingSecrets = this.#open<string[]>(signingSecretSealed, placeOf(id, 'signing_secret_sealed'));
    return { ...settings, id, partnerId, auth, signingSecrets };
  }

  #open<Value>(sealed: Buffer, place: ReturnType<typeof placeOf>): Value {
    return JSON.parse(this.secrets.open(sealed, place).toString()) as Value;
  }
}

function placeOf(id: string, column: string) {
  return { table: 'endpoint', column, id };
}
