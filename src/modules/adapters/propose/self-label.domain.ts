import { isLabelName, isValueName, labelFit, meaningfulness } from './label-names.domain.js';
import { tokensOf } from './tokens.domain.js';
import type { Tree } from './tree.domain.js';
import { words } from './word-list.domain.js';

/** The member by which an object says what its value is, and what it says. */
export type SelfLabel = {
  readonly name: string;
  /** As it is sent. */
  readonly raw: string;
  /** As people read it. */
  readonly text: string;
  /** The next body may say something else here: it names what changed. */
  readonly guards: boolean;
};

/** Names that say nothing: `q3`, `field_117`, long ids. */
const OPAQUE = /^(?:[a-z]{0,8}_?\d+|[0-9a-f]{8,}.*|\d.*|)$/i;
const GUARDS = new Set(['property', 'field']);
const CODES = words('code key slug ref');
const CODED = words('status stage reason disposition outcome state type category result');
const LONGEST = 120;

/** For an object such as `{ "label": "Lead Status", "value": "Signed" }`; null for one that does not label itself. */
export function selfLabelOf(
  node: Tree,
  names: readonly string[],
  titles: ReadonlyMap<string, string>,
): SelfLabel | null {
  const members = Object.entries(node);
  if (!members.some(([name]) => isValueName(name))) return null;
  const isMember = (text: string): boolean => members.some(([, value]) => value === text);
  const [best] = members
    .filter((member): member is [string, string] => isLabel(member))
    .map(([name, text]) => ({ name, raw: text, text: titles.get(text) ?? text, fit: labelFit(name) }))
    // A code and its wording are one value, not a label with another.
    .filter(({ raw, text }) => meaningfulness([text]) > 0 && (raw === text || !isMember(text)))
    .sort((one, other) => other.fit - one.fit);
  if (best === undefined || isCodeOf(names.at(-1) ?? '', best.name)) return null;
  const guards = tokensOf(best.name).some((token) => GUARDS.has(token));
  return guards || OPAQUE.test(names.at(-1) ?? '') || isLabelName(best.name) ? { ...best, guards } : null;
}

/** `reason: { code, text }` says itself what it is; its code labels nothing. */
function isCodeOf(holder: string, label: string): boolean {
  return tokensOf(holder).some((token) => CODED.has(token)) && CODES.has(tokensOf(label).at(-1) ?? '');
}

function isLabel([name, value]: [string, unknown]): boolean {
  return typeof value === 'string' && value.length <= LONGEST && labelFit(name) > 0 && !isValueName(name);
}
