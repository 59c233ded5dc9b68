type Warning = { readonly code: string; readonly message: string };
type Matched = { readonly outcome: string; readonly massTortId?: string };
/** What a report says of its case, and which firms the partner's own case codes name. */
type Reported = {
  readonly caseResolution: { readonly massTortId: string | null; readonly lawFirm: string | null };
  readonly firms: { contradicts(massTortId: string, lawFirm: string): boolean };
};

/**
 * Tells when a report names another case than its lead's, or a law firm that the partner's case codes for that case do
 * not name. The lead keeps its own; the report counts.
 */
export function caseMismatch({ caseResolution, firms }: Reported, match: Matched | null | undefined): Warning[] {
  const own = match?.massTortId;
  const { massTortId, lawFirm } = caseResolution;
  if (own === undefined) return [];
  return [
    ...(massTortId === null || massTortId === own ? [] : [OTHER_CASE]),
    ...(lawFirm !== null && firms.contradicts(own, lawFirm) ? [OTHER_FIRM] : []),
  ];
}

const OTHER_CASE = {
  code: 'case_mismatch',
  message: "CaseCode names another case than the lead's; the lead keeps its own.",
};
const OTHER_FIRM = {
  code: 'case_mismatch',
  message: "The law firm is none of those that the partner's case codes for the lead's case name; the report counts.",
};
