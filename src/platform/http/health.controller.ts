import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Readiness } from './readiness.js';

@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process answers; nothing else is asked. */
  @Get('live')
  @HttpCode(200)
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** Whether traffic may come: 503 names what is missing. */
  @Get('ready')
  async ready(@Res() response: Response): Promise<void> {
    const missing = await this.readiness.missing();
    const body = missing.length === 0 ? { status: 'ok' } : { status: 'unavailable', missing };
    response.status(missing.length === 0 ? 200 : 503).json(body);
  }
}
