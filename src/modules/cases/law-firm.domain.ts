import type { Issue } from '../../kernel/domain-error.js';
import { type LawFirm, nameKey } from './case-code.domain.js';

/**
 * What stands against saving a firm under these spellings: one that has no letter or digit, or that stands for another
 * firm already. `others` may hold the firm itself, as it was.
 */
export function spellingProblems({ name, aliases }: LawFirm, others: readonly LawFirm[]): Issue[] {
  const key = nameKey(name);
  const foreign = others.filter((other) => nameKey(other.name) !== key);
  const taken = new Set(foreign.flatMap((other) => [other.name, ...other.aliases].map(nameKey)));
  const given = [
    { path: 'name', spelling: name },
    ...aliases.map((spelling, at) => ({ path: `aliases.${at}`, spelling })),
  ];
  return given.flatMap(({ path, spelling }) => {
    const problem = problemOf(nameKey(spelling), taken);
    return problem === null ? [] : [{ path, message: `${path} ${problem}` }];
  });
}

function problemOf(key: string, taken: ReadonlySet<string>): string | null {
  if (key === '') return 'must hold a letter or a digit';
  return taken.has(key) ? 'stands for another law firm already' : null;
}

/** One alias a key, and none that only repeats the name. */
export function keyedAliases({ name, aliases }: LawFirm): { alias: string; aliasKey: string }[] {
  const byKey = new Map(aliases.map((alias) => [nameKey(alias), alias]));
  byKey.delete(nameKey(name));
  return [...byKey].map(([aliasKey, alias]) => ({ alias, aliasKey }));
}
