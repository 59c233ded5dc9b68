import { bodiesIn, type LearntPath, type LearntShape } from './learnt-shape.domain.js';

type FieldAt = (path: string) => string | null;
export type GonePath = { readonly path: string; readonly field: string; readonly since: Date; readonly share: number };
export type ChangedType = { readonly path: string; readonly field: string; readonly was: string; readonly is: string };

/** So many bodies show what is usual, and are enough to miss something in. */
const ENOUGH = 20;
const USUAL = 0.95;
const KINDS: Readonly<Record<string, string>> = { list: 'list', object: 'object', null: 'nothing' };
const NOTHING = 'nothing';

/** Paths that an adapter reads, that more than 95 in 100 bodies had, and none of the last 20. `null` is no value. */
export function pathsGone(shape: LearntShape, fieldAt: FieldAt): GonePath[] {
  const bodies = bodiesIn(shape);
  return byPath(shape.filter((one) => kindOf(one) !== NOTHING)).flatMap(([path, types]) => {
    const field = fieldAt(path);
    const lastNo = Math.max(...types.map((one) => one.lastNo));
    if (field === null || bodies - lastNo < ENOUGH || lastNo < ENOUGH) return [];
    const seen = types.reduce((sum, one) => sum + one.seen, 0);
    const share = Math.min(1, seen / lastNo);
    const since = new Date(Math.max(...types.map((one) => one.lastAt.getTime())));
    return share > USUAL ? [{ path, field, since, share }] : [];
  });
}

/** Paths that an adapter reads, where a value became a list or an object, or the other way round, for the first time. */
export function typesChanged(before: LearntShape, after: LearntShape, fieldAt: FieldAt): ChangedType[] {
  const known = new Map(byPath(before));
  return byPath(after).flatMap(([path, types]) => {
    const field = fieldAt(path);
    const usual = kindsOf(known.get(path) ?? []);
    if (field === null || seenOften(known.get(path) ?? []) < ENOUGH) return [];
    const added = [...kindsOf(types)].filter((kind) => !usual.has(kind));
    return added.map((is) => ({ path, field, was: [...usual].join(' or '), is }));
  });
}

/** Paths to a value that no body had before; none while too little is known to tell. */
export function newPaths(before: LearntShape, after: LearntShape): string[] {
  if (bodiesIn(before) < ENOUGH) return [];
  const known = new Set(before.map(({ path }) => path));
  const added = after.filter((one) => !known.has(one.path) && kindOf(one) === 'value');
  return [...new Set(added.map(({ path }) => path))];
}

function byPath(shape: LearntShape): [string, LearntPath[]][] {
  const paths = new Map<string, LearntPath[]>();
  for (const one of shape) paths.set(one.path, [...(paths.get(one.path) ?? []), one]);
  return [...paths];
}

function kindOf({ type }: LearntPath): string {
  return KINDS[type] ?? 'value';
}

function kindsOf(types: readonly LearntPath[]): Set<string> {
  return new Set(types.map(kindOf).filter((kind) => kind !== NOTHING));
}

function seenOften(types: readonly LearntPath[]): number {
  return types.filter((one) => kindOf(one) !== NOTHING).reduce((sum, { seen }) => sum + seen, 0);
}
