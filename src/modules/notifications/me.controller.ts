import { Controller, Get, Headers, Query, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { readLastEventId } from './server-sent-events.domain.js';
import { UserCasesService } from './user-cases.service.js';
import { UserStreamsService } from './user-streams.service.js';
import { UserIs, UserTokenGuard } from './user-token.guard.js';
import type { User } from './user-tokens.service.js';

/** `no-transform` and the last one: a proxy that gathers the stream would hold it back. */
const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/** What the app asks by itself, with its user's token. */
@Controller('api/app/me')
@UseGuards(UserTokenGuard)
export class MeController {
  constructor(
    private readonly cases: UserCasesService,
    private readonly streams: UserStreamsService,
  ) {}

  @Get('cases')
  listCases(@UserIs() user: User) {
    return this.cases.ofUser(user.id);
  }

  /** Server-sent events, open until either side ends it. */
  @Get('stream')
  async stream(
    @UserIs() user: User,
    @Headers('last-event-id') header: unknown,
    @Query('lastEventId') query: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const lastEventId = readLastEventId(header, query);
    response.set(STREAM_HEADERS);
    await this.streams.open(user, lastEventId, response);
  }
}
