/** An expression has no value for this body. The message is for operators and holds nothing of the body. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure';
}

/** What one expression may cost. Typical ones take less than 100 steps, a search through the longest list some thousand. */
const EXPRESSION_STEPS = 250_000;
/** What all expressions on one body may cost together. */
const BODY_STEPS = 1_000_000;

/**
 * Counts steps, so that no expression and no body can stall the process: about one step for each node that is evaluated,
 * each element that is visited or copied, and every eighth character that is read or written.
 */
export class Meter {
  #expression = EXPRESSION_STEPS;
  #body = BODY_STEPS;

  /** Whether the steps of this body are used up. */
  get exhausted(): boolean {
    return this.#body < 0;
  }

  /** The next expression begins. */
  begin(): void {
    this.#expression = EXPRESSION_STEPS;
  }

  /** @throws ExpressionFailure when the steps are used up; call it before the work is done */
  charge(steps: number): void {
    this.#expression -= steps;
    this.#body -= steps;
    if (this.#expression < 0 || this.#body < 0) throw new ExpressionFailure('takes too many steps on this body');
  }

  /** @throws ExpressionFailure */
  chargeText(characters: number): void {
    this.charge(1 + (characters >> 3));
  }
}

export type Kind = 'null' | 'text' | 'number' | 'boolean' | 'list' | 'object';

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  const type = typeof value;
  if (type === 'string') return 'text';
  return type === 'number' || type === 'boolean' ? type : 'object';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** JMESPath's falsehood: null, false, an empty text, list or object. Zero counts as true. */
export function isFalse(value: unknown, meter: Meter): boolean {
  if (value === null || value === undefined || value === false || value === '') return true;
  if (typeof value !== 'object') return false;
  return sizeOfNode(value, meter) === 0;
}

/** How many elements or members there are. Members have to be listed to be counted, which is slow. */
export function sizeOfNode(node: object, meter: Meter): number {
  if (Array.isArray(node)) return node.length;
  const members = Object.keys(node).length;
  meter.charge(members << 2);
  return members;
}

/** Deep equality of values of one kind; `"5"` and 5 differ. */
export function equal(one: unknown, other: unknown, meter: Meter): boolean {
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, at) => equal(item, other[at], meter));
  }
  return isObject(one) && isObject(other) ? equalObjects(one, other, meter) : same(one, other, meter);
}

/** Equality of scalars; lists and objects are the same only as themselves. */
export function same(one: unknown, other: unknown, meter: Meter): boolean {
  const texts = typeof one === 'string' && typeof other === 'string';
  meter.chargeText(texts && one.length === other.length ? one.length : 0);
  return one === other;
}

type Members = Readonly<Record<string, unknown>>;

function equalObjects(one: Members, other: Members, meter: Meter): boolean {
  if (sizeOfNode(one, meter) !== sizeOfNode(other, meter)) return false;
  const names = Object.keys(one);
  return names.every((name) => Object.hasOwn(other, name) && equal(one[name], other[name], meter));
}

/** Numbers by size, texts by UTF-16 units. Both sides have to be of one kind. */
export function compare(one: string | number, other: string | number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
