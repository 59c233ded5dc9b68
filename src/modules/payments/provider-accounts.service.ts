import { Injectable, Logger } from '@nestjs/common';
import type { Decimal } from '../../kernel/money.js';
import { Cached } from '../../platform/database/cached.js';
import { GroupCommit } from '../../platform/database/group-commit.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { SigningAccount, SigningAccounts } from '../../platform/http/signed-call.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import type { Provider, ProviderAccountRow, ProviderKeyRow } from './provider-account.entity.js';
import { type AccountName, ProviderAccountsRepository } from './provider-accounts.repository.js';

export type { Provider } from './provider-account.entity.js';

/** Everything that handling an account's payments needs to know, secrets included. */
export type ProviderAccount = SigningAccount & {
  readonly provider: Provider;
  readonly account: string;
  readonly baseUrl: string | null;
  readonly apiToken: string | null;
  readonly recheck: 'always' | 'unsigned_only';
  readonly latePayments: 'hold' | 'accept';
  readonly tolerance: Decimal;
  readonly payoutAddresses: readonly string[];
  /** Of amounts that come without one. */
  readonly currency: string;
};

/** An account without its secrets. */
type SigningName = { readonly id: string; readonly provider: Provider; readonly account: string };

const NOTE_USE_EVERY_MS = 60_000;

/** Accounts at providers as webhooks and calls need them: from memory, up to 3 s old. */
@Injectable()
export class ProviderAccountsService implements SigningAccounts {
  readonly #logger = new Logger('payments');
  readonly #known = new Cached<string, ProviderAccount | null>((key) => this.#anew.submit(key));
  /** Whoever asks while the database is asked gets its next answer. */
  readonly #anew = new GroupCommit<string, ProviderAccount | null>((keys) => this.#loadAll(keys));
  readonly #noted = new Map<string, number>();

  constructor(
    private readonly transaction: Transaction,
    private readonly secrets: SecretsService,
    private readonly accounts: ProviderAccountsRepository,
  ) {}

  find(source: string, account: string): Promise<ProviderAccount | null> {
    return this.#known.get(keyOf({ provider: source, account }));
  }

  /** @throws DomainError `unavailable` when the database is away */
  findAnew(source: string, account: string): Promise<ProviderAccount | null> {
    return this.#anew.submit(keyOf({ provider: source, account }));
  }

  async findById(tx: Tx, id: string): Promise<ProviderAccount | null> {
    const row = await this.accounts.findById(tx, id);
    return row && ((await this.#openedAll(tx, [row])).get(keyOf(row)) ?? null);
  }

  /** Those that are in use, by provider and name. */
  async active(): Promise<SigningName[]> {
    const all = await this.transaction.run((tx) => this.accounts.all(tx));
    return all.filter(({ active }) => active).map(({ id, provider, account }) => ({ id, provider, account }));
  }

  /** Nobody waits for it. */
  noteUse(keyId: string, at: Date): void {
    const noted = this.#noted.get(keyId) ?? 0;
    if (at.getTime() - noted < NOTE_USE_EVERY_MS) return;
    this.#noted.set(keyId, at.getTime());
    void this.#note(keyId, at);
  }

  /** After the commit, this process asks the database again; the others do when their copies are 3 s old. */
  forgetAfter(tx: Tx): void {
    this.transaction.afterCommit(tx, () => this.#known.clear());
  }

  sealSecret(keyId: string, secret: string): Buffer {
    return this.secrets.seal(secret, { table: 'provider_key', column: 'secret_sealed', id: keyId });
  }

  sealApiToken(accountId: string, token: string): Buffer {
    return this.secrets.seal(token, { table: 'provider_account', column: 'api_token_sealed', id: accountId });
  }

  async #note(keyId: string, at: Date): Promise<void> {
    try {
      await this.transaction.run((tx) => this.accounts.noteUse(tx, keyId, at));
    } catch (error) {
      this.#logger.warn({ event: 'payments.use_not_noted', keyId, err: cutError(error) });
    }
  }

  /** Anybody may ask for any name: however many are asked for, it is two queries. */
  #loadAll(keys: readonly string[]): Promise<(ProviderAccount | null)[]> {
    return this.transaction.run(async (tx) => {
      const rows = await this.accounts.findAll(tx, [...new Set(keys)].map(nameOf));
      const active = rows.filter((row) => row.active);
      const opened = await this.#openedAll(tx, active);
      return keys.map((key) => opened.get(key) ?? null);
    });
  }

  async #openedAll(tx: Tx, rows: readonly ProviderAccountRow[]): Promise<Map<string, ProviderAccount>> {
    if (rows.length === 0) return new Map();
    const keys = await this.accounts.keysInForce(
      tx,
      rows.map(({ id }) => id),
    );
    return new Map(
      rows.map((row) => {
        const own = keys.filter(({ accountId }) => accountId === row.id);
        return [keyOf(row), this.#opened(row, own)];
      }),
    );
  }

  /** A key is taken trimmed, as PaidLys itself does. */
  #opened(row: ProviderAccountRow, keys: readonly ProviderKeyRow[]): ProviderAccount {
    const { id, provider, account, baseUrl, staticHeader, recheck, latePayments, payoutAddresses, currency } = row;
    const open = keys.map((key) => ({ id: key.id, purpose: key.purpose, secret: this.#secretOf(key) }));
    const place = { table: 'provider_account', column: 'api_token_sealed', id };
    const apiToken = row.apiTokenSealed && this.secrets.open(row.apiTokenSealed, place).toString();
    const settings = { id, provider, account, baseUrl, staticHeader, recheck, latePayments, payoutAddresses, apiToken };
    return { ...settings, ...proofsOf(provider, open), currency, tolerance: row.fillTolerance };
  }

  #secretOf({ id, secretSealed }: { id: string; secretSealed: Buffer }): string {
    return this.secrets.open(secretSealed, { table: 'provider_key', column: 'secret_sealed', id }).toString().trim();
  }
}

function keyOf({ provider, account }: AccountName): string {
  return `${provider}|${account}`;
}

function nameOf(key: string): AccountName {
  const bar = key.indexOf('|');
  return { provider: key.slice(0, bar), account: key.slice(bar + 1) };
}

type OpenKey = { readonly id: string; readonly purpose: 'signature' | 'header'; readonly secret: string };

/** PayRam's API key is both what signs and what an unsigned call carries. */
function proofsOf(provider: Provider, keys: readonly OpenKey[]): Pick<SigningAccount, 'keys' | 'headerKeys'> {
  const meantFor = (wanted: OpenKey['purpose']) =>
    keys.flatMap(({ id, purpose, secret }) => (purpose === wanted ? [{ id, secret }] : []));
  const signing = meantFor('signature');
  return { keys: signing, headerKeys: provider === 'carevalidate' ? meantFor('header') : signing };
}
