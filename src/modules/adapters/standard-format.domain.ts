import { isScalar, soleOf } from './scalars.domain.js';

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
  const usable = usableIn(tree);
  const found: Partial<Record<Field, Found>> = {};
  for (const field of FIELDS) {
    const spellings = [field, ...(ALIASES[field] ?? [])];
    const hit = spellings.map((spelling) => spelled(spelling, usable)).find((value) => value !== undefined);
    if (hit) found[field] = hit;
  }
  return found;
}

/** The field that a member at the top level stands for, whether or not another spelling comes first; null for none. */
export function standardFieldOf(name: string): Field | null {
  const lower = name.toLowerCase();
  const spells = (field: Field) => [field, ...(ALIASES[field] ?? [])].some((one) => one.toLowerCase() === lower);
  return FIELDS.find(spells) ?? null;
}

/** The usable values by their names in lower case, in order. */
function usableIn(tree: object): Map<string, Found[]> {
  const usable = new Map<string, Found[]>();
  for (const [from, given] of Object.entries(tree)) {
    const value = soleOf(given);
    if (!isScalar(value)) continue;
    const alike = usable.get(from.toLowerCase());
    if (alike) alike.push({ from, value });
    else usable.set(from.toLowerCase(), [{ from, value }]);
  }
  return usable;
}

function spelled(spelling: string, usable: ReadonlyMap<string, readonly Found[]>): Found | undefined {
  const alike = usable.get(spelling.toLowerCase());
  return alike?.find(({ from }) => from === spelling) ?? alike?.[0];
}
