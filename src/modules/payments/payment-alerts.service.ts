import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { AlertsService } from '../inbound-status/drift/alerts.service.js';
import { PAYMENT_SENTENCES, type PaymentSignal } from './payment-signal.domain.js';
import { ProviderAccountsService } from './provider-accounts.service.js';
import { WatchedPaymentsRepository } from './watched-payments.repository.js';

export { PAYMENT_SIGNALS } from './payment-signal.domain.js';

const LOOK_SECONDS = 60;
const UNLINKED_MS = 3_600_000;
const UNLINKED_AT_ONCE = 100;
const REFUSED_WITHIN_MS = 300_000;
const REFUSED_AT_LEAST = 20;
/** Where too few came to know what is usual. */
const USUAL_SECONDS = 43_200;
const LEAST_SECONDS = 3_600;
const HOUR = 3_600;

type Named = { readonly id: string; readonly provider: string; readonly account: string };
type Accounts = ReadonlyMap<string, Named>;
type Seen = { readonly signal: PaymentSignal; readonly subject: string; readonly occasion: string };

/**
 * Notices what no webhook tells of: money that lies for an hour and is nobody's, senders that are silent, signatures that do
 * not verify. What a webhook itself tells is raised where it is recorded.
 */
@Injectable()
export class PaymentAlertsService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly maintenance: Maintenance,
    private readonly alerts: AlertsService,
    private readonly accounts: ProviderAccountsService,
    private readonly watched: WatchedPaymentsRepository,
  ) {}

  onModuleInit(): void {
    this.alerts.teach(PAYMENT_SENTENCES);
    this.maintenance.every(LOOK_SECONDS, 'payment-alerts', () => this.look());
  }

  async look(): Promise<void> {
    const accounts = new Map((await this.accounts.active()).map((account) => [account.id, account]));
    await this.transaction.run((tx) => this.#unlinked(tx, accounts));
    await this.transaction.run((tx) => this.#refused(tx, accounts));
    await this.transaction.run((tx) => this.#silent(tx, accounts));
  }

  async #unlinked(tx: Tx, accounts: Accounts): Promise<void> {
    const before = new Date(this.clock.now().getTime() - UNLINKED_MS);
    for (const { id, accountId, createdAt } of await this.watched.unlinked(tx, before, UNLINKED_AT_ONCE)) {
      const seen = { signal: 'payment_unlinked', subject: id, occasion: 'unlinked' } as const;
      await this.#raise(tx, accounts.get(accountId), seen, { since: createdAt.toISOString() });
    }
    for (const accountId of accounts.keys()) await this.#endSettled(tx, accountId);
  }

  async #endSettled(tx: Tx, accountId: string): Promise<void> {
    const open = (await this.alerts.open(tx, { accountId })).filter(({ signal }) => signal === 'payment_unlinked');
    if (open.length === 0) return;
    const subjects = open.map(({ subject }) => subject);
    const settled = await this.watched.settledAmong(tx, subjects);
    await this.alerts.end(
      tx,
      open.filter(({ subject }) => settled.has(subject)),
    );
  }

  /** Once an hour and account: whoever tries goes on trying. */
  async #refused(tx: Tx, accounts: Accounts): Promise<void> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - REFUSED_WITHIN_MS);
    const byPath = new Map([...accounts.values()].map((one) => [`/api/webhooks/${one.provider}/${one.account}`, one]));
    for (const { path, refused } of await this.watched.refusedSignatures(tx, since, REFUSED_AT_LEAST)) {
      const occasion = now.toISOString().slice(0, 13);
      await this.#raise(tx, byPath.get(path), { signal: 'signatures_refused', subject: '', occasion }, { refused });
    }
  }

  async #silent(tx: Tx, accounts: Accounts): Promise<void> {
    const limits = { usual: USUAL_SECONDS, least: LEAST_SECONDS };
    for (const silent of await this.watched.silent(tx, this.clock.now(), limits)) {
      const { accountId, kind: subject, count, paymentId, limitSeconds } = silent;
      const seen = { signal: 'payment_silence', subject, occasion: paymentId } as const;
      const limitHours = Math.round((limitSeconds / HOUR) * 10) / 10;
      await this.#raise(tx, accounts.get(accountId), seen, { count, paymentId, limitHours });
    }
  }

  async #raise(
    tx: Tx,
    account: Named | undefined,
    seen: Seen,
    details: Record<string, string | number>,
  ): Promise<void> {
    if (!account) return;
    const told = { account: `${account.provider}/${account.account}`, ...details };
    await this.alerts.raise(tx, { accountId: account.id }, [{ ...seen, version: null, details: told }]);
  }
}
