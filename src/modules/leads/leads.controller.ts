import { Body, Controller, Get, Headers, Param, Post, UseGuards } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { ServiceTokenGuard } from '../../platform/http/api-token.guards.js';
import { DeliveryViews } from './delivery-views.js';
import { CreateLeadDto } from './lead.dto.js';
import { type AcceptedLead, LeadIntakeService } from './lead-intake.service.js';
import { LeadsService } from './leads.service.js';

const LONGEST_KEY = 255;

/** Leads, for the app's backend. */
@Controller('api/leads')
@UseGuards(ServiceTokenGuard)
export class LeadsController {
  constructor(
    private readonly intake: LeadIntakeService,
    private readonly leads: LeadsService,
    private readonly deliveries: DeliveryViews,
  ) {}

  @Post()
  accept(@Body() lead: CreateLeadDto, @Headers('idempotency-key') key: string | undefined): Promise<AcceptedLead> {
    if (key !== undefined && (key === '' || key.length > LONGEST_KEY)) throw keyInvalid();
    return this.intake.accept(lead, key);
  }

  @Get(':id')
  async find(@Param('id') id: string) {
    const lead = await this.leads.view(id);
    return { ...lead, deliveries: await this.deliveries.ofLead(lead.id) };
  }
}

function keyInvalid(): DomainError {
  const message = `Idempotency-Key must have 1 to ${LONGEST_KEY} characters.`;
  return new DomainError('malformed', 'idempotency_key_invalid', message);
}
