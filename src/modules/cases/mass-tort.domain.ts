import type { Issue } from '../../kernel/domain-error.js';
import { nameKey } from './case-code.domain.js';

type Named = { readonly slug: string; readonly name: string };

/**
 * What stands against saving a mass tort under this slug and name: a name that has no letter or digit, or one of the two
 * spelled like another's slug or name, so that a text could mean either. `others` may hold the mass tort itself, as it was.
 */
export function namingProblems({ slug, name }: Named, others: readonly Named[]): Issue[] {
  const foreign = others.filter((other) => other.slug !== slug);
  const taken = new Set(foreign.flatMap((other) => [other.slug, other.name].map(nameKey)));
  return Object.entries({ slug, name }).flatMap(([path, spelling]) => {
    const problem = problemOf(nameKey(spelling), taken);
    return problem === null ? [] : [{ path, message: `${path} ${problem}` }];
  });
}

function problemOf(key: string, taken: ReadonlySet<string>): string | null {
  if (key === '') return 'must hold a letter or a digit';
  return taken.has(key) ? 'stands for another mass tort already' : null;
}
