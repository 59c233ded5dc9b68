import type { Candidate } from './candidate.domain.js';
import { kindOf, type Scalar } from './value-kind.domain.js';
import { words } from './word-list.domain.js';

const LONGEST_EXPRESSION = 300;
const NAMED_PARTS = ['first', 'middle', 'last'] as const;
const VALUE_WORDS = words('value label answer text content response option string');
const NAME_PARTS = words(
  'first middle initial last paterno materno primer segundo name full value label answer text content response option string',
);
const SECOND = words('materno segundo');
const NUMBERED = /^(\D*\d+)[._]\d+$/;
const PHONE_PARTS = words('area code number phone local value exchange subscriber');

/** `name` is the first name where a last name stands beside it; `second` the other one of two last names. */
type Part = 'first' | 'middle' | 'last' | 'second' | 'name';

/** Values that a partner sends in parts, put together: first and last name, area code and number. */
export function compositesOf(candidates: readonly Candidate[], region: string): readonly Candidate[] {
  return [...namesOf(candidates, region), ...numberedNamesOf(candidates, region), ...phonesOf(candidates, region)];
}

type Person = Partial<Record<Part, Candidate>>;

function namesOf(candidates: readonly Candidate[], region: string): Candidate[] {
  const people = new Map<string, Person>();
  for (const candidate of candidates) {
    const part = partOf(candidate);
    if (part === null) continue;
    const key = groupOf(candidate, NAME_PARTS);
    const person = people.get(key) ?? {};
    person[part] ??= candidate;
    people.set(key, person);
  }
  return [...people.values()].flatMap((person) => joined(partsOf(person), ' ', ['full', 'name'], region));
}

/**
 * In the order in which a name is written; none without a first and a last one. `name` alone is the first name where a
 * last one stands beside it, and the last one beside a first (`prénom`, `nom`).
 */
function partsOf({ first, middle, last, second, name }: Person): readonly Candidate[] {
  const [given, family] = [first ?? name, last ?? name];
  if (given === undefined || family === undefined || given === family) return [];
  return [given, middle, family, second].filter((part) => part !== undefined);
}

function partOf({ named, kind }: Candidate): Part | null {
  const { head } = named;
  if (kind.word < 0.5 || head.includes('modified')) return null;
  const [part, other] = NAMED_PARTS.filter((one) => head.includes(one));
  if (part === undefined) return head.at(-1) === 'name' && kind.person === 0 ? 'name' : null;
  return other === undefined ? lastOr(part, head) : null;
}

function lastOr(part: (typeof NAMED_PARTS)[number], head: readonly string[]): Part {
  return part === 'last' && head.some((word) => SECOND.has(word)) ? 'second' : part;
}

/**
 * Forms number the parts of an answer, without a word (`1.3`, `1.6`): those of a name are two or three words and nothing
 * else. An address has digits or a state.
 */
function numberedNamesOf(candidates: readonly Candidate[], region: string): Candidate[] {
  const answers = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const [, number] = NUMBERED.exec(candidate.names.at(-1) ?? '') ?? [];
    if (number === undefined) continue;
    const key = `${candidate.owner}\0${number}`;
    answers.set(key, [...(answers.get(key) ?? []), candidate]);
  }
  return [...answers.values()]
    .filter((parts) => parts.length <= NAMED_PARTS.length && parts.every(isWordOfName))
    .flatMap((parts) => joined(inOrder(parts), ' ', ['record', 'name'], region));
}

function isWordOfName({ kind, values }: Candidate): boolean {
  const isCapital = values.every((value) => value === undefined || /^\p{Lu}/u.test(String(value)));
  return isCapital && kind.word === 1 && kind.status < 1 && kind.tort === 0 && kind.region === 0;
}

function inOrder(parts: readonly Candidate[]): Candidate[] {
  const partOfAnswer = ({ names }: Candidate): number => Number(/\d+$/.exec(names.at(-1) ?? '')?.[0] ?? 0);
  return parts.toSorted((one, other) => partOfAnswer(one) - partOfAnswer(other));
}

function phonesOf(candidates: readonly Candidate[], region: string): Candidate[] {
  return candidates.filter(isAreaCode).flatMap((area) => {
    const key = groupOf(area, PHONE_PARTS);
    const local = candidates.find((other) => isLocalNumber(other) && groupOf(other, PHONE_PARTS) === key);
    return local === undefined ? [] : joined([area, local], '', ['phone', 'number'], region);
  });
}

function isAreaCode({ named, values }: Candidate): boolean {
  return named.head.includes('area') && values.some((value) => /^\(?\d{2,5}\)?$/.test(String(value ?? '').trim()));
}

function isLocalNumber({ named, values }: Candidate): boolean {
  const isNamed = ['phone', 'number', 'mobile', 'local'].some((word) => named.head.includes(word));
  return (
    isNamed &&
    !named.head.includes('area') &&
    values.some((value) => /^\d{3,4}[-. ]?\d{3,4}$/.test(String(value ?? '').trim()))
  );
}

/** What parts of one value share: the object that holds them, and the rest of their names. */
function groupOf({ owner, names, named }: Candidate, parts: ReadonlySet<string>): string {
  const saysItself = named.own.some((word) => parts.has(word) && !VALUE_WORDS.has(word));
  const [list = ''] = owner.split('[?', 1);
  const holder = saysItself ? [list, ...names.slice(0, -1)] : names.slice(0, named.before);
  const rest = (saysItself ? named.own : named.head).filter((word) => !parts.has(word)).sort();
  return `${holder.join('\0')}\0${rest.join(' ')}`;
}

function joined(parts: readonly Candidate[], by: string, head: readonly string[], region: string): Candidate[] {
  const [first] = parts;
  const expression = `join('${by}', [${parts.map(textExpression).join(', ')}][?@])`;
  if (first === undefined || expression.length > LONGEST_EXPRESSION) return [];
  const values = first.values.map((_, update) => joinedValue(parts, by, update));
  const given = values.find((value) => value !== undefined);
  if (given === undefined) return [];
  const kind = kindOf(given, region);
  const rest = first.named.head.filter((word) => !NAME_PARTS.has(word) && !PHONE_PARTS.has(word));
  return [
    {
      ...first,
      ...{ expression, values, route: 'plain' },
      named: { ...first.named, head: [...rest, ...head] },
      kind: by === ' ' ? { ...kind, person: 1 } : kind,
    },
  ];
}

/** Numbers are no texts to `join`. */
function textExpression({ expression, values }: Candidate): string {
  const whole = expression.includes(' | ') ? `(${expression})` : expression;
  return values.some((value) => typeof value === 'number') ? `${whole} && to_string(${expression})` : expression;
}

function joinedValue(parts: readonly Candidate[], by: string, update: number): Scalar | undefined {
  const texts = parts.map(({ values }) => values[update]).filter((value) => value !== undefined && value !== '');
  return texts.length < 2 ? undefined : texts.map(String).join(by);
}
