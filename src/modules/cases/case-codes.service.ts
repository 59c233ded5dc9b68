import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Cached } from '../../platform/database/cached.js';
import { Changes } from '../../platform/database/changes.js';
import { SidePool } from '../../platform/database/side-pool.js';
import type { Tx } from '../../platform/database/transaction.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { caseCodeProblem, DeclaredFirms } from './declared-codes.domain.js';
import { type PartnerCase, PartnerCasesRepository } from './partner-cases.repository.js';

/** A case code of a partner's own that does not stand for its mass tort, and why. */
export type UnresolvedCode = { readonly caseCode: string; readonly massTort: string; readonly problem: string };
export type { DeclaredFirms } from './declared-codes.domain.js';

/** The case codes that partners gave for what they handle. */
@Injectable()
export class CaseCodesService implements OnModuleInit {
  readonly #firms = new Cached<string, DeclaredFirms>((partnerId) => this.#loadFirms(partnerId));

  constructor(
    private readonly sidePool: SidePool,
    private readonly changes: Changes,
    private readonly catalogue: CatalogueRepository,
    private readonly partnerCases: PartnerCasesRepository,
  ) {}

  onModuleInit(): void {
    this.changes.onChange('cases', () => this.#firms.clear());
  }

  /** The law firms that a partner's codes name; up to 3 s old. */
  firmsOf(partnerId: string): Promise<DeclaredFirms> {
    return this.#firms.get(partnerId);
  }

  /** Those of the cases that a partner takes which the catalogue does not resolve to their mass tort and a known firm. */
  unresolved(partnerId: string): Promise<UnresolvedCode[]> {
    return this.sidePool.read(async (tx) => {
      const catalogue = await this.catalogue.load(tx);
      const handled = await this.#active(tx, partnerId);
      return handled.flatMap(({ massTortId, caseCodes }) =>
        caseCodes.flatMap((caseCode) => {
          const problem = caseCodeProblem(caseCode, massTortId, catalogue);
          const massTort = catalogue.byId(massTortId)?.slug ?? massTortId;
          return problem === null ? [] : [{ caseCode, massTort, problem }];
        }),
      );
    });
  }

  #loadFirms(partnerId: string): Promise<DeclaredFirms> {
    return this.sidePool.read(
      async (tx) => new DeclaredFirms(await this.#active(tx, partnerId), await this.catalogue.load(tx)),
    );
  }

  async #active(tx: Tx, partnerId: string): Promise<PartnerCase[]> {
    return (await this.partnerCases.ofPartner(tx, partnerId)).filter(({ active }) => active);
  }
}
