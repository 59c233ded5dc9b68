import { Module } from '@nestjs/common';
import { CaseCodesService } from './case-codes.service.js';
import { CasesService } from './cases.service.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { PartnerCasesRepository } from './partner-cases.repository.js';

@Module({
  providers: [CasesService, CaseCodesService, CatalogueRepository, PartnerCasesRepository],
  exports: [CasesService, CaseCodesService],
})
export class CasesModule {}
