import { Module } from '@nestjs/common';
import { AdaptersService } from './adapters.service.js';

@Module({ providers: [AdaptersService], exports: [AdaptersService] })
export class AdaptersModule {}
