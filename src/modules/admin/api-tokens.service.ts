import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { hashToken, lastFour, newToken } from '../../kernel/token.js';
import { isUuid, newId } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Cached } from '../../platform/database/cached.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { ApiTokenKind, ApiTokens } from '../../platform/http/api-token.guards.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { ApiTokensRepository, type ApiTokenView } from './api-tokens.repository.js';

export type { ApiTokenView } from './api-tokens.repository.js';

/** The token is shown this once. */
export type IssuedApiToken = ApiTokenView & { readonly token: string };

type Told = Pick<ApiTokenView, 'id' | 'kind' | 'name' | 'lastFour'>;

const NOTE_USE_EVERY_MS = 60_000;

/** What the app's backend and operators' programs identify themselves with. */
@Injectable()
export class ApiTokensService implements ApiTokens {
  readonly #logger = new Logger('admin');
  readonly #inForce = new Cached<string, ApiTokenView | null>((hash) => this.#load(hash));

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly tokens: ApiTokensRepository,
  ) {}

  /** Up to 3 s old. A token of one kind never passes for the other. */
  async findHolder(token: string, kind: ApiTokenKind): Promise<Actor | null> {
    if (!token.startsWith(prefixOf(kind))) return null;
    const known = await this.#inForce.get(hashToken(token));
    return known?.kind === kind ? { kind: 'api_token', id: known.id, name: known.name } : null;
  }

  /** `name` says whose it is. */
  async issue(actor: Actor, kind: ApiTokenKind, name: string): Promise<IssuedApiToken> {
    const createdAt = this.clock.now();
    const token = newToken(prefixOf(kind));
    const view = { id: newId(createdAt), kind, name, lastFour: lastFour(token), createdAt };
    await this.transaction.run(async (tx) => {
      await this.tokens.add(tx, { ...view, tokenHash: hashToken(token) });
      await this.#record(tx, actor, 'api_token.issued', view);
    });
    return { ...view, lastUsedAt: null, revokedAt: null, token };
  }

  /** Newest first, revoked ones too. */
  list(): Promise<ApiTokenView[]> {
    return this.transaction.run((tx) => this.tokens.all(tx));
  }

  /** Refused everywhere within 3 s; a repeat changes nothing. @throws DomainError `token_not_found` */
  revoke(actor: Actor, id: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      const token = isUuid(id) ? await this.tokens.lock(tx, id) : null;
      if (!token) throw new DomainError('not_found', 'token_not_found', 'There is no API token with this id.');
      if (token.revokedAt) return;
      await this.tokens.revoke(tx, id, this.clock.now());
      await this.#record(tx, actor, 'api_token.revoked', token);
      this.transaction.afterCommit(tx, () => this.#inForce.clear());
    });
  }

  async #record(tx: Tx, actor: Actor, action: string, token: Told): Promise<void> {
    const { id, kind, name, lastFour: four } = token;
    const details = { kind, name, lastFour: four };
    await this.audit.record(tx, actor, { action, subject: { type: 'api_token', id }, details });
  }

  async #load(hash: string): Promise<ApiTokenView | null> {
    const known = await this.transaction.run((tx) => this.tokens.inForce(tx, hash));
    const now = this.clock.now();
    const lastUsed = known?.lastUsedAt?.getTime() ?? 0;
    if (known && now.getTime() - lastUsed >= NOTE_USE_EVERY_MS) void this.#noteUse(known, now);
    return known;
  }

  /** Nobody waits for it: a token is good whether or not its use could be noted. */
  async #noteUse({ id }: ApiTokenView, now: Date): Promise<void> {
    try {
      await this.transaction.run((tx) => this.tokens.noteUse(tx, id, now));
    } catch (error) {
      this.#logger.warn({ event: 'admin.use_not_noted', tokenId: id, err: cutError(error) });
    }
  }
}

function prefixOf(kind: ApiTokenKind): string {
  return `pgw_${kind}_`;
}
