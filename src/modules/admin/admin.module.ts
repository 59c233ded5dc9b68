import { Global, Module } from '@nestjs/common';
import { ApiTokens } from '../../platform/http/api-token.guards.js';
import { CasesModule } from '../cases/cases.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensRepository } from './api-tokens.repository.js';
import { ApiTokensService } from './api-tokens.service.js';
import { CatalogueController } from './catalogue.controller.js';
import { PartnerRulesController } from './partner-rules.controller.js';
import { PartnersController } from './partners.controller.js';

const tokens = { provide: ApiTokens, useExisting: ApiTokensService };

/** Global: the guards in the platform ask it which API tokens are in force. */
@Global()
@Module({
  imports: [PartnersModule, CasesModule, LifecycleModule],
  controllers: [PartnersController, PartnerRulesController, CatalogueController, ApiTokensController],
  providers: [ApiTokensService, ApiTokensRepository, tokens],
  exports: [ApiTokensService, tokens],
})
export class AdminModule {}
