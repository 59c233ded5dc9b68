import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { arrayOf } from '../../platform/database/arrays.js';
import { type Prepared, runPrepared } from '../../platform/database/prepared.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { CareCaseRow } from './care.entity.js';

/** What names a case among all. */
export type CaseName = Pick<CareCaseRow, 'accountId' | 'reference'>;
export type CaseChange = Pick<
  CareCaseRow,
  'id' | 'status' | 'isArchived' | 'closedAt' | 'archiveReason' | 'versions' | 'told' | 'lastEventAt' | 'updatedAt'
>;
export type CaseOwner = Pick<CareCaseRow, 'userId' | 'leadId' | 'linkedAt' | 'linkedBy'>;

const COLUMNS = `id, account_id as "accountId", reference, status, is_archived as "isArchived", closed_at as "closedAt",
  archive_reason as "archiveReason", versions, told, user_id as "userId", lead_id as "leadId", linked_at as "linkedAt",
  linked_by as "linkedBy", last_event_at as "lastEventAt", created_at as "createdAt", updated_at as "updatedAt"`;

const ADD: Prepared = {
  name: 'add_care_case',
  text: `insert into care_case (id, account_id, reference, created_at, updated_at)
    select n.id, n.account_id, n.reference, $4, $4 from unnest($1::uuid[], $2::uuid[], $3::text[]) as n (id, account_id, reference)
    on conflict (account_id, reference) do nothing`,
};
const HOLD: Prepared = {
  name: 'hold_care_case',
  text: `select ${COLUMNS} from care_case
    where (account_id, reference) in (select * from unnest($1::uuid[], $2::text[])) order by id for no key update`,
};

const CHANGED = {
  ...{ id: 'uuid', status: 'text', isArchived: 'boolean', closedAt: 'timestamptz', archiveReason: 'text' },
  ...{ versions: 'jsonb', told: 'jsonb', lastEventAt: 'timestamptz', updatedAt: 'timestamptz' },
} as const;

function changeText(first: number): string {
  const lists = Object.values(CHANGED).map((type, at) => `$${first + at}::${type}[]`);
  return `update care_case set status = c.status, is_archived = c.is_archived, closed_at = c.closed_at,
      archive_reason = c.archive_reason, versions = c.versions, told = array(select jsonb_array_elements_text(c.told)),
      last_event_at = c.last_event_at, updated_at = c.updated_at
    from unnest(${lists.join(', ')}) as c (id, status, is_archived, closed_at, archive_reason, versions, told, last_event_at, updated_at)
    where care_case.id = c.id returning care_case.id`;
}

/** A member that is absent filters nothing. */
export type CareCaseFilter = {
  readonly account?: string;
  readonly status?: string;
  readonly userId?: string;
  readonly leadId?: string;
  /** Those that are nobody's yet. */
  readonly unlinked?: true;
};
export type ListedCase = CareCaseRow & { readonly account: string };

const CONDITIONS: Readonly<Record<keyof CareCaseFilter, string>> = {
  account: 'account.account = :account',
  status: 'care.status = :status',
  userId: 'care.userId = :userId',
  leadId: 'care.leadId = :leadId',
  unlinked: 'care.leadId is null',
};

/** Storage of cases. */
@Injectable()
export class CareCasesRepository {
  /** Adds those that are new and holds all until commit, in id order. */
  async hold(tx: Tx, names: readonly (CaseName & { readonly id: string })[], now: Date): Promise<CareCaseRow[]> {
    if (names.length === 0) return [];
    const column = (type: string, of: (name: CaseName & { id: string }) => string) => arrayOf(names.map(of), type);
    const accounts = column('uuid', ({ accountId }) => accountId);
    const references = column('text', ({ reference }) => reference);
    await runPrepared(tx, ADD, [column('uuid', ({ id }) => id), accounts, references, now]);
    return runPrepared<CareCaseRow>(tx, HOLD, [accounts, references]);
  }

  holdById(tx: Tx, id: string): Promise<CareCaseRow | null> {
    return tx.getRepository(CareCaseRow).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  changing(changes: readonly CaseChange[]): Write | null {
    if (changes.length === 0) return null;
    const values = Object.entries(CHANGED).map(([name, type]) =>
      arrayOf(
        changes.map((change) => change[name as keyof CaseChange]),
        type,
      ),
    );
    return { name: 'care_case', text: changeText, values, expects: changes.length };
  }

  /** Only a case that is nobody's yet. */
  async link(tx: Tx, id: string, owner: CaseOwner & Pick<CareCaseRow, 'told' | 'updatedAt'>): Promise<boolean> {
    const { affected } = await tx.getRepository(CareCaseRow).update({ id, leadId: IsNull() }, owner);
    return affected === 1;
  }

  /** Newest first, those before the case `before`. */
  async search(tx: Tx, filter: CareCaseFilter, before: string | null, limit: number): Promise<ListedCase[]> {
    const query = filtered(tx, filter).orderBy('care.id', 'DESC').limit(limit);
    if (before !== null) query.andWhere('care.id < :before', { before });
    return listed(await query.getRawAndEntities<RawAccount>());
  }

  /** How many fit, `most` at most. */
  async count(tx: Tx, filter: CareCaseFilter, most: number): Promise<number> {
    return (await filtered(tx, filter).select('care.id').limit(most).getRawMany()).length;
  }

  async find(tx: Tx, id: string): Promise<ListedCase | null> {
    const query = filtered(tx, {}).where('care.id = :id', { id });
    return listed(await query.getRawAndEntities<RawAccount>())[0] ?? null;
  }
}

type RawAccount = { readonly account_account: string };

function filtered(tx: Tx, filter: CareCaseFilter) {
  const query = tx
    .createQueryBuilder(CareCaseRow, 'care')
    .innerJoin('provider_account', 'account', 'account.id = care.account_id')
    .addSelect('account.account', 'account_account');
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) query.andWhere(CONDITIONS[name as keyof CareCaseFilter], { [name]: value });
  }
  return query;
}

function listed({ entities, raw }: { entities: CareCaseRow[]; raw: RawAccount[] }): ListedCase[] {
  return entities.map((row, at) => ({ ...row, account: raw[at]?.account_account ?? '' }));
}
