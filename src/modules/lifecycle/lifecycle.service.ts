import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError, type Issue } from '../../kernel/domain-error.js';
import { hasKey, writtenKey } from '../../kernel/status-key.js';
import { type Actor, AuditService, type Deed } from '../../platform/audit/audit.service.js';
import { Cached } from '../../platform/database/cached.js';
import { Changes } from '../../platform/database/changes.js';
import { SidePool } from '../../platform/database/side-pool.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { bodyInvalid } from '../../platform/validation/parse-dto.js';
import { CasesService } from '../cases/cases.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { LifecycleRepository, type StatusRow } from './lifecycle.repository.js';
import { pushTextProblems, type Telling } from './push-text.domain.js';
import { type CanonicalStatus, StatusCatalogue } from './status-catalogue.domain.js';
import { readStatusMap, type StatusMapEntry } from './status-map.domain.js';

export { type CanonicalStatus, type ResolvedStatus, StatusCatalogue } from './status-catalogue.domain.js';

/** A canonical status with the raw statuses that stand for it by default. */
export type StatusView = StatusRow & { readonly rawStrings: readonly string[] };
/** Without `rawStrings`: those it has stay. */
export type NewStatus = Omit<CanonicalStatus, 'code'> & { readonly rawStrings?: readonly string[] | undefined };

/** What statuses mean: the canonical ones, and which raw status stands for which, by default and for each partner. */
@Injectable()
export class LifecycleService implements OnModuleInit {
  readonly #catalogues = new Cached<string, StatusCatalogue>((partnerId) => this.catalogueNow(partnerId));

  constructor(
    private readonly transaction: Transaction,
    private readonly sidePool: SidePool,
    private readonly outbox: OutboxService,
    private readonly audit: AuditService,
    private readonly partners: PartnersService,
    private readonly cases: CasesService,
    private readonly changes: Changes,
    private readonly lifecycle: LifecycleRepository,
  ) {}

  onModuleInit(): void {
    this.changes.onChange('statuses', () => this.#catalogues.clear());
    // A partner may have switched its defaults off.
    this.changes.onChange('partners', () => this.#catalogues.clear());
  }

  /** What statuses mean when this partner sends them; up to 3 s old. */
  catalogueFor(partnerId: string): Promise<StatusCatalogue> {
    return this.#catalogues.get(partnerId);
  }

  /** As `catalogueFor`, with every committed change: for work that a change of the map set off, and that comes once. */
  catalogueNow(partnerId: string): Promise<StatusCatalogue> {
    return this.sidePool.read(async (tx) => {
      const statuses = await this.lifecycle.statuses(tx);
      const defaults = await this.lifecycle.defaultsFor(tx, partnerId);
      return new StatusCatalogue(statuses, defaults, await this.lifecycle.partnerMap(tx, partnerId));
    });
  }

  /** In the order of the lifecycle. */
  list(): Promise<StatusView[]> {
    return this.transaction.run((tx) => this.#views(tx));
  }

  /**
   * Adds a status, or changes it; updates that are parked are tried again.
   * @throws DomainError `push_text_refused`, `canonical_status_unknown`, `raw_status_taken`
   */
  async put(actor: Actor, code: string, { rawStrings, ...given }: NewStatus): Promise<StatusView> {
    const status = { code, ...given };
    const problems = pushTextProblems(given.pushText, await this.#telling(status));
    if (problems.length > 0)
      throw new DomainError('rejected', 'push_text_refused', 'A push is read on locked screens; see issues.', {
        issues: problems,
      });
    return this.transaction.run(async (tx) => {
      await this.#refuseUnknown(tx, status);
      await this.lifecycle.put(tx, status);
      if (rawStrings) await this.#replaceDefaults(tx, code, rawStrings);
      const subject = { type: 'status', id: code };
      const details = { ...given, ...(rawStrings && { rawStrings }) };
      await this.audit.record(tx, actor, { action: 'status.put', subject, details });
      await this.#tell(tx, null);
      return this.#view(tx, code);
    });
  }

  /**
   * Says what raw statuses mean when this partner sends them. Replaces the given ones, keeps the others; updates that
   * are parked are tried again.
   * @throws DomainError `body_invalid`, `canonical_status_unknown`
   */
  putStatusMap(actor: Actor, partnerId: string, map: unknown): Promise<Record<string, string | null>> {
    return this.transaction.run(async (tx) => {
      const entries = await this.#entriesOf(tx, map);
      await this.lifecycle.putPartnerMap(tx, partnerId, entries);
      const changed = Object.fromEntries(entries.map(({ rawStatus, canonical }) => [rawStatus, canonical]));
      const subject = await this.#subjectOf(partnerId);
      await this.audit.record(tx, actor, { action: 'status_map.changed', subject, details: { map: changed } });
      await this.#tell(tx, partnerId);
      return this.#statusMap(tx, partnerId);
    });
  }

  /** Takes a raw status out of this partner's map, so that the defaults tell again. @throws DomainError `raw_status_not_mapped` */
  forgetStatus(actor: Actor, partnerId: string, rawStatus: string): Promise<Record<string, string | null>> {
    return this.transaction.run(async (tx) => {
      const removed = await this.lifecycle.removeFromPartnerMap(tx, partnerId, writtenKey(rawStatus));
      if (!removed) throw notMapped();
      const subject = await this.#subjectOf(partnerId);
      const details = { removed: removed.rawStatus, was: removed.canonical };
      await this.audit.record(tx, actor, { action: 'status_map.changed', subject, details });
      await this.#tell(tx, partnerId);
      return this.#statusMap(tx, partnerId);
    });
  }

  /** Whether `putStatusMap` would take it. @throws DomainError as that does */
  async checkStatusMap(map: unknown): Promise<void> {
    await this.transaction.run((tx) => this.#entriesOf(tx, map));
  }

  /** As this partner's map was given: raw status → canonical status, null for what changes nothing. */
  statusMap(partnerId: string): Promise<Record<string, string | null>> {
    return this.transaction.run((tx) => this.#statusMap(tx, partnerId));
  }

  async #subjectOf(partnerId: string): Promise<Deed['subject']> {
    return { type: 'partner', id: (await this.partners.settings(partnerId)).slug };
  }

  async #statusMap(tx: Tx, partnerId: string): Promise<Record<string, string | null>> {
    const entries = await this.lifecycle.partnerMap(tx, partnerId);
    return Object.fromEntries(entries.map(({ rawStatus, canonical }) => [rawStatus, canonical]));
  }

  async #entriesOf(tx: Tx, map: unknown): Promise<readonly StatusMapEntry[]> {
    const statuses = await this.lifecycle.statuses(tx);
    const codes = new Set(statuses.filter(({ active }) => active).map(({ code }) => code));
    const { entries, malformed, unknown } = readStatusMap(map, codes);
    if (malformed.length > 0) throw bodyInvalid([...malformed]);
    if (unknown.length > 0) throw statusUnknown(unknown);
    return entries;
  }

  async #views(tx: Tx): Promise<StatusView[]> {
    const defaults = await this.lifecycle.defaults(tx);
    const rawStringsOf = (code: string) =>
      defaults.filter(({ canonical }) => canonical === code).map(({ rawStatus }) => rawStatus);
    return (await this.lifecycle.statuses(tx)).map((status) => ({ ...status, rawStrings: rawStringsOf(status.code) }));
  }

  async #view(tx: Tx, code: string): Promise<StatusView> {
    const view = (await this.#views(tx)).find((status) => status.code === code);
    if (!view) throw new Error('A status that was just put is not there');
    return view;
  }

  async #telling(status: CanonicalStatus): Promise<Telling> {
    const massTorts = await this.cases.listMassTorts();
    const lawFirms = await this.cases.listLawFirms();
    const firms = [...(await this.partners.names()), ...lawFirms.flatMap(({ name, aliases }) => [name, ...aliases])];
    return { status, firms, massTorts: massTorts.map(({ name }) => name) };
  }

  async #refuseUnknown(tx: Tx, { code, alsoFrom }: CanonicalStatus): Promise<void> {
    const codes = new Set((await this.lifecycle.statuses(tx)).map((status) => status.code));
    const unknown = alsoFrom.flatMap((from, at) => {
      const path = `alsoFrom.${at}`;
      return from !== code && codes.has(from)
        ? []
        : [{ path, message: `${path} is not the code of another canonical status` }];
    });
    if (unknown.length > 0) throw statusUnknown(unknown);
  }

  async #replaceDefaults(tx: Tx, code: string, rawStrings: readonly string[]): Promise<void> {
    await this.lifecycle.lockDefaults(tx);
    const taken = await this.lifecycle.keysOfOthers(tx, code);
    const issues = rawStrings.flatMap((raw, at) => {
      const path = `rawStrings.${at}`;
      if (!hasKey(raw)) return [{ path, message: `${path} must hold a letter or a digit` }];
      return taken.has(writtenKey(raw))
        ? [{ path, message: `${path} stands for another canonical status by default` }]
        : [];
    });
    if (issues.length > 0)
      throw new DomainError('rejected', 'raw_status_taken', 'Some raw statuses cannot be used; see issues.', {
        issues,
      });
    const byKey = new Map(rawStrings.map((raw) => [writtenKey(raw), raw]));
    await this.lifecycle.replaceDefaults(
      tx,
      code,
      [...byKey].map(([statusKey, rawStatus]) => ({ statusKey, rawStatus })),
    );
  }

  /** `partnerId` null: for every partner. */
  async #tell(tx: Tx, partnerId: string | null): Promise<void> {
    await this.outbox.append(tx, [{ topic: 'partner.status_map_changed', data: { partnerId } }]);
    await this.changes.tell(tx, 'statuses');
  }
}

function statusUnknown(issues: readonly Issue[]): DomainError {
  const sentence = 'Some canonical statuses do not exist; see issues, and GET /api/admin/statuses for those that do.';
  return new DomainError('rejected', 'canonical_status_unknown', sentence, { issues: [...issues] });
}

function notMapped(): DomainError {
  return new DomainError(
    'not_found',
    'raw_status_not_mapped',
    "This partner's status map does not hold this raw status.",
  );
}
