/** The fields of a status update, spelled as PayMe's public contract spells them. */
export const FIELDS = [
  'LeadId',
  'Status',
  'Message',
  'ExternalLeadId',
  'CaseCode',
  'ContactPhone',
  'ContactEmail',
  'ContactName',
  'LawFirm',
] as const;
export type Field = (typeof FIELDS)[number];

/** Further spellings that PayMe's own pages use: `CaseName` in the dry-run sample, `LeadStatus` in the prose. */
const ALIASES: Readonly<Partial<Record<Field, readonly string[]>>> = { Status: ['LeadStatus'], CaseCode: ['CaseName'] };

/** A value as it was found, and the member it came from. */
export type Found = { readonly from: string; readonly value: unknown };

/**
 * Finds the standard fields at the top level: the exact spelling first, then any letter case, then the aliases. Of a
 * list with exactly one scalar that scalar counts; any other list or object is no value.
 */
export function readStandard(tree: unknown): Partial<Record<Field, Found>> {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return {};
  const members = new Map(Object.entries(tree));
  const folded = new Map([...members.keys()].reverse().map((name) => [name.toLowerCase(), name]));
  const found: Partial<Record<Field, Found>> = {};
  for (const field of FIELDS) {
    const spellings = [field, ...(ALIASES[field] ?? [])];
    const names = spellings.flatMap((spelling) => [spelling, folded.get(spelling.toLowerCase())]);
    const hit = names.map((name) => usable(members, name)).find((value) => value !== null);
    if (hit) found[field] = hit;
  }
  return found;
}

function usable(members: ReadonlyMap<string, unknown>, name: string | undefined): Found | null {
  if (name === undefined) return null;
  const given = members.get(name);
  const value = Array.isArray(given) && given.length === 1 ? given[0] : given;
  return isScalar(value) ? { from: name, value } : null;
}

function isScalar(value: unknown): boolean {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' || typeof value === 'boolean';
}
