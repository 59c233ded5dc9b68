import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { type AccountView, ProviderSetupService } from '../payments/provider-setup.service.js';
import { type Page, wholeList } from './page.domain.js';
import { AddProviderKeyDto, ChangeProviderAccountDto, CreateProviderAccountDto } from './provider-account.dto.js';

/** Accounts at payment providers and their keys, for operators. No answer holds a secret. */
@Controller('api/admin/provider-accounts')
@UseGuards(OperatorGuard)
export class ProviderAccountsController {
  constructor(private readonly setup: ProviderSetupService) {}

  @Get()
  async list(): Promise<Page<AccountView>> {
    return wholeList(await this.setup.list());
  }

  @Post()
  create(@ActorIs() actor: Actor, @Body() account: CreateProviderAccountDto): Promise<AccountView> {
    return this.setup.create(actor, account);
  }

  @Get(':provider/:account')
  find(@Param('provider') provider: string, @Param('account') account: string): Promise<AccountView> {
    return this.setup.find({ provider, account });
  }

  @Patch(':provider/:account')
  change(
    @ActorIs() actor: Actor,
    @Param('provider') provider: string,
    @Param('account') account: string,
    @Body() change: ChangeProviderAccountDto,
  ): Promise<AccountView> {
    return this.setup.change(actor, { provider, account }, change);
  }

  /** The old keys stay in force until they are retired: a sender may change over at its own time. */
  @Post(':provider/:account/keys')
  addKey(
    @ActorIs() actor: Actor,
    @Param('provider') provider: string,
    @Param('account') account: string,
    @Body() { secret, purpose }: AddProviderKeyDto,
  ): Promise<AccountView> {
    return this.setup.addKey(actor, { provider, account }, secret, purpose);
  }

  @Delete(':provider/:account/keys/:id')
  @HttpCode(204)
  retireKey(
    @ActorIs() actor: Actor,
    @Param('provider') provider: string,
    @Param('account') account: string,
    @Param('id') id: string,
  ): Promise<void> {
    return this.setup.retireKey(actor, { provider, account }, id);
  }
}
