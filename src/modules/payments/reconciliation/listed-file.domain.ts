import { type CsvRow } from '../../../kernel/csv-reader.js';
import type { Issue } from '../../../kernel/domain-error.js';
import { type Decimal, parseAmount } from '../../../kernel/money.js';
import { keyOf } from '../paidlys-reading.domain.js';
import { type Kind, MACHINES } from '../state-tables.domain.js';
import type { ListedItem } from './listed-item.domain.js';

/** Columns that a file may have, by what its objects are. Others are refused, so that no typing error goes unseen. */
const COLUMNS = {
  reference: 'what the provider names it by: the invoice id, the withdrawal uid',
  status: 'as the provider spells it',
  amount: 'what was asked or sent, a decimal',
  filled: 'what came, a decimal',
  asset: 'such as usdt',
  network: 'such as trc20usdt',
  tx_hash: 'its transaction',
  address: 'where a deposit came to',
  created_at: 'ISO 8601 with a time zone',
  updated_at: 'ISO 8601 with a time zone',
} as const;
type Column = keyof typeof COLUMNS;
const DEPOSIT: readonly Column[] = ['status', 'filled', 'asset', 'network', 'tx_hash', 'address'];
const OTHERS: readonly Column[] = ['reference', 'status'];
const LONGEST = 500;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What a line is: an object, or what is wrong with it. Paths are `line 7, amount`. */
export type ReadLine = { readonly item: ListedItem } | { readonly issues: readonly Issue[] };

/** Reads the lines of a provider's list as an operator exports it: the first names the columns. */
export class ListedFile {
  readonly #places: ReadonlyMap<Column, number>;
  readonly #width: number;

  private constructor(
    private readonly kind: Kind,
    names: readonly string[],
  ) {
    this.#places = new Map(names.map((name, at) => [name as Column, at]));
    this.#width = names.length;
  }

  static headedBy({ line, cells }: CsvRow, kind: Kind): ListedFile | readonly Issue[] {
    const names = cells.map((cell) => cell.trim().toLowerCase());
    const known = Object.keys(COLUMNS);
    const issue = (name: string, message: string) => ({ path: `line ${line}, ${name}`, message });
    const needed = kind === 'paidlys_deposit' ? DEPOSIT : OTHERS;
    const issues = [
      ...names
        .filter((name) => !known.includes(name))
        .map((name) =>
          issue(`column ${names.indexOf(name) + 1}`, `is no column of this file. Use ${known.join(', ')}`),
        ),
      ...needed.filter((name) => !names.includes(name)).map((name) => issue(name, `is missing: ${COLUMNS[name]}`)),
      ...known
        .filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
        .map((name) => issue(name, 'is there twice')),
    ];
    return issues.length > 0 ? issues : new ListedFile(kind, names);
  }

  read({ line, cells }: CsvRow): ReadLine {
    const issues: Issue[] = [];
    const wrong = (column: string, message: string) => {
      issues.push({ path: `line ${line}, ${column}`, message });
      return null;
    };
    if (cells.length !== this.#width) {
      wrong('the line', `has ${cells.length} cells, and the first line has ${this.#width}`);
      return { issues };
    }
    const item = this.#itemOf(cells, wrong);
    return issues.length > 0 || item === null ? { issues } : { item };
  }

  #itemOf(cells: readonly string[], wrong: Wrong): ListedItem | null {
    const text = (column: Column) => this.#textAt(cells, column, wrong);
    const reference = this.#referenceOf(text, wrong);
    const status = this.#statusOf(text('status'), wrong);
    const rest = {
      amount: amountAt(text('amount'), 'amount', wrong),
      filled: amountAt(text('filled'), 'filled', wrong),
      createdAt: timeAt(text('created_at'), 'created_at', wrong),
      updatedAt: timeAt(text('updated_at'), 'updated_at', wrong),
    };
    const place = { asset: text('asset'), network: text('network'), txHash: text('tx_hash') };
    return reference === null ? null : { reference, status, ...rest, ...place };
  }

  #textAt(cells: readonly string[], column: Column, wrong: Wrong): string | null {
    const at = this.#places.get(column);
    const cell = at === undefined ? '' : (cells[at] ?? '').trim();
    if (cell.length > LONGEST || /[\0\p{Cs}]/u.test(cell))
      return wrong(column, 'is too long, or holds what is no text');
    return cell === '' ? null : cell;
  }

  /** A deposit is told by where, what and in which transaction, as its webhooks tell it. */
  #referenceOf(text: (column: Column) => string | null, wrong: Wrong): string | null {
    const parts: Column[] =
      this.kind === 'paidlys_deposit' ? ['network', 'tx_hash', 'address', 'asset'] : ['reference'];
    const values = parts.map((column) => text(column) ?? wrong(column, 'is empty'));
    return values.includes(null) ? null : keyOf(values.join('|'));
  }

  #statusOf(raw: string | null, wrong: Wrong): string | null {
    if (raw === null) return wrong('status', 'is empty');
    const known = knownStatuses(this.kind);
    const status = known.get(raw.toLowerCase());
    return status ?? wrong('status', `is none that is known. Known are ${[...known.keys()].join(', ')}`);
  }
}

type Wrong = (column: string, message: string) => null;

/** As the provider spells them, in lower case → as we do. */
function knownStatuses(kind: Kind): ReadonlyMap<string, string> {
  const own = MACHINES[kind].ranks.map((status) => [status.toLowerCase(), status] as const);
  if (kind === 'paidlys_withdrawal') return new Map([...own, ['processing', 'processing']]);
  if (kind === 'payram_payment') return new Map([...own, ['canceled', 'CANCELLED']]);
  return kind === 'paidlys_invoice' ? new Map([...own, ['closed', 'expired'], ['failed', 'expired']]) : new Map(own);
}

function amountAt(text: string | null, column: Column, wrong: Wrong): Decimal | null {
  if (text === null) return null;
  return parseAmount(text) ?? wrong(column, 'is no amount: digits, and a point before at most 18 decimals');
}

function timeAt(text: string | null, column: Column, wrong: Wrong): Date | null {
  if (text === null) return null;
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? wrong(column, 'is no time such as 2026-11-01T12:00:00Z') : new Date(time);
}
