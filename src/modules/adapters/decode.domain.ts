import { DomainError } from '../../kernel/domain-error.js';
import { FORBIDDEN_NAMES, parseJsonLosslessly } from '../../kernel/json.js';
import { textOf } from '../../kernel/utf8.js';

/** Nesting that no real status update needs; more could only exhaust a stack. */
const DEPTH = 64;
/** More fields, elements or members than any real status update has; parsers of 1 MiB of nothing else take a second. */
export const MOST_VALUES = 10_000;

const PLUS = 0x2b;
const SPACE = 0x20;

export type Format = 'json' | 'form' | 'multipart' | 'xml';

const FORMATS: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'text/json': 'json',
  'application/x-www-form-urlencoded': 'form',
  'multipart/form-data': 'multipart',
  'application/xml': 'xml',
  'text/xml': 'xml',
};
/** Types that say nothing about the body. */
const VAGUE = new Set(['', 'text/plain', 'application/octet-stream']);

/** `application/vnd.x+json; charset=utf-8` → `json`. Null for a type that no webhook of ours takes. */
export function formatOf(contentType: string | undefined, body: Buffer): Format | null {
  const type = (contentType ?? '').split(';', 1).join('').trim().toLowerCase();
  if (VAGUE.has(type)) return sniff(body);
  if (type.endsWith('+json')) return 'json';
  return type.endsWith('+xml') ? 'xml' : (FORMATS[type] ?? null);
}

/** Senders that name no type are told apart by their first character. */
function sniff(body: Buffer): Format {
  const first = body
    .toString('utf8', 0, 64)
    .replace(/^\uFEFF/, '')
    .trimStart()
    .charAt(0);
  if (first === '<') return 'xml';
  return first === '{' || first === '[' || first === '"' ? 'json' : 'form';
}

/**
 * Reads JSON bytes; big integers keep every digit as text.
 * @throws DomainError `body_unparseable`
 */
export function decodeJson(body: Buffer): unknown {
  return parseJsonLosslessly(textOf(body), { depth: DEPTH, values: MOST_VALUES });
}

/**
 * Reads form fields by their plain names; of a repeated name, a list.
 * @throws DomainError `body_unparseable` for a name that is refused in JSON too, and for more than 10,000 fields
 */
export function decodeForm(body: Buffer): unknown {
  return treeOf(formFields(body));
}

/**
 * The fields of a form in order, under the names they were sent by.
 * @throws DomainError `body_unparseable` for more than 10,000 fields
 */
export function formFields(body: Buffer): Iterable<readonly [string, string]> {
  const text = textOf(withSpaces(body));
  refuseMany(text, '&');
  return new URLSearchParams(text);
}

/** A plus sign in a form is a space. Byte by byte a mebibyte of them takes 2 ms; the parser of forms takes 70. */
function withSpaces(body: Buffer): Buffer {
  return body.includes(PLUS) ? Buffer.from(body.map((byte) => (byte === PLUS ? SPACE : byte))) : body;
}

/** @throws DomainError `body_unparseable` for a text in which `sign` parts more than 10,000 values */
export function refuseMany(text: string, sign: string): void {
  let values = 1;
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) values += 1;
  if (values > MOST_VALUES) throw unparseable(`The body has more than ${MOST_VALUES} values. Send it in parts.`);
}

/** Pairs as an object without a prototype. @throws DomainError `body_unparseable` */
export function treeOf(pairs: Iterable<readonly [string, string]>): unknown {
  const tree: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    if (FORBIDDEN_NAMES.has(name)) throw unparseable(`A field may not be called ${name}.`);
    const known = tree[name];
    if (known === undefined) tree[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else tree[name] = [known, value];
  }
  return tree;
}

export function unparseable(sentence: string): DomainError {
  return new DomainError('malformed', 'body_unparseable', sentence);
}
