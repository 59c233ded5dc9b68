import { Module } from '@nestjs/common';
import { CasesService } from './cases.service.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { PartnerCasesRepository } from './partner-cases.repository.js';

@Module({ providers: [CasesService, CatalogueRepository, PartnerCasesRepository], exports: [CasesService] })
export class CasesModule {}
