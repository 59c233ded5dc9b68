import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { newWebhookSecret } from '../../kernel/standard-webhooks.js';
import { newId } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Config } from '../../platform/config/config.js';
import { Cached } from '../../platform/database/cached.js';
import { Changes } from '../../platform/database/changes.js';
import { SidePool } from '../../platform/database/side-pool.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { type NewEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { AccessTokensService } from './access-tokens.service.js';
import {
  type Endpoint,
  type EndpointAuth,
  type EndpointSettings,
  type EndpointView,
  endpointViewOf,
  type SealedEndpoint,
} from './endpoint.domain.js';
import { endpointDeed } from './endpoint-deed.js';
import { endpointUrlProblem } from './endpoint-url.domain.js';
import { EndpointVault } from './endpoint-vault.js';
import { EndpointsRepository } from './endpoints.repository.js';
import { changesOf, type Environment, knownPartner, liveAtOf } from './partner.domain.js';
import { type Page, type PartnerSettings, PartnersRepository, type PartnerView } from './partners.repository.js';

export type { Endpoint, EndpointAuth, EndpointSettings, EndpointView } from './endpoint.domain.js';
export type { Environment } from './partner.domain.js';
export type { Page, PartnerView } from './partners.repository.js';

/** `live`: whether leads of people are sent to it. */
export type PartnerChange = Partial<Omit<PartnerSettings, 'liveAt'>> & { readonly live?: boolean };
/** Live unless it says otherwise. */
export type NewPartner = Pick<PartnerView, 'slug' | 'name'> & PartnerChange;
/** The tokens are shown this once. */
export type CreatedPartner = PartnerView & { readonly accessToken: string; readonly testAccessToken: string };
export type NewEndpoint = EndpointSettings & { readonly auth: EndpointAuth };
/** The signing secret is shown once, by the save that made it. */
export type SavedEndpoint = EndpointView & { readonly signingSecret?: string };

/** Partners and their endpoints: onboarding, and what everyone else asks about them. */
@Injectable()
export class PartnersService implements OnModuleInit {
  readonly #settings = new Cached<string, PartnerView>((id) => this.#loadSettings(id));

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly sidePool: SidePool,
    private readonly outbox: OutboxService,
    private readonly audit: AuditService,
    private readonly vault: EndpointVault,
    private readonly partners: PartnersRepository,
    private readonly accessTokens: AccessTokensService,
    private readonly endpoints: EndpointsRepository,
    private readonly changes: Changes,
  ) {}

  onModuleInit(): void {
    this.changes.onChange('partners', () => this.#settings.clear());
  }

  /** Up to 3 s old. @throws DomainError `partner_not_found` */
  settings(partnerId: string): Promise<PartnerView> {
    return this.#settings.get(partnerId);
  }

  bySlug(tx: Tx, slug: string): Promise<PartnerView | null> {
    return this.partners.bySlug(tx, slug);
  }

  /** @throws DomainError `partner_not_found` */
  find(slug: string): Promise<PartnerView & { endpoints: EndpointView[] }> {
    return this.transaction.run(async (tx) => {
      const partner = knownPartner(await this.partners.bySlug(tx, slug));
      const endpoints = await this.endpoints.ofPartner(tx, partner.id);
      return { ...partner, endpoints: endpoints.map(endpointViewOf) };
    });
  }

  /** Newest first, those before the partner `before`; `total` is of all. */
  list(page: Page): Promise<{ partners: PartnerView[]; total: number }> {
    return this.transaction.run(async (tx) => ({
      partners: await this.partners.page(tx, page),
      total: await this.partners.count(tx),
    }));
  }

  names(): Promise<string[]> {
    return this.transaction.run((tx) => this.partners.names(tx));
  }

  /** Adds a partner with a live and a sandbox token. @throws DomainError `partner_exists` */
  create(actor: Actor, { live = true, ...given }: NewPartner): Promise<CreatedPartner> {
    const now = this.clock.now();
    const defaults = {
      contacts: {},
      active: true,
      phoneRegion: 'US',
      parkedAnswer: 404,
      useDefaultStatuses: true,
    } as const;
    const liveAt = liveAtOf(null, live, now);
    const partner = { ...defaults, ...given, liveAt, id: newId(now), createdAt: now, updatedAt: now };
    return this.transaction.run(async (tx) => {
      if (!(await this.partners.addOnce(tx, partner))) throw exists();
      await this.#record(tx, actor, 'partner.created', partner, { live });
      const { token: accessToken } = await this.accessTokens.issueIn(tx, partner.id, 'live', null);
      const { token: testAccessToken } = await this.accessTokens.issueIn(tx, partner.id, 'sandbox', null);
      return { ...partner, accessToken, testAccessToken };
    });
  }

  /**
   * In force everywhere within 3 s. A partner that becomes active or live gets what waited for it.
   * @throws DomainError `partner_not_found`
   */
  change(actor: Actor, slug: string, { live, ...change }: PartnerChange): Promise<PartnerView> {
    return this.transaction.run(async (tx) => {
      const before = knownPartner(await this.partners.lockBySlug(tx, slug));
      const updatedAt = this.clock.now();
      const changed = { ...change, liveAt: liveAtOf(before.liveAt, live, updatedAt), updatedAt };
      await this.partners.change(tx, before.id, changed);
      const after = { ...before, ...changed };
      await this.#record(tx, actor, 'partner.changed', after, changesOf(before, after));
      await this.outbox.append(tx, await this.#newsOf(tx, before, after));
      await this.changes.tell(tx, 'partners');
      return after;
    });
  }

  /**
   * Sets where and how leads of this environment are sent; enables the endpoint if it was disabled. The signing secret is
   * made by the first save and kept by the next.
   * @throws DomainError `partner_not_found`, `endpoint_url_refused`
   */
  saveEndpoint(actor: Actor, slug: string, environment: Environment, given: NewEndpoint): Promise<SavedEndpoint> {
    const problem = endpointUrlProblem(given.url, this.config.allowedPrivate);
    if (problem) throw urlRefused(problem);
    return this.transaction.run(async (tx) => {
      const partner = knownPartner(await this.partners.lockBySlug(tx, slug));
      const which = { partnerId: partner.id, environment };
      const before = await this.endpoints.find(tx, which);
      const deed = endpointDeed(before && this.vault.open(before), given, environment);
      await this.#record(tx, actor, 'endpoint.saved', partner, deed);
      await this.outbox.append(tx, [endpointChanged(partner.id, environment)]);
      return this.#putEndpoint(tx, { ...which, before }, given);
    });
  }

  /** With its secrets opened: for a delivery only. Null when there is none, or the partner is not active. */
  async endpointFor(tx: Tx, partnerId: string, environment: Environment): Promise<Endpoint | null> {
    const sealed = await this.endpoints.findOfActive(tx, { partnerId, environment });
    return sealed && this.vault.open(sealed);
  }

  /** Nothing is sent there any more until an operator saves the endpoint again. */
  async disableEndpoint(tx: Tx, partnerId: string, environment: Environment, reason: string): Promise<void> {
    await this.endpoints.disable(tx, { partnerId, environment }, reason, this.clock.now());
  }

  /** Those of `ids` that are active and whose endpoint is not disabled: a lead can be sent there. */
  async partnersWithEndpoint(tx: Tx, ids: readonly string[], environment: Environment): Promise<Set<string>> {
    return new Set(await this.endpoints.usableOf(tx, ids, environment));
  }

  async #putEndpoint(
    tx: Tx,
    { before, ...which }: { partnerId: string; environment: Environment; before: SealedEndpoint | null },
    given: NewEndpoint,
  ): Promise<SavedEndpoint> {
    const { auth, ...settings } = given;
    const now = this.clock.now();
    const id = before?.id ?? newId(now);
    const authSealed = this.vault.sealAuth(id, auth);
    const enabled = { disabledAt: null, disabledReason: null, updatedAt: now };
    const row = { id, ...which, ...settings, authType: auth.type, authSealed, ...enabled };
    if (before) {
      const { signingSecretSealed, createdAt } = before;
      await this.endpoints.change(tx, { ...row, signingSecretSealed, createdAt });
      return endpointViewOf({ ...row, signingSecretSealed, createdAt });
    }
    const signingSecret = newWebhookSecret();
    const added = { ...row, signingSecretSealed: this.vault.sealSigningSecrets(id, [signingSecret]), createdAt: now };
    await this.endpoints.add(tx, added);
    return { ...endpointViewOf(added), signingSecret };
  }

  /** What waits for a partner is asked about again when a change may have cleared its way. */
  async #newsOf(tx: Tx, before: PartnerView, after: PartnerView): Promise<NewEvent[]> {
    const news: NewEvent[] = [];
    const goesOn = after.active && (!before.active || (after.liveAt !== null && before.liveAt === null));
    if (goesOn) {
      const endpoints = await this.endpoints.ofPartner(tx, after.id);
      news.push(...endpoints.map(({ environment }) => endpointChanged(after.id, environment)));
    }
    if (after.useDefaultStatuses && !before.useDefaultStatuses) {
      news.push({ topic: 'partner.status_map_changed', data: { partnerId: after.id } });
    }
    return news;
  }

  async #record(tx: Tx, actor: Actor, action: string, { slug }: PartnerView, details: object): Promise<void> {
    await this.audit.record(tx, actor, { action, subject: { type: 'partner', id: slug }, details });
  }

  async #loadSettings(id: string): Promise<PartnerView> {
    return knownPartner(await this.sidePool.read((tx) => this.partners.find(tx, id)));
  }
}

function endpointChanged(partnerId: string, environment: Environment): NewEvent {
  return { topic: 'partner.endpoint_changed', data: { partnerId, environment } };
}

function exists(): DomainError {
  const message = 'A partner with this slug exists.';
  return new DomainError('conflict', 'partner_exists', message, { issues: [{ path: 'slug', message }] });
}

function urlRefused(problem: string): DomainError {
  const issues = [{ path: 'url', message: `url ${problem}` }];
  return new DomainError('rejected', 'endpoint_url_refused', 'The gateway does not call this URL; see issues.', {
    issues,
  });
}
