/** What became of one update of a body, as far as two readings are compared. */
export type Standing = {
  /** `failing`: it would be refused, parked, or kept unmapped. */
  readonly end: 'matched' | 'ignored' | 'failing';
  /** Why it fails or is ignored; else null. */
  readonly reason: string | null;
  readonly leadId: string | null;
  readonly matchedBy: string | null;
  readonly canonical: string | null;
  readonly fields: Readonly<Record<string, string | null>>;
};

/** A body as one version reads it; `refusal` when it can't be read at all. */
export type ReadBody = { readonly refusal: string | null; readonly updates: readonly Standing[] };

export const DIFF_CLASSES = ['broken', 'changed', 'fixed', 'still_failing', 'same'] as const;
export type DiffClass = (typeof DIFF_CLASSES)[number];

/** Of one body; a batch may have thousands. */
const MOST_CHANGES = 50;

/** A member of one update that differs; `field` may also be `lead`, `canonical`, `outcome` or `updates`. */
export type Change = {
  readonly update: number;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
};

export type Diff = {
  readonly class: DiffClass;
  /** An update would go to another lead. */
  readonly leadChanged: boolean;
  readonly changes: readonly Change[];
};

/** Compares what two versions make of one body. It fails when any of its updates does. */
export function diffOf(before: ReadBody, after: ReadBody): Diff {
  const changes = changesBetween(before, after);
  const leadChanged = changes.some(
    (change) => change.field === 'lead' && change.before !== null && change.after !== null,
  );
  return { class: classOf(fails(before), fails(after), changes.length > 0), leadChanged, changes };
}

function classOf(failed: boolean, fails: boolean, differs: boolean): DiffClass {
  if (failed) return fails ? 'still_failing' : 'fixed';
  if (fails) return 'broken';
  return differs ? 'changed' : 'same';
}

function fails({ refusal, updates }: ReadBody): boolean {
  return refusal !== null || updates.some(({ end }) => end === 'failing');
}

function changesBetween(before: ReadBody, after: ReadBody): Change[] {
  const changes: Change[] = [];
  if (before.refusal !== after.refusal) changes.push(change(0, 'outcome', before.refusal, after.refusal));
  else if (before.updates.length !== after.updates.length) {
    changes.push(change(0, 'updates', String(before.updates.length), String(after.updates.length)));
  }
  const both = Math.min(before.updates.length, after.updates.length);
  for (let at = 0; at < both; at += 1) {
    const [one, other] = [before.updates[at], after.updates[at]];
    if (one && other) changes.push(...updateChanges(at, one, other));
  }
  return changes.slice(0, MOST_CHANGES);
}

function updateChanges(update: number, before: Standing, after: Standing): Change[] {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  const pairs: [string, string | null, string | null][] = [
    ['outcome', outcomeOf(before), outcomeOf(after)],
    ['lead', before.leadId, after.leadId],
    ['canonical', before.canonical, after.canonical],
    ...Array.from(names, (name): [string, string | null, string | null] => [
      name,
      before.fields[name] ?? null,
      after.fields[name] ?? null,
    ]),
  ];
  return pairs.filter(([, was, is]) => was !== is).map(([field, was, is]) => change(update, field, was, is));
}

/** Whether anything about an update is another. */
export function differs(before: Standing, after: Standing): boolean {
  return updateChanges(0, before, after).length > 0;
}

/** A reason in an operator's words may change without anything else changing. */
function outcomeOf({ end, reason }: Standing): string {
  return end === 'failing' ? (reason ?? end) : end;
}

function change(update: number, field: string, before: string | null, after: string | null): Change {
  return { update, field, before, after };
}

/** What a body ends as: the reason why it fails, or null. */
export function failureOf({ refusal, updates }: ReadBody): string | null {
  return refusal ?? updates.find(({ end }) => end === 'failing')?.reason ?? null;
}

/** How many bodies are of each class. */
export function countsOf(diffs: readonly Pick<Diff, 'class'>[]): Record<DiffClass, number> {
  const counts: Record<DiffClass, number> = { broken: 0, changed: 0, fixed: 0, still_failing: 0, same: 0 };
  for (const { class: kind } of diffs) counts[kind] += 1;
  return counts;
}
