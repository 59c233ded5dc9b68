import { Module } from '@nestjs/common';
import { RefusedCalls } from '../../platform/http/webhook-refusal.filter.js';
import { IntakeService } from './intake.service.js';
import { ReceiptRevealsService } from './receipt-reveals.service.js';
import { ReceiptsRepository } from './receipts.repository.js';
import { RefusedCallsService } from './refused-calls.service.js';
import { RefusedReceiptsRepository } from './refused-receipts.repository.js';
import { RefusedReceiptsService } from './refused-receipts.service.js';

const refusedCalls = { provide: RefusedCalls, useExisting: RefusedCallsService };

@Module({
  providers: [
    IntakeService,
    ReceiptsRepository,
    ReceiptRevealsService,
    RefusedReceiptsService,
    RefusedReceiptsRepository,
    RefusedCallsService,
    refusedCalls,
  ],
  exports: [IntakeService, ReceiptRevealsService, RefusedReceiptsService, refusedCalls],
})
export class IntakeModule {}
