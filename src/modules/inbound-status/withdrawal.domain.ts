type Entry = {
  readonly at: Date;
  readonly type: string;
  readonly status?: string;
  readonly receiptId?: string;
  readonly applied: boolean;
};
type Standing = { readonly status: string | null; readonly at: Date | null };

/** Where a lead stood by all that was applied to it, oldest first, but for one report. */
export function standingWithout(timeline: readonly Entry[], receiptId: string): Standing {
  const reports = timeline.filter((entry) => entry.applied && entry.status !== undefined);
  const others = reports.filter((entry) => entry.receiptId !== receiptId);
  const last = others.at(-1);
  return { status: last?.status ?? null, at: last?.at ?? null };
}
