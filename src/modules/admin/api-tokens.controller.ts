import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { IssueApiTokenDto } from './api-token.dto.js';
import { ApiTokensService, type ApiTokenView, type IssuedApiToken } from './api-tokens.service.js';
import { type Page, wholeList } from './page.domain.js';

/** Tokens of the app's backend and of operators' programs. */
@Controller('api/admin/api-tokens')
@UseGuards(OperatorGuard)
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokensService) {}

  @Get()
  async list(): Promise<Page<ApiTokenView>> {
    return wholeList(await this.tokens.list());
  }

  /** The only answer that holds the token. */
  @Post()
  @Header('Cache-Control', 'no-store')
  issue(@Body() { kind, name }: IssueApiTokenDto, @ActorIs() actor: Actor): Promise<IssuedApiToken> {
    return this.tokens.issue(actor, kind, name);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Param('id') id: string, @ActorIs() actor: Actor): Promise<void> {
    return this.tokens.revoke(actor, id);
  }
}
