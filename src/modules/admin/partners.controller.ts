import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  UseGuards,
} from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { RepliesService } from '../adapters/replies.service.js';
import { ReplyTrialsService, type TriedReply } from '../delivery/reply-trials.service.js';
import { OnboardingService } from '../onboarding/onboarding.service.js';
import { AccessTokensService, type AccessTokenView, type IssuedToken } from '../partners/access-tokens.service.js';
import {
  type CreatedPartner,
  PartnersService,
  type PartnerView,
  type SavedEndpoint,
} from '../partners/partners.service.js';
import { EndpointDto, TryRepliesDto } from './endpoint.dto.js';
import { type Page, pageOf, wholeList } from './page.domain.js';
import { PageQuery } from './page.dto.js';
import { ChangePartnerDto, CreatePartnerDto, EnvironmentQuery, IssueTokenDto } from './partner.dto.js';

/** Partners with their access tokens and endpoints, for operators. */
@Controller('api/admin/partners')
@UseGuards(OperatorGuard)
export class PartnersController {
  constructor(
    private readonly partners: PartnersService,
    private readonly accessTokens: AccessTokensService,
    private readonly onboarding: OnboardingService,
    private readonly replies: RepliesService,
    private readonly replyTrials: ReplyTrialsService,
  ) {}

  @Get()
  async list(@Query() { cursor, limit }: PageQuery): Promise<Page<PartnerView>> {
    const { partners, total } = await this.partners.list({ before: cursor ?? null, limit: limit + 1 });
    return pageOf(partners, limit, total);
  }

  /** The only answer that holds the partner's first tokens. */
  @Post()
  @Header('Cache-Control', 'no-store')
  create(@Body() partner: CreatePartnerDto, @ActorIs() actor: Actor): Promise<CreatedPartner> {
    return this.partners.create(actor, partner);
  }

  @Get(':slug')
  find(@Param('slug') slug: string) {
    return this.partners.find(slug);
  }

  @Patch(':slug')
  change(@Param('slug') slug: string, @Body() change: ChangePartnerDto, @ActorIs() actor: Actor): Promise<PartnerView> {
    return this.onboarding.change(actor, slug, change);
  }

  /** The first save answers the signing secret, once. */
  @Put(':slug/endpoint')
  @Header('Cache-Control', 'no-store')
  saveEndpoint(
    @Param('slug') slug: string,
    @Query() { environment }: EnvironmentQuery,
    @Body() endpoint: EndpointDto,
    @ActorIs() actor: Actor,
  ): Promise<SavedEndpoint> {
    this.replies.check(endpoint.outcomeRules);
    return this.partners.saveEndpoint(actor, slug, environment, endpoint);
  }

  /** What these rules would have made of the partner's last replies. Nothing is changed. */
  @Post(':slug/endpoint/try-replies')
  @HttpCode(200)
  async tryReplies(
    @Param('slug') slug: string,
    @Query() { environment }: EnvironmentQuery,
    @Body() { outcomeRules, last }: TryRepliesDto,
  ): Promise<{ items: TriedReply[] }> {
    const { id: partnerId } = await this.partners.find(slug);
    return { items: await this.replyTrials.try({ partnerId, environment }, outcomeRules, last) };
  }

  @Get(':slug/tokens')
  async tokens(@Param('slug') slug: string): Promise<Page<AccessTokenView>> {
    return wholeList(await this.accessTokens.list(slug));
  }

  /** The only answer that holds the token. */
  @Post(':slug/tokens')
  @Header('Cache-Control', 'no-store')
  issueToken(
    @Param('slug') slug: string,
    @Body() { environment, expiresAt }: IssueTokenDto,
    @ActorIs() actor: Actor,
  ): Promise<IssuedToken> {
    return this.accessTokens.issue(actor, slug, environment, expiresAt ? new Date(expiresAt) : null);
  }

  @Delete(':slug/tokens/:id')
  @HttpCode(204)
  revokeToken(@Param('slug') slug: string, @Param('id') id: string, @ActorIs() actor: Actor): Promise<void> {
    return this.accessTokens.revoke(actor, slug, id);
  }
}
