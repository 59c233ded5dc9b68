type Warning = { readonly code: string; readonly message: string };
type Matched = { readonly outcome: string; readonly massTortId?: string };

/** Tells when a report's case code names another case than its lead's. The lead keeps its own; the report counts. */
export function caseMismatch(reported: string | null, match: Matched | null | undefined): Warning[] {
  const own = match?.massTortId;
  if (reported === null || own === undefined || own === reported) return [];
  return [{ code: 'case_mismatch', message: "CaseCode names another case than the lead's; the lead keeps its own." }];
}
