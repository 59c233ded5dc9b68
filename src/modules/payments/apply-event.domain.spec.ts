import { parseAmount } from '../../kernel/money.js';
import { applyEvent } from './apply-event.domain.js';
import { type Cell, chosenFrom, type Relation, readCell, type Written } from './cell.domain.js';
import { type Facts, NOTHING, type PaymentState, type ProviderEvent } from './payment-state.domain.js';
import { KINDS, type Kind, MACHINES } from './state-tables.domain.js';

type Case = readonly [kind: Kind, current: string, incoming: string, relation: string, cell: string];

/** Each cell of each table, once for each relation that it names. */
const CELLS: readonly Case[] = KINDS.flatMap((kind) =>
  Object.entries(MACHINES[kind].table).flatMap(([current, row]) =>
    Object.entries(row).flatMap(([incoming, written]) =>
      writtenIn(written).map(([relation, cell]): Case => [kind, current, incoming, relation, cell]),
    ),
  ),
);

function writtenIn(written: Written): [string, string][] {
  return typeof written === 'string' ? [['any', written]] : Object.entries(written);
}

const amount = (text: string) => parseAmount(text) ?? undefined;
const NOON = '2026-11-01T12:00:00.000Z';

function standing(kind: Kind, current: string): PaymentState {
  if (current === 'none' || current === 'unknown') return NOTHING;
  if (kind === 'carevalidate_payment') return careStanding(current);
  const seen = [...(MACHINES[kind].needs[current] ?? []).flatMap((one) => one.split('|')), current].sort();
  return { ...NOTHING, status: current, seen, facts: factsOf(kind, '20'), newestAt: NOON };
}

/** As activities before noon made it: added, and then what the status says. */
function careStanding(current: string): PaymentState {
  const facts = { amount: amount('20'), ...(current === 'paid' && { filled: amount('20') }) } as Facts;
  const versions = { amount: NOON, filled: NOON, 'is:created': NOON, [`is:${current}`]: NOON };
  const seen = [...new Set(['created', current])].sort();
  return { ...NOTHING, status: current, seen, facts, newestAt: NOON, versions, reports: [] };
}

function factsOf(kind: Kind, filled: string): Facts {
  if (kind === 'paidlys_withdrawal') return { txHash: 'hash-1' };
  if (kind === 'carevalidate_payment') return { amount: amount(filled) } as Facts;
  return { filled: amount(filled), filledUsd: amount(filled) } as Facts;
}

function timeIn(relation: string): Date | null {
  const minutes = { older: -1, newer: 1 }[relation];
  return minutes === undefined ? null : new Date(Date.parse(NOON) + minutes * 60_000);
}

function versionIn(kind: Kind, at: Date | null): { version?: string } {
  return kind === 'carevalidate_payment' ? { version: (at ?? new Date(NOON)).toISOString() } : {};
}

/** An event that stands to what is known as the relation says. */
function incomingOf(kind: Kind, current: string, status: string | null, relation: string): ProviderEvent {
  const filled = { up: '30', down: '10' }[relation] ?? '20';
  const isOther = kind === 'paidlys_withdrawal' && relation === 'else';
  const another = { OVER_FILLED: '10', void: '20' }[status ?? ''] ?? '30';
  const facts = isOther ? { txHash: 'hash-2' } : factsOf(kind, relation === 'else' ? another : filled);
  const at = timeIn(relation);
  const told = { kind, reference: 'r', status, rawStatus: status ?? 'Settled', at, facts };
  const version = versionIn(kind, at);
  return { ...told, ...version, progress: false, verified: true, known: current !== 'unknown', flaws: [] };
}

const OUTCOMES: Record<Cell['action'], string> = {
  apply: 'applied',
  facts: 'facts',
  duplicate: 'duplicate',
  stale: 'stale',
  verify: 'verifying',
  verify_if_newer: 'stale',
  quarantine: 'quarantined',
};

it('covers every pair of statuses that a kind knows', () => {
  for (const kind of KINDS) {
    const { ranks, incoming = ranks, table } = MACHINES[kind];
    const rows = Object.keys(table).filter((row) => row !== 'unknown');
    expect(rows.sort()).toEqual(['none', ...ranks].sort());
    for (const row of Object.values(table)) expect(Object.keys(row).sort()).toEqual([...incoming].sort());
  }
});

it.each(CELLS)('%s: %s, then %s (%s) does %s', (kind, current, incoming, relation, written) => {
  const cell = readCell(written);
  const before = standing(kind, current);
  const after = applyEvent(before, incomingOf(kind, current, incoming, relation));
  const { action, exceptions, unconfirmed, pages } = cell;
  expect(after.outcome).toBe(OUTCOMES[action]);
  expect(after.state.status).toBe(
    action === 'apply' ? (MACHINES[kind].becomes?.[incoming] ?? incoming) : before.status,
  );
  expect(after.state.exceptions).toEqual(expect.arrayContaining(exceptions.filter((code) => code !== 'gap')));
  expect(after.pages).toBe(pages);
  expect(after.state.frozen).toBe(action === 'verify');
  expect(after.asks).toBe(action === 'verify' || exceptions.includes('gap'));
  expect(after.unconfirmed).toBe(unconfirmed);
  if (action === 'apply') expect(after.state.exceptions.includes('gap')).toBe(exceptions.includes('gap'));
  if (action === 'stale' || action === 'duplicate') expect(after.state.facts).toEqual(before.facts);
});

it.each(KINDS.flatMap((kind) => [...MACHINES[kind].ranks, 'none'].map((current) => [kind, current] as const)))(
  '%s: %s, then a status that nobody knows, is kept apart and changes nothing',
  (kind, current) => {
    const before = standing(kind, current);
    const after = applyEvent(before, incomingOf(kind, current, null, 'any'));
    expect(after).toMatchObject({ outcome: 'quarantined', reason: 'unknown_status' });
    const more = kind === 'carevalidate_payment' && { reports: ['unknown_status'], versions: before.versions ?? {} };
    expect(after.state).toEqual({ ...before, ...more, exceptions: ['unknown_status'] });
  },
);

it.each(CELLS.filter(([, , , , cell]) => readCell(cell).action === 'verify_if_newer'))(
  '%s: %s, then %s (%s) asks the provider only when its time is newer: %s',
  (kind, current, incoming) => {
    const before = standing(kind, current);
    const later = incomingOf(kind, current, incoming, 'newer');
    const down = { ...later, facts: factsOf(kind, '10') };
    expect(applyEvent(before, down).outcome).toBe('verifying');
    expect(applyEvent(before, { ...down, at: new Date(NOON) }).outcome).toBe('stale');
    expect(applyEvent(before, { ...down, at: null }).outcome).toBe('stale');
  },
);

it.each(['none', ...MACHINES.payram_payment.ranks])(
  'takes confirmations on their way for facts: they raise their own count, and neither status nor money, at %s',
  (current) => {
    const before = standing('payram_payment', current);
    const event = incomingOf('payram_payment', current, 'FILLED', 'up');
    const progress = { ...event, progress: true, facts: { ...event.facts, confirmations: 3, confirmationsNeeded: 12 } };
    const after = applyEvent(before, progress);
    expect(after).toMatchObject({ outcome: 'facts', asks: false });
    expect(after.state).toEqual({ ...before, facts: { ...before.facts, confirmations: 3, confirmationsNeeded: 12 } });
    const older = applyEvent(after.state, { ...progress, facts: { confirmations: 1, confirmationsNeeded: 12 } });
    expect(older.state.facts.confirmations).toBe(3);
  },
);

it.each([
  ['paidlys_withdrawal', 'to', 'T-other'],
  ['paidlys_withdrawal', 'asset', 'usdc'],
  ['paidlys_withdrawal', 'network', 'solusdt'],
  ['paidlys_withdrawal', 'amount', '6'],
  ['payram_payment', 'amount', '6'],
  ['payram_payment', 'currency', 'BTC'],
  ['paidlys_deposit', 'to', 'T-other'],
] as const)('freezes a %s whose %s is another than before, and calls somebody', (kind, name, value) => {
  const facts = { to: 'T-1', asset: 'usdt', network: 'trc20usdt', amount: amount('5'), currency: 'USD' } as Facts;
  const current = MACHINES[kind].ranks[0] ?? '';
  const before = { ...standing(kind, current), facts };
  const event = {
    ...incomingOf(kind, current, MACHINES[kind].ranks[1] ?? '', 'equal'),
    facts: { ...facts, [name]: value },
  };
  const after = applyEvent(before, event as ProviderEvent);
  expect(after).toMatchObject({ outcome: 'verifying', reason: 'conflict', pages: true, asks: true });
  expect(after.state).toMatchObject({ status: current, frozen: true, facts });
});

it('believes nothing that came without proof, and has the provider asked', () => {
  const before = standing('payram_payment', 'OPEN');
  const event = { ...incomingOf('payram_payment', 'OPEN', 'FILLED', 'up'), verified: false };
  const after = applyEvent(before, event);
  expect(after).toMatchObject({ outcome: 'reported', reason: 'unverified', asks: true, pages: false });
  expect(after.state).toEqual({ ...before, reported: 'FILLED', exceptions: ['unverified'] });
});

it('calls somebody for money that leaves and that nobody here knows of, however little its webhook makes sense', () => {
  const stranger = incomingOf('paidlys_withdrawal', 'unknown', 'initiated', 'any');
  const flawed = applyEvent(NOTHING, { ...stranger, flaws: ['amount_mismatch'] });
  expect(flawed).toMatchObject({ pages: true, outcome: 'verifying' });
  expect(applyEvent(NOTHING, { ...stranger, status: null })).toMatchObject({ pages: true, outcome: 'quarantined' });
  const payout = { ...incomingOf('payram_payout', 'unknown', 'sent', 'any'), verified: false };
  const reported = applyEvent(NOTHING, payout);
  expect(reported).toMatchObject({ pages: true, outcome: 'reported' });
  expect(applyEvent(reported.state, payout).pages).toBe(false);
});

it.each([
  ['processing', 'done'],
  ['done', 'processing'],
])('freezes a deposit that is %s, then %s with another amount', (first, second) => {
  const deposit = (status: string, filled: string): ProviderEvent => ({
    ...incomingOf('paidlys_deposit', 'none', status, 'any'),
    facts: { filled: amount(filled) } as Facts,
  });
  const before = applyEvent(NOTHING, deposit(first, '7')).state;
  const after = applyEvent(before, deposit(second, '5'));
  expect(after).toMatchObject({ outcome: 'verifying', reason: 'conflict', asks: true });
  expect(after.state).toMatchObject({ status: first, frozen: true, facts: { filled: '7' } });
});

it('takes what a person accepted for what was known then: more money waits for its own decision', () => {
  const before = { ...standing('payram_payment', 'PARTIALLY_FILLED'), accepted: ['conflict', 'unconfirmed'] };
  const incoming = (status: string, relation: string) => incomingOf('payram_payment', status, status, relation);
  expect(applyEvent(before, incoming('PARTIALLY_FILLED', 'equal')).state.accepted).toEqual(before.accepted);
  expect(applyEvent(before, incoming('OPEN', 'equal')).state.accepted).toEqual(before.accepted);
  expect(applyEvent(before, incoming('PARTIALLY_FILLED', 'up')).state.accepted).toEqual([]);
  expect(applyEvent(before, incoming('FILLED', 'equal')).state.accepted).toEqual([]);
  const flawed = { ...incoming('PARTIALLY_FILLED', 'equal'), flaws: ['conflict'] as const };
  expect(applyEvent(before, flawed).state.accepted).toEqual([]);
});

it('keeps the most that was reported, whatever is reported after it', () => {
  const report = (status: string | null) => ({
    ...incomingOf('payram_payment', 'OPEN', status, 'up'),
    verified: false,
  });
  const before = standing('payram_payment', 'OPEN');
  const forged = applyEvent(before, report('FILLED')).state;
  expect(applyEvent(forged, report('OPEN')).state.reported).toBe('FILLED');
  expect(applyEvent(forged, report(null)).state.reported).toBe('FILLED');
  expect(applyEvent(applyEvent(before, report(null)).state, report('OPEN')).state.reported).toBe('OPEN');
});

it('freezes what contradicts itself', () => {
  const event: ProviderEvent = { ...incomingOf('payram_payment', 'OPEN', 'FILLED', 'up'), flaws: ['amount_mismatch'] };
  const after = applyEvent(standing('payram_payment', 'OPEN'), event);
  expect(after).toMatchObject({ outcome: 'verifying', asks: true });
  expect(after.state).toMatchObject({ status: 'OPEN', frozen: true, exceptions: ['amount_mismatch'] });
});

it('lets go of a compliance hold when the provider releases or fails the deposit', () => {
  const frozen = applyEvent(NOTHING, incomingOf('paidlys_deposit', 'none', 'frozen', 'any')).state;
  expect(frozen.exceptions).toEqual(['frozen']);
  const released = applyEvent(frozen, incomingOf('paidlys_deposit', 'frozen', 'done', 'any')).state;
  expect(released).toMatchObject({ status: 'done', exceptions: [] });
});

it.each(['A!', 'X', 'A+W', 'A nonsense', ''])('refuses the cell %j', (text) => {
  expect(() => readCell(text)).toThrow();
});

it('takes the first relation that a cell names', () => {
  const relations: Relation[] = ['older', 'up'];
  expect(chosenFrom({ older: 'S', up: 'A' }, relations).action).toBe('stale');
  expect(chosenFrom({ up: 'A', else: 'V' }, relations).action).toBe('apply');
  expect(chosenFrom({ equal: 'D', else: 'V' }, relations).action).toBe('verify');
  expect(chosenFrom({ equal: 'D' }, relations).action).toBe('verify');
});
