import type { Issue } from '../../kernel/domain-error.js';

type JsonType = 'string' | 'number' | 'null' | 'boolean' | 'array' | 'object';

/** The part of JSON Schema (2020-12) that our documents are described in. */
export type Schema = {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly maxProperties?: number;
};

/** Issues shown at most: a hostile document could have a million. */
const MOST_ISSUES = 50;

/** What of the document the schema refuses; empty when it is valid. Paths are like `map.Status[1]`, `` for the document itself. */
export function issuesOf(schema: Schema, document: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  for (const issue of check(schema, document, '')) {
    issues.push(issue);
    if (issues.length === MOST_ISSUES) break;
  }
  return issues;
}

/** `map.Status`, or `status.table["Closed | *"]` for a name that a dot path can't hold. */
export function memberPath(path: string, name: string): string {
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  if (!/^[\w$]+$/.test(shown)) return `${path}[${JSON.stringify(shown)}]`;
  return path === '' ? shown : `${path}.${shown}`;
}

function* check(schema: Schema, value: unknown, path: string): Generator<Issue> {
  const message = wrongKind(schema, value);
  if (message) yield { path, message };
  else if (typeof value === 'string') yield* checkText(schema, value, path);
  else if (Array.isArray(value)) yield* checkList(schema, value, path);
  else if (typeof value === 'object' && value !== null) yield* checkObject(schema, value, path);
}

function wrongKind({ type = [], const: only, enum: some }: Schema, value: unknown): string | undefined {
  if (only !== undefined && value !== only) return `must be ${JSON.stringify(only)}`;
  if (some && !some.some((one) => one === value)) return `must be one of ${some.join(', ')}`;
  const types = [type].flat();
  return types.length === 0 || types.some((one) => one === typeOf(value)) ? undefined : `must be ${types.join(' or ')}`;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function* checkText({ minLength = 0, maxLength, pattern }: Schema, text: string, path: string): Generator<Issue> {
  const length = Array.from(text).length;
  if (length < minLength) yield { path, message: 'must not be empty' };
  if (length > (maxLength ?? length)) yield { path, message: `must have at most ${maxLength} characters` };
  if (pattern && !new RegExp(pattern, 'u').test(text)) yield { path, message: `must match ${pattern}` };
}

function* checkList({ items, minItems = 0, maxItems }: Schema, list: unknown[], path: string): Generator<Issue> {
  if (list.length < minItems) yield { path, message: `must have at least ${minItems} elements` };
  if (list.length > (maxItems ?? list.length)) yield { path, message: `must have at most ${maxItems} elements` };
  for (const [at, item] of items ? list.entries() : []) if (items) yield* check(items, item, `${path}[${at}]`);
}

function* checkObject(schema: Schema, object: object, path: string): Generator<Issue> {
  const { required = [], maxProperties } = schema;
  const members = Object.entries(object);
  for (const name of required) {
    if (!Object.hasOwn(object, name)) yield { path: memberPath(path, name), message: 'is missing' };
  }
  if (members.length > (maxProperties ?? members.length)) {
    yield { path, message: `must have at most ${maxProperties} members` };
  }
  for (const [name, value] of members) yield* checkMember(schema, name, value, memberPath(path, name));
}

function* checkMember(schema: Schema, name: string, value: unknown, path: string): Generator<Issue> {
  const { properties = {}, additionalProperties, propertyNames } = schema;
  if (propertyNames) yield* check(propertyNames, name, path);
  const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
  if (own === false) yield { path, message: 'is not known here' };
  else if (own) yield* check(own, value, path);
}
