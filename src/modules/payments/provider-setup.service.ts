import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type Decimal, parseAmount, ZERO } from '../../kernel/money.js';
import { lastFour } from '../../kernel/token.js';
import { isUuid, newId } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Config } from '../../platform/config/config.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { Provider, ProviderAccountRow } from './provider-account.entity.js';
import { type AccountName, type KeyFacts, ProviderAccountsRepository } from './provider-accounts.repository.js';
import { ProviderAccountsService } from './provider-accounts.service.js';
import { providerUrlProblem } from './provider-url.domain.js';

/** What may be said about an account at any time; absent members stay. */
export type AccountChange = {
  readonly name?: string;
  readonly baseUrl?: string | null;
  readonly apiToken?: string;
  /** Whether an unsigned call with the right `API-Key` is taken, as reported. */
  readonly allowApiKey?: boolean;
  readonly staticHeader?: string | null;
  readonly recheck?: 'always' | 'unsigned_only';
  readonly latePayments?: 'hold' | 'accept';
  readonly fillTolerance?: string;
  readonly payoutAddresses?: string[];
  readonly currency?: string;
  readonly active?: boolean;
};
export type NewAccount = AccountChange & {
  readonly provider: Provider;
  readonly account: string;
  readonly name: string;
  /** The first key that webhooks are signed with. CareValidate may send none. */
  readonly secret?: string;
  /** CareValidate: what stands in `staticHeader`. */
  readonly staticSecret?: string;
};
type Purpose = KeyFacts['purpose'];
export type AccountView = Omit<ProviderAccountRow, 'apiTokenSealed'> & {
  readonly path: string;
  readonly allowApiKey: boolean;
  readonly hasApiToken: boolean;
  readonly keys: readonly KeyFacts[];
};

const API_KEY = 'api-key';

/** Sets accounts at providers up, and changes their keys without a webhook being refused meanwhile. */
@Injectable()
export class ProviderSetupService {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly rows: ProviderAccountsRepository,
    private readonly accounts: ProviderAccountsService,
  ) {}

  list(): Promise<AccountView[]> {
    return this.transaction.run(async (tx) => {
      const views: AccountView[] = [];
      for (const row of await this.rows.all(tx)) views.push(await this.#view(tx, row));
      return views;
    });
  }

  /** @throws DomainError `provider_account_not_found` */
  find(name: AccountName): Promise<AccountView> {
    return this.transaction.run(async (tx) => this.#view(tx, known(await this.rows.find(tx, name))));
  }

  /** @throws DomainError `provider_account_exists`, `base_url_invalid`, `account_without_proof` */
  create(
    actor: Actor,
    { provider, account, secret, staticSecret, name, ...settings }: NewAccount,
  ): Promise<AccountView> {
    return this.transaction.run(async (tx) => {
      const now = this.clock.now();
      const id = newId(now);
      const row: ProviderAccountRow = {
        ...{ id, provider, account, name, baseUrl: null, apiTokenSealed: null, fillTolerance: ZERO, active: true },
        ...{ staticHeader: provider === 'payram' ? API_KEY : null, recheck: 'always', latePayments: 'hold' },
        ...{ payoutAddresses: [], currency: 'USD', createdAt: now, updatedAt: now },
        ...this.#columnsOf(id, provider, settings),
      };
      if (!(await this.rows.add(tx, row))) throw exists();
      if (secret !== undefined) await this.#addKey(tx, row.id, secret, 'signature');
      if (staticSecret !== undefined) await this.#addKey(tx, row.id, staticSecret, 'header');
      await this.#checkProof(tx, row);
      await this.#record(tx, actor, 'provider_account.created', row);
      return this.#view(tx, row);
    });
  }

  /** In force everywhere within 3 s. @throws DomainError `provider_account_not_found`, `base_url_invalid`, `account_without_proof` */
  change(actor: Actor, name: AccountName, change: AccountChange): Promise<AccountView> {
    return this.transaction.run(async (tx) => {
      const row = known(await this.rows.hold(tx, name));
      const columns = { ...this.#columnsOf(row.id, row.provider, change), updatedAt: this.clock.now() };
      await this.rows.change(tx, row.id, columns);
      await this.#checkProof(tx, { ...row, ...columns });
      await this.#record(tx, actor, 'provider_account.changed', row, { changed: Object.keys(change) });
      return this.#view(tx, { ...row, ...columns });
    });
  }

  /** Counts at once beside the others, and is what our own calls use from then on. @throws DomainError `provider_account_not_found` */
  addKey(actor: Actor, name: AccountName, secret: string, purpose: Purpose = 'signature'): Promise<AccountView> {
    return this.transaction.run(async (tx) => {
      const row = known(await this.rows.hold(tx, name));
      const keyId = await this.#addKey(tx, row.id, secret, purpose);
      await this.#record(tx, actor, 'provider_account.key_added', row, { keyId, purpose });
      return this.#view(tx, row);
    });
  }

  /** Refused everywhere within 3 s. @throws DomainError `provider_account_not_found`, `provider_key_not_found`, `provider_key_last` */
  retireKey(actor: Actor, name: AccountName, keyId: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      const row = known(await this.rows.hold(tx, name));
      const inForce = await this.rows.keysInForce(tx, [row.id]);
      if (!isUuid(keyId) || !inForce.some(({ id }) => id === keyId)) throw keyNotFound();
      if (inForce.length === 1) throw lastKey();
      await this.rows.retire(tx, row.id, keyId, this.clock.now());
      await this.#checkProof(tx, row);
      await this.#record(tx, actor, 'provider_account.key_retired', row, { keyId });
    });
  }

  /** Without anything to check, whoever knows the address could write into cases. */
  async #checkProof(tx: Tx, { id, active, staticHeader }: ProviderAccountRow): Promise<void> {
    if (!active) return;
    const keys = await this.rows.keysInForce(tx, [id]);
    const proves = ({ purpose }: { purpose: Purpose }) => purpose === 'signature' || staticHeader !== null;
    if (!keys.some(proves)) throw withoutProof();
  }

  async #addKey(tx: Tx, accountId: string, given: string, purpose: Purpose): Promise<string> {
    const createdAt = this.clock.now();
    const id = newId(createdAt);
    const secret = given.trim();
    const sealed = { secretSealed: this.accounts.sealSecret(id, secret), lastFour: lastFour(secret) };
    await this.rows.addKey(tx, { id, accountId, purpose, ...sealed, createdAt, lastUsedAt: null, retiredAt: null });
    return id;
  }

  async #record(tx: Tx, actor: Actor, action: string, row: ProviderAccountRow, details: object = {}): Promise<void> {
    const { provider, account, id } = row;
    await this.audit.record(tx, actor, {
      action,
      subject: { type: 'provider_account', id },
      details: { provider, account, ...details },
    });
    this.accounts.forgetAfter(tx);
  }

  async #view(tx: Tx, { apiTokenSealed, ...row }: ProviderAccountRow): Promise<AccountView> {
    const route = row.provider === 'carevalidate' ? 'case-events' : row.provider;
    return {
      ...row,
      path: `/api/webhooks/${route}/${row.account}`,
      allowApiKey: row.staticHeader === API_KEY,
      hasApiToken: apiTokenSealed !== null,
      keys: await this.rows.keys(tx, row.id),
    };
  }

  #columnsOf(id: string, provider: Provider, change: AccountChange): Partial<ProviderAccountRow> {
    const { apiToken, allowApiKey, fillTolerance, staticHeader, ...columns } = change;
    if (typeof change.baseUrl === 'string') this.#checkUrl(change.baseUrl);
    if (typeof staticHeader === 'string' && provider !== 'carevalidate') throw signatureOnly();
    const header = provider === 'payram' ? payramHeader(allowApiKey) : (staticHeader?.toLowerCase() ?? staticHeader);
    return {
      ...columns,
      ...(header !== undefined && { staticHeader: header }),
      ...(apiToken !== undefined && { apiTokenSealed: this.accounts.sealApiToken(id, apiToken) }),
      ...(fillTolerance !== undefined && { fillTolerance: parseAmount(fillTolerance) as Decimal }),
    };
  }

  #checkUrl(url: string): void {
    const problem = providerUrlProblem(url, this.config.allowedPrivate);
    if (problem === null) return;
    const message = `baseUrl ${problem}`;
    throw new DomainError('malformed', 'base_url_invalid', message, { issues: [{ path: 'baseUrl', message }] });
  }
}

function payramHeader(allowed: boolean | undefined): string | null | undefined {
  if (allowed === undefined) return undefined;
  return allowed ? API_KEY : null;
}

function known(row: ProviderAccountRow | null): ProviderAccountRow {
  if (row) return row;
  throw new DomainError(
    'not_found',
    'provider_account_not_found',
    'There is no account of this name at this provider.',
  );
}

function exists(): DomainError {
  const sentence = 'This provider has an account of this name already. Change it, or choose another name.';
  return new DomainError('conflict', 'provider_account_exists', sentence);
}

function keyNotFound(): DomainError {
  return new DomainError('not_found', 'provider_key_not_found', 'This account has no key in force with this id.');
}

function signatureOnly(): DomainError {
  const message = 'staticHeader is for carevalidate alone: this provider signs what it sends.';
  return new DomainError('rejected', 'static_header_unsupported', message, {
    issues: [{ path: 'staticHeader', message }],
  });
}

function lastKey(): DomainError {
  const sentence =
    'This is the only key of the account: without it every webhook would be refused. Add its successor first.';
  return new DomainError('conflict', 'provider_key_last', sentence);
}

function withoutProof(): DomainError {
  const sentence =
    'An active account needs a secret, or a staticHeader and its staticSecret. Without, nobody is let in.';
  return new DomainError('rejected', 'account_without_proof', sentence);
}
