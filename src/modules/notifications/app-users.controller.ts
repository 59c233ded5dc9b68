import { Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ServiceTokenGuard } from '../../platform/http/api-token.guards.js';
import { InboxQuery, NotificationParams, UserParams } from './app.dto.js';
import { type InboxPage, InboxService } from './inbox.service.js';
import { UserCasesService } from './user-cases.service.js';
import { type UserToken, UserTokensService } from './user-tokens.service.js';

/** What the app's backend asks on behalf of its users. */
@Controller('api/app/users/:userId')
@UseGuards(ServiceTokenGuard)
export class AppUsersController {
  constructor(
    private readonly tokens: UserTokensService,
    private readonly cases: UserCasesService,
    private readonly inbox: InboxService,
  ) {}

  @Post('tokens')
  issueToken(@Param() { userId }: UserParams): UserToken {
    return this.tokens.issue(userId);
  }

  @Get('cases')
  listCases(@Param() { userId }: UserParams) {
    return this.cases.ofUser(userId);
  }

  @Get('notifications')
  listNotifications(@Param() { userId }: UserParams, @Query() { cursor, limit }: InboxQuery): Promise<InboxPage> {
    return this.inbox.page(userId, cursor ?? null, limit);
  }

  @Post('notifications/:id/read')
  @HttpCode(204)
  markRead(@Param() { userId, id }: NotificationParams): Promise<void> {
    return this.inbox.markRead(userId, id);
  }
}
