import type { Look } from './look.domain.js';

/** A path at which bodies of one version held something of one type. */
export type LearntPath = {
  readonly path: string;
  readonly type: string;
  /** How many bodies had it. */
  readonly seen: number;
  /** The number of the last body that had it, counted from 1. */
  readonly lastNo: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
};
export type LearntShape = readonly LearntPath[];

const ROOT = '@';
const MOST_PATHS = 500;

/** How many bodies were learnt from. */
export function bodiesIn(shape: LearntShape): number {
  return shape.filter(({ path }) => path === ROOT).reduce((sum, { seen }) => sum + seen, 0);
}

/** What is known after more bodies; beyond 500 paths and types nothing new is learnt. */
export function learntFrom(known: LearntShape, looks: readonly Pick<Look, 'shape' | 'receivedAt'>[]): LearntShape {
  const paths = new Map(known.map((one) => [keyOf(one), one]));
  let bodyNo = bodiesIn(known);
  for (const { shape, receivedAt } of looks) {
    if (!shape) continue;
    bodyNo += 1;
    for (const entry of shape) learn(paths, entry, bodyNo, receivedAt);
  }
  return [...paths.values()];
}

function learn(paths: Map<string, LearntPath>, entry: { path: string; type: string }, bodyNo: number, at: Date): void {
  const key = keyOf(entry);
  const { path, type } = entry;
  const before = paths.get(key);
  if (!before && paths.size >= MOST_PATHS) return;
  paths.set(key, {
    path,
    type,
    seen: (before?.seen ?? 0) + 1,
    lastNo: bodyNo,
    firstAt: before?.firstAt ?? at,
    lastAt: at,
  });
}

function keyOf({ path, type }: { readonly path: string; readonly type: string }): string {
  return `${type} ${path}`;
}
