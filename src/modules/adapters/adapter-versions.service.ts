import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError, type Issue } from '../../kernel/domain-error.js';
import { newId } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { LifecycleService } from '../lifecycle/lifecycle.service.js';
import { type CheckedDocument, checkDocument } from './adapter-document.domain.js';
import { AdapterSamples, type NewSample, type SampleReport } from './adapter-samples.js';
import {
  type AdapterVersion,
  type AdapterVersionFacts,
  AdapterVersionsRepository,
  type Direction,
  type Environment,
  type VersionFilter,
} from './adapter-versions.repository.js';
import type { CompiledAdapter } from './compiled-adapter.domain.js';
import { LiveAdaptersService } from './live-adapters.service.js';

export type { Expected } from './adapter-samples.domain.js';
export type { NewSample, SampleReport } from './adapter-samples.js';

/** The partner whose format it is. */
export type Owner = { readonly id: string; readonly slug: string; readonly phoneRegion: string };

export type NewAdapter = {
  readonly environment: Environment;
  readonly document: unknown;
  readonly note: string | null;
  readonly samples: readonly NewSample[];
};

export type AdapterVersionSummary = Omit<AdapterVersionFacts, 'partnerId'>;
export type AdapterVersionView = AdapterVersionSummary & {
  readonly adapter: object;
  /** What the version makes of its samples now. */
  readonly samples: readonly SampleReport[];
  /** Why it would be refused now. */
  readonly issues: readonly Issue[];
};
/** A version, checked anew against what holds now; `inbound` is null for one that writes what the partner is sent. */
export type CheckedVersion = { readonly view: AdapterVersionView; readonly inbound: CompiledAdapter | null };

export type Activation = {
  readonly partner: Owner;
  readonly version: number;
  /** For the audit: why, and what was known about its effect. */
  readonly details: object;
};
export type Activated = {
  readonly replaced: number | null;
  readonly environment: Environment;
  readonly direction: Direction;
};

/** Partners' mapping documents: every save makes a version that stays as it is; exactly one is live. */
@Injectable()
export class AdapterVersionsService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly lifecycle: LifecycleService,
    private readonly live: LiveAdaptersService,
    private readonly samples: AdapterSamples,
    private readonly versions: AdapterVersionsRepository,
  ) {}

  /** Saves a draft, whether or not its samples pass. @throws DomainError `adapter_invalid`, `adapter_direction` */
  async save(
    actor: Actor,
    partner: Owner,
    { document, samples, environment, note }: NewAdapter,
  ): Promise<AdapterVersionView> {
    const { direction, inbound } = await this.#check(document);
    if (!inbound && samples.length > 0) throw samplesRefused();
    const expected = inbound ? await this.samples.expecting(inbound, partner.phoneRegion, samples) : [];
    const createdAt = this.clock.now();
    const id = newId(createdAt);
    const sealed = expected.map((sample) => this.samples.seal(id, sample));
    const draft = { id, environment, direction, note, state: 'draft' } as const;
    const made = { createdAt, createdBy: actor.name, activatedAt: null, activatedBy: null };
    const version = await this.transaction.run(async (tx) => {
      await this.versions.lock(tx, partner.id);
      const number = await this.versions.nextVersion(tx, partner.id);
      const row = { ...draft, ...made, partnerId: partner.id, version: number, document: document as object };
      await this.versions.add(tx, row, sealed);
      await this.#tell(tx, actor, 'adapter.saved', partner, { version: number, environment, samples: sealed.length });
      return number;
    });
    const reports = inbound ? await this.samples.run(inbound, partner.phoneRegion, expected) : [];
    return { ...draft, ...made, version, adapter: document as object, samples: reports, issues: [] };
  }

  /** Newest first, those before the version with id `before`; `total` is of all. */
  list(
    filter: VersionFilter,
    before: string | null,
    limit: number,
  ): Promise<{ versions: AdapterVersionSummary[]; total: number }> {
    return this.transaction.run(async (tx) => ({
      versions: (await this.versions.page(tx, filter, before, limit)).map(summaryOf),
      total: await this.versions.count(tx, filter),
    }));
  }

  /** As far as it still holds: with `issues` where it would be refused now. @throws DomainError `adapter_version_not_found` */
  async find(partner: Owner, version: number): Promise<AdapterVersionView> {
    try {
      return (await this.checked(partner, version)).view;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'adapter_invalid') throw error;
      const { document, ...facts } = await this.transaction.run((tx) => this.#known(tx, partner, version));
      return { ...summaryOf(facts), adapter: document, samples: [], issues: error.issues };
    }
  }

  /** Checked anew, its samples read. @throws DomainError `adapter_version_not_found`, `adapter_invalid` */
  async checked(partner: Owner, version: number): Promise<CheckedVersion> {
    const { row, sealed } = await this.transaction.run(async (tx) => {
      const found = await this.#known(tx, partner, version);
      return { row: found, sealed: await this.versions.samples(tx, found.id) };
    });
    const { inbound } = await this.#check(row.document);
    const opened = sealed.map((one) => this.samples.open(one));
    const samples = inbound ? await this.samples.run(inbound, partner.phoneRegion, opened) : [];
    const { document, ...facts } = row;
    return { inbound, view: { ...summaryOf(facts), adapter: document, samples, issues: [] } };
  }

  /**
   * Makes a version live, an older one, too; in force everywhere within 3 s. One that is live stays so.
   * @throws DomainError `adapter_version_not_found`
   */
  async activate(tx: Tx, actor: Actor, { partner, version, details }: Activation): Promise<Activated> {
    await this.versions.lock(tx, partner.id);
    const row = await this.#known(tx, partner, version);
    const { environment, direction } = row;
    if (row.state === 'live') return { replaced: null, environment, direction };
    const replaced = await this.versions.activate(tx, row, this.clock.now(), actor.name);
    const told = { version, environment, direction, replaced, ...details };
    await this.#tell(tx, actor, 'adapter.activated', partner, told);
    this.live.forgetAfter(tx);
    return { replaced, environment, direction };
  }

  /**
   * Takes a live version out of force, so that the standard format holds.
   * @throws DomainError `adapter_version_not_found`, `adapter_not_live`
   */
  async retire(tx: Tx, actor: Actor, { partner, version, details }: Activation): Promise<Activated> {
    await this.versions.lock(tx, partner.id);
    const row = await this.#known(tx, partner, version);
    if (row.state !== 'live') throw new DomainError('conflict', 'adapter_not_live', 'This version is not live.');
    await this.versions.retire(tx, row.id);
    const { environment, direction } = row;
    await this.#tell(tx, actor, 'adapter.retired', partner, { version, environment, direction, ...details });
    this.live.forgetAfter(tx);
    return { replaced: null, environment, direction };
  }

  async #known(tx: Tx, { id }: Owner, version: number): Promise<AdapterVersion> {
    const found = await this.versions.find(tx, id, version);
    if (found) return found;
    throw new DomainError('not_found', 'adapter_version_not_found', 'This partner has no adapter of this version.');
  }

  async #check(document: unknown): Promise<CheckedDocument> {
    const statuses = await this.lifecycle.list();
    return checkDocument(document, new Set(statuses.filter(({ active }) => active).map(({ code }) => code)));
  }

  #tell(tx: Tx, actor: Actor, action: string, { slug }: Owner, details: object): Promise<void> {
    return this.audit.record(tx, actor, { action, subject: { type: 'partner', id: slug }, details });
  }
}

function summaryOf({ partnerId: _, ...summary }: AdapterVersionFacts): AdapterVersionSummary {
  return summary;
}

function samplesRefused(): DomainError {
  const message = 'must be empty: an adapter that writes what the partner is sent reads no samples';
  const sentence = 'Samples belong to adapters that read what the partner sends.';
  return new DomainError('rejected', 'adapter_direction', sentence, { issues: [{ path: 'samples', message }] });
}
