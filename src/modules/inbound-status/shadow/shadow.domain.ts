import { countsOf, type DiffClass } from '../preview-diff.domain.js';

type Counts = Partial<Record<DiffClass, number>>;
type Compared = { readonly class: DiffClass };

/** Of one shadow; what differs beyond that is counted. */
const MOST_KEPT = 1_000;

/** The counts with those of another page. */
export function countedOn(counts: Counts, compared: readonly Compared[]): Counts {
  const page = Object.entries(countsOf(compared)) as [DiffClass, number][];
  const sums = page.map(([kind, count]) => [kind, (counts[kind] ?? 0) + count] as const);
  return Object.fromEntries(sums.filter(([, count]) => count > 0));
}

/** Those of a page that are kept: what differs, as long as fewer than a thousand are. */
export function keptOf<One extends Compared>(counts: Counts, compared: readonly One[]): One[] {
  const { same: _, ...differing } = counts;
  const before = Object.values(differing).reduce((sum, count) => sum + count, 0);
  return compared.filter((one) => one.class !== 'same').slice(0, Math.max(0, MOST_KEPT - before));
}
