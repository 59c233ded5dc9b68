import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError, type Issue } from '../../kernel/domain-error.js';
import { newId } from '../../kernel/uuid.js';
import { Cached } from '../../platform/database/cached.js';
import { SidePool } from '../../platform/database/side-pool.js';
import { sqlStateOf, Transaction, type Tx } from '../../platform/database/transaction.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { CaseCatalogue, type CaseResolution, type LawFirm, type MassTort, nameKey } from './case-code.domain.js';
import { CatalogueRepository, type LawFirmView } from './catalogue.repository.js';
import { keyedAliases, spellingProblems } from './law-firm.domain.js';
import { type Candidate, type PartnerCase, PartnerCasesRepository, type Slot } from './partner-cases.repository.js';

export type { CaseResolution, MassTort as MassTortView } from './case-code.domain.js';
export type { LawFirmView } from './catalogue.repository.js';
export type { Candidate } from './partner-cases.repository.js';

/** That a partner handles a mass tort, named by its slug. */
export type PartnerCaseView = Omit<PartnerCase, 'massTortId'> & { readonly massTort: string };
export type NewPartnerCase = Pick<PartnerCaseView, 'massTort'> & Partial<PartnerCaseView>;

const UNIQUE_VIOLATION = '23505';

/** What cases there are, what they are called, and which partner handles them. */
@Injectable()
export class CasesService {
  readonly #catalogue = new Cached<'all', CaseCatalogue>(() => this.sidePool.read((tx) => this.#load(tx)));

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly sidePool: SidePool,
    private readonly outbox: OutboxService,
    private readonly catalogue: CatalogueRepository,
    private readonly partnerCases: PartnerCasesRepository,
  ) {}

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

  /** Adds a mass tort, or changes it. @throws DomainError `case_code_taken` */
  async putMassTort(
    slug: string,
    { name, code, active }: Pick<MassTort, 'name' | 'code' | 'active'>,
  ): Promise<MassTort> {
    const massTort = { id: newId(this.clock.now()), slug, name, code, active };
    try {
      return await this.transaction.run(async (tx) => {
        this.#forgetAfter(tx);
        return this.catalogue.putMassTort(tx, massTort);
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
  putLawFirm(name: string, aliases: readonly string[]): Promise<LawFirmView> {
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
      this.#forgetAfter(tx);
      return { id, name, aliases: keyed.map(({ alias }) => alias) };
    });
  }

  /** Replaces what a partner handles; leads that nobody has are routed again. @throws DomainError `mass_tort_unknown` */
  putPartnerCases(partnerId: string, given: readonly NewPartnerCase[]): Promise<PartnerCaseView[]> {
    return this.transaction.run(async (tx) => {
      const catalogue = await this.#load(tx);
      const cases = given.map((one) => ({ massTort: catalogue.named(one.massTort), given: one }));
      const problems = massTortProblems(cases.map(({ massTort }) => massTort?.id ?? null));
      if (problems.length > 0) throw massTortUnknown(problems);
      await this.partnerCases.replace(
        tx,
        partnerId,
        cases.flatMap(({ massTort, given: one }) => (massTort ? [rowOf(massTort.id, one)] : [])),
      );
      await this.outbox.append(tx, [{ topic: 'partner.cases_changed', data: { partnerId } }]);
      return this.#casesOf(tx, partnerId, catalogue);
    });
  }

  /** By slug. */
  casesOfPartner(partnerId: string): Promise<PartnerCaseView[]> {
    return this.transaction.run(async (tx) => this.#casesOf(tx, partnerId, await this.#load(tx)));
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

  async #load(tx: Tx): Promise<CaseCatalogue> {
    return new CaseCatalogue({
      massTorts: await this.catalogue.massTorts(tx),
      lawFirms: await this.catalogue.lawFirms(tx),
    });
  }

  #forgetAfter(tx: Tx): void {
    this.transaction.afterCommit(tx, () => this.#catalogue.clear());
  }
}

function rowOf(
  massTortId: string,
  { states = null, dailyCap = null, weight = 1, active = true }: NewPartnerCase,
): PartnerCase {
  return { massTortId, states, dailyCap, weight, active };
}

/** One issue for each that is unknown or came before. */
function massTortProblems(ids: readonly (string | null)[]): Issue[] {
  return ids.flatMap((id, at) => {
    const path = `${at}.massTort`;
    if (id === null) return [{ path, message: `${path} is no slug or name of a mass tort` }];
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
