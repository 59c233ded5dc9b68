import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { DeclaredStatusesService } from './declared-statuses.service.js';
import { LifecycleRepository } from './lifecycle.repository.js';
import { LifecycleService } from './lifecycle.service.js';

@Module({
  imports: [PartnersModule, CasesModule],
  providers: [LifecycleService, DeclaredStatusesService, LifecycleRepository],
  exports: [LifecycleService, DeclaredStatusesService],
})
export class LifecycleModule {}
