import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { LifecycleRepository } from './lifecycle.repository.js';
import { LifecycleService } from './lifecycle.service.js';

@Module({
  imports: [PartnersModule, CasesModule],
  providers: [LifecycleService, LifecycleRepository],
  exports: [LifecycleService],
})
export class LifecycleModule {}
