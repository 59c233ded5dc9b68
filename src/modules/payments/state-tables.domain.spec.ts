import type { Written } from './cell.domain.js';
import { type Kind, MACHINES } from './state-tables.domain.js';

/**
 * The rules as they were agreed, written down a second time and by hand: current status, then one cell for each incoming
 * one in the order of the first line. `up`, `equal`, `down`, `older` and `newer` are told apart by a slash.
 */
const AGREED: Readonly<Partial<Record<Kind, string>>> = {
  payram_payment: `
    ->               | OPEN | PARTIALLY_FILLED                       | FILLED           | OVER_FILLED                | CANCELLED
    none             | A    | Ag                                     | Ag+V             | Ag+V over                  | Ag
    OPEN             | D    | A                                      | A+V              | A+V over                   | A
    PARTIALLY_FILLED | S    | up A / equal D / down SV               | A+V              | A+V over                   | older A late partial / else A partial
    CANCELLED        | SV   | older F partial / up F late partial / equal D / down SV | A+V late | A+V late over    | D
    FILLED           | SV   | SV                                     | equal D / else V | up A+V over / else V       | older S late / newer V / else V late
    OVER_FILLED      | SV   | SV                                     | SV               | up A+V over / equal D / down SV | older S late / newer V / else V late`,
  paidlys_invoice: `
    ->         | created | pending | processing | expired   | wrong          | done               | refunded
    none       | A       | Ag      | Ag         | Ag        | Ag+V partial   | Ag+V               | Ag+V
    created    | D       | A       | Ag         | Ag        | Ag+V partial   | Ag+V               | Ag+V
    pending    | S       | D       | A          | A         | A+V partial    | A+V                | Ag+V
    processing | S       | S       | D          | A+V late  | A+V partial    | A+V                | Ag+V
    expired    | S       | S       | V late     | D         | A+V late partial | A+V late         | Ag+V late
    wrong      | S       | S       | S          | V late    | D              | A+V short_accepted | A
    done       | S       | S       | S          | V late    | V conflict     | D                  | V conflict
    refunded   | S       | S       | S          | S         | S              | VP conflict        | D`,
  paidlys_withdrawal: `
    ->        | initiated   | broadcast                 | done        | rejected
    unknown   | VP unlinked | VP unlinked               | VP unlinked | VP unlinked
    none      | A           | Ag                        | Ag+V        | Ag+V
    initiated | D           | A                         | Ag+V        | A
    broadcast | S           | equal D / else V conflict | A           | A+V failed
    done      | S           | equal S / else V conflict | D           | VP conflict
    rejected  | S           | VP conflict               | VP conflict | D`,
  paidlys_deposit: `
    ->         | processing | done                      | failed      | frozen
    none       | A          | Ag+V                      | A           | A frozen
    processing | D          | A+V                       | A failed    | A frozen
    frozen     | S          | A+V                       | A failed    | D
    failed     | S          | VP conflict               | D           | V conflict
    done       | S          | equal D / else V conflict | VP conflict | VP frozen`,
};

/** A rank lower than another never follows it by a webhook. */
const RANKS: Readonly<Partial<Record<Kind, string>>> = {
  payram_payment: 'OPEN < PARTIALLY_FILLED < CANCELLED < FILLED < OVER_FILLED',
  paidlys_invoice: 'created < pending < processing < expired < wrong < done < refunded',
};

function cellsOf(kind: Kind): [current: string, incoming: string, written: Written][] {
  const [first = '', ...rows] = (AGREED[kind] ?? '').trim().split('\n');
  const incoming = wordsIn(first).slice(1);
  return rows.flatMap((row) => {
    const [current = '', ...cells] = wordsIn(row);
    return cells.map((cell, at): [string, string, Written] => [current, incoming[at] ?? '', writtenAs(cell)]);
  });
}

function wordsIn(line: string): string[] {
  return line.split('|').map((cell) => cell.trim());
}

function writtenAs(cell: string): Written {
  const choices = cell.split(' / ');
  if (choices.length === 1) return cell;
  return Object.fromEntries(choices.map((one) => [one.slice(0, one.indexOf(' ')), one.slice(one.indexOf(' ') + 1)]));
}

const KINDS = Object.keys(AGREED) as Kind[];

it.each(KINDS)('%s: every cell is the one that was agreed, and there is none beside', (kind) => {
  const agreed: Record<string, Record<string, Written>> = {};
  for (const [current, incoming, written] of cellsOf(kind)) {
    agreed[current] = { ...agreed[current], [incoming]: written };
  }
  expect(MACHINES[kind].table).toEqual(agreed);
});

it.each(Object.entries(RANKS))('%s: ranks as agreed', (kind, ranks) => {
  expect(MACHINES[kind as Kind].ranks.join(' < ')).toBe(ranks);
});
