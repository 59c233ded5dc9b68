import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { hashToken, lastFour, newToken } from '../../kernel/token.js';
import { isUuid, newId } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Cached } from '../../platform/database/cached.js';
import { Changes } from '../../platform/database/changes.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { AccessTokens, Caller } from '../../platform/http/access-token.guard.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { AccessTokensRepository, type AccessTokenView, type Bearer } from './access-tokens.repository.js';
import { type Environment, isInForce, knownPartner, looksLikeAccessToken, prefixOf } from './partner.domain.js';
import { PartnersRepository } from './partners.repository.js';

export type { AccessTokenView } from './access-tokens.repository.js';

/** The token is shown this once. */
export type IssuedToken = AccessTokenView & { readonly token: string };

const NOTE_USE_EVERY_MS = 60_000;

/** What partners identify themselves with. A partner may have any number of tokens, so that one can replace another. */
@Injectable()
export class AccessTokensService implements AccessTokens, OnModuleInit {
  readonly #logger = new Logger('partners');
  readonly #bearers = new Cached<string, Bearer | null>((hash) => this.#load(hash));

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly partners: PartnersRepository,
    private readonly tokens: AccessTokensRepository,
    private readonly changes: Changes,
  ) {}

  onModuleInit(): void {
    this.changes.onChange('partners', () => this.#bearers.clear());
  }

  /** Null for a token that is unknown, expired or revoked, or whose partner is not active. Up to 3 s old. */
  async findCaller(token: string): Promise<Caller | null> {
    if (!looksLikeAccessToken(token)) return null;
    const bearer = await this.#bearers.get(hashToken(token));
    if (!bearer || !isInForce(bearer, this.clock.now())) return null;
    const { partnerId, slug, environment, tokenId } = bearer;
    return { partnerId, slug, environment, tokenId };
  }

  /** @throws DomainError `partner_not_found`, `token_expiry_past` */
  issue(actor: Actor, slug: string, environment: Environment, expiresAt: Date | null): Promise<IssuedToken> {
    if (!isInForce({ expiresAt }, this.clock.now())) throw expiryPast();
    return this.transaction.run(async (tx) => {
      const { id } = knownPartner(await this.partners.bySlug(tx, slug));
      const issued = await this.issueIn(tx, id, environment, expiresAt);
      await this.#record(tx, actor, 'access_token.issued', slug, issued);
      return issued;
    });
  }

  async issueIn(tx: Tx, partnerId: string, environment: Environment, expiresAt: Date | null): Promise<IssuedToken> {
    const createdAt = this.clock.now();
    const token = newToken(prefixOf(environment));
    const view = { id: newId(createdAt), environment, lastFour: lastFour(token), createdAt, expiresAt };
    await this.tokens.add(tx, { ...view, partnerId, tokenHash: hashToken(token) });
    return { ...view, lastUsedAt: null, revokedAt: null, token };
  }

  /** Newest first, revoked ones too. @throws DomainError `partner_not_found` */
  list(slug: string): Promise<AccessTokenView[]> {
    return this.transaction.run(async (tx) => {
      const { id } = knownPartner(await this.partners.bySlug(tx, slug));
      return this.tokens.ofPartner(tx, id);
    });
  }

  /** Refused everywhere within 3 s; a repeat changes nothing. @throws DomainError `partner_not_found`, `token_not_found` */
  revoke(actor: Actor, slug: string, tokenId: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      const { id } = knownPartner(await this.partners.bySlug(tx, slug));
      const token = isUuid(tokenId) ? await this.tokens.lock(tx, id, tokenId) : null;
      if (!token) throw new DomainError('not_found', 'token_not_found', 'This partner has no token with this id.');
      if (token.revokedAt) return;
      await this.tokens.revoke(tx, tokenId, this.clock.now());
      await this.#record(tx, actor, 'access_token.revoked', slug, token);
      await this.changes.tell(tx, 'partners');
    });
  }

  async #record(tx: Tx, actor: Actor, action: string, slug: string, token: AccessTokenView): Promise<void> {
    const { id: tokenId, environment, lastFour: four, expiresAt } = token;
    const details = { tokenId, environment, lastFour: four, expiresAt };
    await this.audit.record(tx, actor, { action, subject: { type: 'partner', id: slug }, details });
  }

  async #load(hash: string): Promise<Bearer | null> {
    const bearer = await this.transaction.run((tx) => this.tokens.bearer(tx, hash));
    const now = this.clock.now();
    const lastUsed = bearer?.lastUsedAt?.getTime() ?? 0;
    if (bearer && now.getTime() - lastUsed >= NOTE_USE_EVERY_MS) void this.#noteUse(bearer, now);
    return bearer;
  }

  /** Nobody waits for it: a token is good whether or not its use could be noted. */
  async #noteUse({ tokenId }: Bearer, now: Date): Promise<void> {
    try {
      await this.transaction.run((tx) => this.tokens.noteUse(tx, tokenId, now));
    } catch (error) {
      this.#logger.warn({ event: 'partners.use_not_noted', tokenId, err: cutError(error) });
    }
  }
}

function expiryPast(): DomainError {
  const message = 'expiresAt must be in the future.';
  return new DomainError('rejected', 'token_expiry_past', message, { issues: [{ path: 'expiresAt', message }] });
}
