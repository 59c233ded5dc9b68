import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import {
  type AdapterVersionSummary,
  AdapterVersionsService,
  type AdapterVersionView,
} from '../adapters/adapter-versions.service.js';
import { type OutboundPreview, OutboundPreviewService } from '../delivery/outbound-preview.service.js';
import { type ActivatedVersion, AdapterActivationService } from '../inbound-status/adapter-activation.service.js';
import { AdapterPreviewService, type Preview } from '../inbound-status/adapter-preview.service.js';
import { AdapterProposalsService, type Proposal } from '../inbound-status/adapter-proposals.service.js';
import { SampleBodiesService } from '../inbound-status/sample-bodies.service.js';
import { DeclaredStatusesService } from '../lifecycle/declared-statuses.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { ActivateDto, draftOf, PreviewDto, ProposeDto, RetireDto } from './adapter.dto.js';
import { AdaptersQuery } from './list.dto.js';
import { type Page, pageOf } from './page.domain.js';
import { versionOf } from './version-of.js';

/** Partners' own formats as versioned documents, for operators. */
@Controller('api/admin/partners/:slug/adapters')
@UseGuards(OperatorGuard)
export class AdaptersController {
  constructor(
    private readonly partners: PartnersService,
    private readonly bodies: SampleBodiesService,
    private readonly declared: DeclaredStatusesService,
    private readonly versions: AdapterVersionsService,
    private readonly proposals: AdapterProposalsService,
    private readonly previews: AdapterPreviewService,
    private readonly outboundPreviews: OutboundPreviewService,
    private readonly activations: AdapterActivationService,
  ) {}

  @Get()
  async list(
    @Param('slug') slug: string,
    @Query() { cursor, limit, ...filter }: AdaptersQuery,
  ): Promise<Page<AdapterVersionSummary>> {
    const { id } = await this.partners.find(slug);
    const { versions, total } = await this.versions.list({ ...filter, partnerId: id }, cursor ?? null, limit + 1);
    return pageOf(versions, limit, total);
  }

  /** A draft, whether or not its samples pass; the answer says which do. */
  @Post()
  async save(@Param('slug') slug: string, @Body() body: unknown, @ActorIs() actor: Actor): Promise<AdapterVersionView> {
    const partner = await this.partners.find(slug);
    const { adapter, environment, note, samples } = draftOf(body);
    const bodies = await this.bodies.find(partner.id, samples);
    const given = bodies.map((sent, at) => ({ ...sent, expected: samples[at]?.expected ?? null }));
    return this.versions.save(actor, partner, { document: adapter, environment, note: note ?? null, samples: given });
  }

  /** A draft from one to five samples; nothing is saved. */
  @Post('propose')
  @HttpCode(200)
  async propose(@Param('slug') slug: string, @Body() asked: ProposeDto): Promise<Proposal> {
    const partner = await this.partners.find(slug);
    const { samples, defaultRegion, statuses } = asked;
    const terms = { region: defaultRegion ?? null, statuses: statuses ?? (await this.declared.list(partner.id)) };
    return this.proposals.propose(partner, await this.bodies.find(partner.id, samples), terms);
  }

  @Get(':version')
  async find(@Param('slug') slug: string, @Param('version') version: string): Promise<AdapterVersionView> {
    const partner = await this.partners.find(slug);
    return this.versions.find(partner, versionOf(version));
  }

  /** Compares with what is live now. Nothing is written, nobody is told. */
  @Post(':version/preview')
  @HttpCode(200)
  async preview(
    @Param('slug') slug: string,
    @Param('version') version: string,
    @Body() { samples, receipts, deliveries }: PreviewDto,
  ): Promise<Preview | OutboundPreview> {
    const partner = await this.partners.find(slug);
    const checked = await this.versions.checked(partner, versionOf(version));
    if (deliveries) return this.outboundPreviews.ofDeliveries(partner, checked, deliveries.last);
    if (samples) return this.previews.ofSamples(partner, checked, await this.bodies.find(partner.id, samples));
    return this.previews.ofReceipts(partner, checked, { last: 100, ...receipts });
  }

  /** An older version takes the place of a newer one in the same way. */
  @Post(':version/activate')
  @HttpCode(200)
  async activate(
    @Param('slug') slug: string,
    @Param('version') version: string,
    @Body() { reason }: ActivateDto,
    @ActorIs() actor: Actor,
  ): Promise<ActivatedVersion> {
    const partner = await this.partners.find(slug);
    return this.activations.activate(actor, partner, versionOf(version), reason ?? null);
  }

  /** The standard format takes the place of a live version. */
  @Post(':version/retire')
  @HttpCode(200)
  async retire(
    @Param('slug') slug: string,
    @Param('version') version: string,
    @Body() { reason }: RetireDto,
    @ActorIs() actor: Actor,
  ): Promise<AdapterVersionView> {
    const partner = await this.partners.find(slug);
    return this.activations.retire(actor, partner, versionOf(version), reason);
  }
}
