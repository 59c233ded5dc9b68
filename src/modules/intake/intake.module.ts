import { Module } from '@nestjs/common';
import { IntakeService } from './intake.service.js';
import { ReceiptsRepository } from './receipts.repository.js';
import { RefusedReceiptsRepository } from './refused-receipts.repository.js';
import { RefusedReceiptsService } from './refused-receipts.service.js';

@Module({
  providers: [IntakeService, ReceiptsRepository, RefusedReceiptsService, RefusedReceiptsRepository],
  exports: [IntakeService, RefusedReceiptsService],
})
export class IntakeModule {}
