import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { IntakeService, type ReceiptView } from '../intake/intake.service.js';
import { ReceiptRevealsService, type RevealedBody } from '../intake/receipt-reveals.service.js';
import { ReceiptsQuery } from './list.dto.js';
import { ListInterceptor } from './list.interceptor.js';
import { filterOf, type List } from './list-answer.js';
import { ListTotalsService } from './list-totals.service.js';
import { RevealDto } from './receipt.dto.js';

const COLUMNS = [
  'id',
  'receivedAt',
  'source',
  'partnerId',
  'environment',
  'verdict',
  'reason',
  'outcome',
  'leadId',
  'httpStatus',
  'method',
  'path',
  'contentType',
  'bodyBytes',
  'bodySha256',
  'adapterVersion',
] as const;

/** Every webhook that reached us and what became of it, for operators. */
@Controller('api/admin/receipts')
@UseGuards(OperatorGuard)
export class ReceiptsController {
  constructor(
    private readonly intake: IntakeService,
    private readonly reveals: ReceiptRevealsService,
    private readonly totals: ListTotalsService,
  ) {}

  @Get()
  @UseInterceptors(ListInterceptor)
  list(@Query() query: ReceiptsQuery): List<ReceiptView> {
    const filter = filterOf(query);
    return {
      query,
      columns: COLUMNS,
      find: (before, limit) => this.intake.search(filter, before, limit),
      total: () => this.totals.of('receipt', filter),
    };
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<ReceiptView> {
    return this.intake.find(id);
  }

  /** The body as it came, whatever it says about people; the audit keeps who looked and why. */
  @Post(':id/reveal')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  reveal(@Param('id') id: string, @Body() { reason }: RevealDto, @ActorIs() actor: Actor): Promise<RevealedBody> {
    return this.reveals.reveal(actor, id, reason);
  }
}
