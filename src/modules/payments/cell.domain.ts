/** Why a payment needs somebody's eye, beside how far it got. */
export const EXCEPTIONS = [
  ...['gap', 'partial', 'short_accepted', 'over', 'late', 'amount_mismatch', 'currency_mismatch', 'amount_unknown'],
  ...['conflict', 'unlinked', 'frozen', 'failed', 'unverified', 'unknown_status'],
  ...['voided', 'refund_reported', 'dispute'],
] as const;
export type ExceptionCode = (typeof EXCEPTIONS)[number];

/**
 * What an event does to an object in a given status.
 *
 * - `apply`: the status becomes the incoming one. `facts`: only amounts, hashes and confirmations are taken.
 * - `duplicate` and `stale`: nothing changes.
 * - `verify`: nothing is applied; effects wait until the provider, or a person, has said how it is.
 * - `verify_if_newer`: as `verify` when the provider's time is newer than all before, else `stale`.
 * - `quarantine`: a status that nobody knows.
 */
export type Action = 'apply' | 'facts' | 'duplicate' | 'stale' | 'verify' | 'verify_if_newer' | 'quarantine';

export type Cell = {
  readonly action: Action;
  readonly exceptions: readonly ExceptionCode[];
  /** Applied, but no effect leaves before the provider was asked. */
  readonly unconfirmed: boolean;
  /** Somebody is called at once. */
  readonly pages: boolean;
};

/**
 * How the event stands to what is known, where a cell depends on it: its amount against the largest one before, and its
 * time against the newest one before. The first that a cell names counts.
 */
export type Relation = 'older' | 'newer' | 'up' | 'equal' | 'down';
export type Choice = { readonly [Which in Relation]?: string } & { readonly else?: string };
export type Written = string | Choice;

/** Current status, or `none` → incoming status → cell. */
export type StateTable = Readonly<Record<string, Readonly<Record<string, Written>>>>;

const ACTIONS: Readonly<Record<string, Action>> = {
  A: 'apply',
  F: 'facts',
  D: 'duplicate',
  S: 'stale',
  V: 'verify',
  SV: 'verify_if_newer',
  Q: 'quarantine',
};
const CELL = /^(A|F|D|SV|S|V|Q)(g?)(P?)(\+V)?((?: [a-z_]+)*)$/;

/**
 * Reads a cell as the tables write it: the action's letter; `g` for an event in between that was missed; `P` when
 * somebody is paged; `+V` when no effect leaves unverified; then exceptions.
 * @throws Error for a cell that is not written so
 */
export function readCell(text: string): Cell {
  const [, letter = '', gap, pages, unconfirmed, words = ''] = CELL.exec(text) ?? [];
  const action = ACTIONS[letter];
  if (!action) throw new Error(`No cell of a state table: ${text}`);
  const named = words.split(' ').filter((word) => word !== '');
  const exceptions = [...(gap ? ['gap'] : []), ...named].map(exceptionOf);
  return { action, exceptions, unconfirmed: !!unconfirmed, pages: !!pages };
}

function exceptionOf(word: string): ExceptionCode {
  const code = EXCEPTIONS.find((known) => known === word);
  if (!code) throw new Error(`No exception: ${word}`);
  return code;
}

/** The cell for this relation. */
export function chosenFrom(written: Written, relations: readonly Relation[]): Cell {
  if (typeof written === 'string') return readCell(written);
  const relation = relations.find((one) => written[one] !== undefined);
  return readCell((relation && written[relation]) ?? written.else ?? 'V');
}
