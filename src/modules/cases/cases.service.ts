import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError, type Issue } from '../../kernel/domain-error.js';
import { newId } from '../../kernel/uuid.js';
import { type Actor, AuditService, type Deed } from '../../platform/audit/audit.service.js';
import { Cached } from '../../platform/database/cached.js';
import { Changes } from '../../platform/database/changes.js';
import { SidePool } from '../../platform/database/side-pool.js';
import { sqlStateOf, Transaction, type Tx } from '../../platform/database/transaction.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { type CaseCatalogue, type CaseResolution, type LawFirm, type MassTort, nameKey } from './case-code.domain.js';
import { CatalogueRepository, type LawFirmView } from './catalogue.repository.js';
import { keyedAliases, spellingProblems } from './law-firm.domain.js';
import { namingProblems } from './mass-tort.domain.js';
import { type Candidate, type PartnerCase, PartnerCasesRepository, type Slot } from './partner-cases.repository.js';

export type { CaseResolution, MassTort as MassTortView } from './case-code.domain.js';
export type { LawFirmView } from './catalogue.repository.js';
export type { Candidate } from './partner-cases.repository.js';

/** That a partner handles a mass tort, named by its slug. */
export type PartnerCaseView = Omit<PartnerCase, 'massTortId'> & { readonly massTort: string };
export type NewPartnerCase = Pick<PartnerCaseView, 'massTort'> & Partial<PartnerCaseView>;

type Partner = { readonly id: string; readonly slug: string };

const UNIQUE_VIOLATION = '23505';

/** What cases there are, what they are called, and which partner handles them. */
@Injectable()
export class CasesService implements OnModuleInit {
  readonly #catalogue = new Cached<'all', CaseCatalogue>(() => this.sidePool.read((tx) => this.catalogue.load(tx)));

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly sidePool: SidePool,
    private readonly outbox: OutboxService,
    private readonly audit: AuditService,
    private readonly changes: Changes,
    private readonly catalogue: CatalogueRepository,
    private readonly partnerCases: PartnerCasesRepository,
  ) {}

  onModuleInit(): void {
    this.changes.onChange('cases', () => this.#catalogue.clear());
  }

  /** What a case code and a firm's name stand for, from a catalogue up to 3 s old. Never refuses: warnings say what is odd. */
  async resolve(caseCode: string | null, lawFirm: string | null): Promise<CaseResolution> {
    return (await this.#catalogue.get('all')).resolve(caseCode, lawFirm);
  }

  /** By slug, or by name in any spelling; up to 3 s old. */
  async massTort(slugOrName: string): Promise<MassTort | null> {
    return (await this.#catalogue.get('all')).named(slugOrName);
  }

  /** Up to 3 s old. */
  async massTortById(id: string): Promise<MassTort | null> {
    return (await this.#catalogue.get('all')).byId(id);
  }

  /** By slug. */
  listMassTorts(): Promise<MassTort[]> {
    return this.transaction.run((tx) => this.catalogue.massTorts(tx));
  }

  /** Adds a mass tort, or changes it; updates that are parked are tried again. @throws DomainError `case_code_taken`, `mass_tort_refused` */
  async putMassTort(
    actor: Actor,
    slug: string,
    { name, code, active }: Pick<MassTort, 'name' | 'code' | 'active'>,
  ): Promise<MassTort> {
    const massTort = { id: newId(this.clock.now()), slug, name, code, active };
    try {
      return await this.transaction.run(async (tx) => {
        await this.catalogue.lockMassTorts(tx);
        const problems = namingProblems(massTort, await this.catalogue.massTorts(tx));
        if (problems.length > 0) throw massTortRefused(problems);
        const put = await this.catalogue.putMassTort(tx, massTort);
        await this.outbox.append(tx, [{ topic: 'catalogue.mass_torts_changed', data: { partnerId: null } }]);
        const subject = { type: 'mass_tort', id: slug };
        await this.#tell(tx, actor, { action: 'mass_tort.put', subject, details: { name, code, active } });
        return put;
      });
    } catch (error) {
      if (sqlStateOf(error) === UNIQUE_VIOLATION) throw codeTaken();
      throw error;
    }
  }

  /** By name. */
  listLawFirms(): Promise<LawFirmView[]> {
    return this.transaction.run((tx) => this.catalogue.lawFirms(tx));
  }

  /** Adds a law firm, or changes the one of this name; the aliases replace those it had. @throws DomainError `law_firm_refused` */
  putLawFirm(actor: Actor, name: string, aliases: readonly string[]): Promise<LawFirmView> {
    const firm: LawFirm = { name, aliases };
    return this.transaction.run(async (tx) => {
      await this.catalogue.lockLawFirms(tx);
      const problems = spellingProblems(firm, await this.catalogue.lawFirms(tx));
      if (problems.length > 0) throw lawFirmRefused(problems);
      const keyed = keyedAliases(firm);
      const id = await this.catalogue.putLawFirm(
        tx,
        { id: newId(this.clock.now()), name, nameKey: nameKey(name) },
        keyed,
      );
      const view = { id, name, aliases: keyed.map(({ alias }) => alias) };
      const subject = { type: 'law_firm', id };
      await this.#tell(tx, actor, { action: 'law_firm.put', subject, details: { name, aliases: view.aliases } });
      return view;
    });
  }

  /** Replaces what a partner handles; leads that nobody has are routed again. @throws DomainError `mass_tort_unknown` */
  putPartnerCases(actor: Actor, partner: Partner, given: readonly NewPartnerCase[]): Promise<PartnerCaseView[]> {
    return this.transaction.run(async (tx) => {
      const catalogue = await this.catalogue.load(tx);
      await this.partnerCases.replace(tx, partner.id, rowsOf(given, catalogue));
      const views = await this.#casesOf(tx, partner.id, catalogue);
      const subject = { type: 'partner', id: partner.slug };
      await this.#tell(tx, actor, { action: 'partner.cases_changed', subject, details: { cases: views } });
      await this.outbox.append(tx, [{ topic: 'partner.cases_changed', data: { partnerId: partner.id } }]);
      return views;
    });
  }

  /** By slug. */
  casesOfPartner(partnerId: string): Promise<PartnerCaseView[]> {
    return this.transaction.run(async (tx) => this.#casesOf(tx, partnerId, await this.catalogue.load(tx)));
  }

  /** The active partners that handle a mass tort in a state. Without a state: those that handle it everywhere. */
  candidates(tx: Tx, { massTortId, state }: { massTortId: string; state: string | null }): Promise<Candidate[]> {
    return this.partnerCases.candidates(tx, massTortId, state);
  }

  /**
   * Takes one of a partner's leads a day; false when its cap is reached. Leads are counted only where there is a cap:
   * without one, leads of one partner would wait for each other for nothing.
   */
  async takeSlot(
    tx: Tx,
    { dailyCap, ...slot }: Omit<Slot, 'dailyCap'> & { dailyCap: number | null },
  ): Promise<boolean> {
    return dailyCap === null || this.partnerCases.takeSlot(tx, { ...slot, dailyCap });
  }

  async #casesOf(tx: Tx, partnerId: string, catalogue: CaseCatalogue): Promise<PartnerCaseView[]> {
    const cases = await this.partnerCases.ofPartner(tx, partnerId);
    const views = cases.map(({ massTortId, ...one }) => ({
      massTort: catalogue.byId(massTortId)?.slug ?? massTortId,
      ...one,
    }));
    return views.sort((one, other) => (one.massTort < other.massTort ? -1 : 1));
  }

  async #tell(tx: Tx, actor: Actor, deed: Deed): Promise<void> {
    await this.audit.record(tx, actor, deed);
    await this.changes.tell(tx, 'cases');
  }
}

/** @throws DomainError `mass_tort_unknown` */
function rowsOf(given: readonly NewPartnerCase[], catalogue: CaseCatalogue): PartnerCase[] {
  const massTortIds = given.map(({ massTort }) => (catalogue.named(massTort) ?? catalogue.coded(massTort))?.id ?? null);
  const problems = massTortProblems(massTortIds);
  if (problems.length > 0) throw massTortUnknown(problems);
  return given.flatMap((one, at) => {
    const massTortId = massTortIds[at];
    return massTortId ? [rowOf(massTortId, one)] : [];
  });
}

function rowOf(massTortId: string, given: NewPartnerCase): PartnerCase {
  const { states = null, dailyCap = null, weight = 1, active = true, caseCodes = [] } = given;
  return { massTortId, states, dailyCap, weight, active, caseCodes: [...new Set(caseCodes.map((one) => one.trim()))] };
}

/** One issue for each that is unknown or came before. */
function massTortProblems(ids: readonly (string | null)[]): Issue[] {
  return ids.flatMap((id, at) => {
    const path = `${at}.massTort`;
    if (id === null) return [{ path, message: `${path} is no slug, name or code of a mass tort` }];
    return ids.indexOf(id) < at ? [{ path, message: `${path} is in the list twice` }] : [];
  });
}

function massTortUnknown(issues: Issue[]): DomainError {
  return new DomainError('rejected', 'mass_tort_unknown', 'Some cases name no mass tort of their own; see issues.', {
    issues,
  });
}

function codeTaken(): DomainError {
  const message = 'Another mass tort has this code.';
  return new DomainError('conflict', 'case_code_taken', message, { issues: [{ path: 'code', message }] });
}

function lawFirmRefused(issues: Issue[]): DomainError {
  return new DomainError('rejected', 'law_firm_refused', 'Some spellings cannot be used; see issues.', { issues });
}

function massTortRefused(issues: Issue[]): DomainError {
  return new DomainError('rejected', 'mass_tort_refused', 'This slug or name cannot be used; see issues.', { issues });
}
