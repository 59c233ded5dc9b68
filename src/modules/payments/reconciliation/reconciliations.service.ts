import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { isUuid, newId } from '../../../kernel/uuid.js';
import { type Actor, AuditService } from '../../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../../platform/database/transaction.js';
import { OutboxService } from '../../../platform/outbox/outbox.service.js';
import { Maintenance } from '../../../platform/queue/maintenance.js';
import { type ProviderAccount, ProviderAccountsService } from '../provider-accounts.service.js';
import type { Kind } from '../state-tables.domain.js';
import { PairsRepository } from './pairs.repository.js';
import { readListedFile } from './read-listed-file.js';
import type { ReconciliationRunRow } from './reconciliation.entity.js';
import { ReconciliationsRepository } from './reconciliations.repository.js';

/** What is to be compared. The period ends a quarter of an hour ago by default, so that what is on its way has come. */
export type Wanted = {
  readonly provider: string;
  readonly account: string;
  readonly kind?: Kind;
  readonly since?: Date;
  readonly until?: Date;
};
const DAY_MS = 86_400_000;
const PERIOD_DAYS = 35;
const UNDER_WAY_MS = 900_000;
const UPLOAD_MS = 3_600_000;
const DAILY_SECONDS = 900;
const DAILY: Actor = { kind: 'system', id: null, name: 'gateway' };
const KINDS: Readonly<Record<string, readonly Kind[]>> = {
  payram: ['payram_payment'],
  paidlys: ['paidlys_invoice', 'paidlys_withdrawal', 'paidlys_deposit'],
};

/** Has accounts compared: daily where the provider has a list, and when an operator asks or hands a list in. */
@Injectable()
export class ReconciliationsService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly outbox: OutboxService,
    private readonly maintenance: Maintenance,
    private readonly accounts: ProviderAccountsService,
    private readonly runs: ReconciliationsRepository,
    private readonly pairs: PairsRepository,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(DAILY_SECONDS, 'reconcile-daily', () => this.requestDaily());
  }

  /**
   * Compares with the provider's own list.
   * @returns the run's id
   * @throws DomainError `provider_account_unknown`, `provider_not_listable`, `period_invalid`, `reconciliation_waiting`
   */
  async request(actor: Actor, wanted: Wanted): Promise<string> {
    const account = await this.#account(wanted);
    const kind = kindOf(account, wanted.kind);
    if (!isListable(account)) throw notListable();
    return this.transaction.run(async (tx) => {
      const id = await this.#begin(tx, actor, { account, kind, wanted, source: 'list', claimedUntil: null });
      await this.#due(tx, id);
      return id;
    });
  }

  /**
   * Compares with a list that the operator has from the provider. Nothing of a file that is refused counts.
   * @returns the run's id
   * @throws DomainError `provider_account_unknown`, `kind_invalid`, `period_invalid`, `reconciliation_waiting`,
   * `csv_invalid`, `file_too_large`
   */
  async upload(actor: Actor, wanted: Wanted, file: AsyncIterable<Buffer>): Promise<string> {
    const account = await this.#account(wanted);
    const kind = kindOf(account, wanted.kind);
    const claimedUntil = new Date(this.clock.now().getTime() + UPLOAD_MS);
    const id = await this.transaction.run((tx) =>
      this.#begin(tx, actor, { account, kind, wanted, source: 'file', claimedUntil }),
    );
    try {
      await readListedFile(file, kind, (items) => this.transaction.run((tx) => this.pairs.add(tx, id, items)));
    } catch (error) {
      await this.transaction.run((tx) => this.#refuse(tx, id));
      throw error;
    }
    await this.transaction.run(async (tx) => {
      await this.runs.change(tx, id, { claimedUntil: null });
      await this.#due(tx, id);
    });
    return id;
  }

  /** A run a day and account; one that failed is tried again the next time this looks. */
  async requestDaily(): Promise<void> {
    const now = this.clock.now();
    const today = new Date(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`);
    for (const { provider, account } of await this.accounts.active()) {
      const found = await this.accounts.find(provider, account);
      if (!found || !isListable(found)) continue;
      await this.transaction.run((tx) => this.#requestToday(tx, found, today));
    }
  }

  async #requestToday(tx: Tx, account: ProviderAccount, today: Date): Promise<void> {
    const kind = kindOf(account, undefined);
    if (await this.runs.isSince(tx, account.id, kind, today)) return;
    const row = this.#row(DAILY, { account, kind, wanted: {}, source: 'list', claimedUntil: null });
    if (await this.runs.add(tx, row)) await this.#due(tx, row.id);
  }

  async #begin(tx: Tx, actor: Actor, begun: Begun): Promise<string> {
    const row = this.#row(actor, begun);
    if (!(await this.runs.add(tx, row))) throw waiting();
    const { id, kind, source, since, until } = row;
    const details = { account: `${begun.account.provider}/${begun.account.account}`, kind, source, since, until };
    const deed = { action: 'reconciliation.requested', subject: { type: 'reconciliation', id }, details };
    await this.audit.record(tx, actor, deed);
    return id;
  }

  /** @throws DomainError `period_invalid` */
  #row(actor: Actor, { account, kind, wanted, source, claimedUntil }: Begun): ReconciliationRunRow {
    const createdAt = this.clock.now();
    const until = wanted.until ?? new Date(createdAt.getTime() - UNDER_WAY_MS);
    const since = wanted.since ?? new Date(until.getTime() - PERIOD_DAYS * DAY_MS);
    if (since >= until) throw invalidPeriod();
    return {
      ...{ id: newId(createdAt), accountId: account.id, kind, source, state: 'waiting', since, until, claimedUntil },
      ...{ error: null, totals: [], differences: 0, sha256: null, requestedBy: actor.name, createdAt },
      ...{ finishedAt: null, signedOffBy: null, signedOffById: null, signedOffAt: null, signedOffNote: null },
    };
  }

  async #refuse(tx: Tx, id: string): Promise<void> {
    await this.pairs.clear(tx, id);
    const change = {
      state: 'failed',
      error: 'file_refused',
      claimedUntil: null,
      finishedAt: this.clock.now(),
    } as const;
    await this.runs.change(tx, id, change);
  }

  #due(tx: Tx, runId: string): Promise<void> {
    return this.outbox.append(tx, [{ topic: 'reconciliation.requested', data: { runId } }]);
  }

  async #account({ provider, account: name }: Wanted): Promise<ProviderAccount> {
    const account = await this.accounts.findAnew(provider, name);
    if (account) return account;
    const message = 'The provider has no active account of this name.';
    throw new DomainError('rejected', 'provider_account_unknown', message, { issues: [{ path: 'account', message }] });
  }
}

type Begun = {
  readonly account: ProviderAccount;
  readonly kind: Kind;
  readonly wanted: Pick<Wanted, 'since' | 'until'>;
  readonly source: 'list' | 'file';
  readonly claimedUntil: Date | null;
};

/** PayRam lists its payments; PaidLys has no such call. */
function isListable({ provider, baseUrl }: ProviderAccount): boolean {
  return provider === 'payram' && baseUrl !== null;
}

/** @throws DomainError `kind_invalid` */
function kindOf({ provider }: ProviderAccount, kind: Kind | undefined): Kind {
  const kinds = KINDS[provider] ?? [];
  const found = kind === undefined ? kinds[0] : kinds.find((one) => one === kind);
  if (found) return found;
  const message = `kind must be one of ${kinds.join(', ') || 'none: this provider cannot be compared'}.`;
  throw new DomainError('rejected', 'kind_invalid', message, { issues: [{ path: 'kind', message }] });
}

/** @throws DomainError `reconciliation_not_found` */
export function knownRun(id: string, run: ReconciliationRunRow | null): ReconciliationRunRow {
  if (isUuid(id) && run) return run;
  throw new DomainError('not_found', 'reconciliation_not_found', 'There is no reconciliation with this id.');
}

function notListable(): DomainError {
  const sentence = 'The provider has no list that can be asked for. Hand in an export as a file.';
  return new DomainError('conflict', 'provider_not_listable', sentence);
}

function invalidPeriod(): DomainError {
  const message = 'since must be before until.';
  return new DomainError('rejected', 'period_invalid', message, { issues: [{ path: 'since', message }] });
}

function waiting(): DomainError {
  const sentence = 'A reconciliation of this account and kind is under way. Wait for its report.';
  return new DomainError('conflict', 'reconciliation_waiting', sentence, { retryAfterSeconds: 10 });
}
