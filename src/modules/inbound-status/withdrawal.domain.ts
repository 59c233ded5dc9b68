type Entry = {
  readonly at: Date;
  readonly type: string;
  readonly status?: string;
  readonly receiptId?: string;
  readonly applied: boolean;
};
type Standing = { readonly status: string | null; readonly at: Date | null };

/** Where a lead stands by all that was applied to it, oldest first, but for one report, and for those taken back before. */
export function standingWithout(timeline: readonly Entry[], receiptId: string): Standing {
  const withdrawn = new Set([receiptId]);
  for (const entry of timeline) if (entry.type === 'status.withdrawn') withdrawn.add(entry.receiptId ?? '');
  const last = timeline.filter((entry) => isReport(entry) && !withdrawn.has(entry.receiptId ?? '')).at(-1);
  return { status: last?.status ?? null, at: last?.at ?? null };
}

function isReport({ type, applied, status }: Entry): boolean {
  return type === 'status.reported' && applied && status !== undefined;
}
