import { Module } from '@nestjs/common';
import { AdapterVersionsRepository } from './adapter-versions.repository.js';
import { AdaptersService } from './adapters.service.js';
import { LiveAdaptersService } from './live-adapters.service.js';

@Module({
  providers: [AdaptersService, LiveAdaptersService, AdapterVersionsRepository],
  exports: [AdaptersService, LiveAdaptersService],
})
export class AdaptersModule {}
