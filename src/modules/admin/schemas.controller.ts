import { Controller, Get, Header } from '@nestjs/common';
import { AdaptersService } from '../adapters/adapters.service.js';
import { OutboundAdaptersService } from '../adapters/outbound-adapters.service.js';

/** JSON Schemas of our documents, for editors. They hold no data, so everybody may read them. */
@Controller('api/admin/schemas')
export class SchemasController {
  constructor(
    private readonly adapters: AdaptersService,
    private readonly outbound: OutboundAdaptersService,
  ) {}

  @Get('inbound-adapter')
  @Header('Content-Type', 'application/schema+json')
  inboundAdapter(): object {
    return this.adapters.schema();
  }

  @Get('outbound-adapter')
  @Header('Content-Type', 'application/schema+json')
  outboundAdapter(): object {
    return this.outbound.schema();
  }
}
