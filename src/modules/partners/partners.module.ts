import { Global, Module } from '@nestjs/common';
import { AccessTokens } from '../../platform/http/access-token.guard.js';
import { AccessTokensRepository } from './access-tokens.repository.js';
import { AccessTokensService } from './access-tokens.service.js';
import { EndpointVault } from './endpoint-vault.js';
import { EndpointsRepository } from './endpoints.repository.js';
import { PartnersRepository } from './partners.repository.js';
import { PartnersService } from './partners.service.js';

const tokens = { provide: AccessTokens, useExisting: AccessTokensService };

/** Global: the guard in the platform asks it whom a token speaks for. */
@Global()
@Module({
  providers: [
    PartnersService,
    AccessTokensService,
    tokens,
    EndpointVault,
    PartnersRepository,
    AccessTokensRepository,
    EndpointsRepository,
  ],
  exports: [PartnersService, AccessTokensService, tokens],
})
export class PartnersModule {}
