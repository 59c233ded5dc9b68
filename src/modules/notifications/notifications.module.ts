import { Module } from '@nestjs/common';
import { LeadsModule } from '../leads/leads.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { AppUsersController } from './app-users.controller.js';
import { CareNewsService } from './care-news.service.js';
import { Channels } from './channel.js';
import { InboxService } from './inbox.service.js';
import { MeController } from './me.controller.js';
import { NewsService } from './news.service.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';
import { PaymentNewsService } from './payment-news.service.js';
import { UserCasesService } from './user-cases.service.js';
import { UserFeedRepository } from './user-feed.repository.js';
import { UserFeedService } from './user-feed.service.js';
import { UserStreamsService } from './user-streams.service.js';
import { UserTokenGuard } from './user-token.guard.js';
import { UserTokensService } from './user-tokens.service.js';

/** A further channel is a provider here and a place in this list. */
const channels = {
  provide: Channels,
  useFactory: (inbox: InboxService): Channels => ({ all: [inbox] }),
  inject: [InboxService],
};

@Module({
  imports: [LeadsModule, LifecycleModule],
  controllers: [AppUsersController, MeController],
  providers: [
    ...[
      NewsService,
      NotificationsService,
      PaymentNewsService,
      CareNewsService,
      InboxService,
      UserCasesService,
      UserFeedService,
      UserStreamsService,
      UserTokensService,
      UserTokenGuard,
    ],
    ...[NotificationsRepository, UserFeedRepository, channels],
  ],
})
export class NotificationsModule {}
