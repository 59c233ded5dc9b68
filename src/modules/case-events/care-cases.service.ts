import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import { Transaction } from '../../platform/database/transaction.js';
import type { CareEventRow } from './care.entity.js';
import { type CareCaseFilter, CareCasesRepository, type ListedCase } from './care-cases.repository.js';
import { CareEventsRepository } from './care-events.repository.js';
import { eventNamed } from './event-names.domain.js';

export type { CareCaseFilter } from './care-cases.repository.js';

/** A case without anything about the person: what it says of health stays sealed. */
export type CareCaseSummary = Omit<ListedCase, 'accountId' | 'versions' | 'told'>;
export type CareEventView = Omit<CareEventRow, 'accountId' | 'caseId' | 'dedupeKey' | 'bodySha256'> & {
  /** What the name stands for, to people. */
  readonly label: string;
  readonly group: string;
};
/** Its events are the newest first, a thousand at most. */
export type CareCaseDetail = CareCaseSummary & { readonly events: readonly CareEventView[] };

const MOST = 10_000;

/** Shows cases at CareValidate to people. */
@Injectable()
export class CareCasesService {
  constructor(
    private readonly transaction: Transaction,
    private readonly cases: CareCasesRepository,
    private readonly events: CareEventsRepository,
  ) {}

  /** Newest first, those before the case `before`. */
  search(filter: CareCaseFilter, before: string | null, limit: number): Promise<CareCaseSummary[]> {
    return this.transaction.run(async (tx) => (await this.cases.search(tx, filter, before, limit)).map(summaryOf));
  }

  /** How many fit, 10,000 at most. */
  count(filter: CareCaseFilter): Promise<number> {
    return this.transaction.run((tx) => this.cases.count(tx, filter, MOST));
  }

  /** @throws DomainError `care_case_not_found` */
  find(id: string): Promise<CareCaseDetail> {
    return this.transaction.run(async (tx) => {
      const row = isUuid(id) ? await this.cases.find(tx, id) : null;
      if (!row) throw new DomainError('not_found', 'care_case_not_found', 'There is no case with this id.');
      return { ...summaryOf(row), events: (await this.events.ofCase(tx, id)).map(viewOf) };
    });
  }
}

function summaryOf({ accountId: _, versions: __, told: ___, ...row }: ListedCase): CareCaseSummary {
  return row;
}

function viewOf({ accountId: _, caseId: __, dedupeKey: ___, bodySha256: ____, ...row }: CareEventRow): CareEventView {
  const { label, group } = eventNamed(row.name);
  return { ...row, label, group };
}
