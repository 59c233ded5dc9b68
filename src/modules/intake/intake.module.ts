import { Module } from '@nestjs/common';
import { IntakeService } from './intake.service.js';
import { ReceiptsRepository } from './receipts.repository.js';

@Module({ providers: [IntakeService, ReceiptsRepository], exports: [IntakeService] })
export class IntakeModule {}
