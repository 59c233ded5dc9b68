import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { textOf, unparseable } from './decode.domain.js';

const DEPTH = 64;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads XML: element name without its prefix → member, repeated elements → list, attributes → `@name`, text beside
 * attributes → `#text`; every value stays text. The root element's content is the tree.
 * @throws DomainError `body_unparseable`; for a DTD too, since nothing else in XML can grow
 */
export function decodeXml(body: Buffer): unknown {
  const text = textOf(body);
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw unparseable('Send XML without a DTD and without entities of its own.');
  if (deeperThan(text, DEPTH)) throw unparseable(`The XML is nested more than ${DEPTH} deep.`);
  if (XMLValidator.validate(text) !== true) throw unparseable('The body is not well-formed XML.');
  const document: unknown = new XMLParser({
    ignoreDeclaration: true,
    ignorePiTags: true,
    removeNSPrefix: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: true,
    htmlEntities: false,
    updateTag: refuseNames,
  }).parse(text);
  const [root] = typeof document === 'object' && document !== null ? Object.values(document) : [];
  return root;
}

function refuseNames(name: string): string {
  if (FORBIDDEN.has(name)) throw unparseable(`An element may not be called ${name}.`);
  return name;
}

/** Counts opening tags against closing ones, before anything recurses; looks at each character once. */
function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let at = text.indexOf('<');
  while (at !== -1 && depth <= limit) {
    const end = text.indexOf('>', at);
    if (end === -1) return false;
    depth += nesting(text.charAt(at + 1), text.charAt(end - 1));
    at = text.indexOf('<', end);
  }
  return depth > limit;
}

function nesting(afterOpen: string, beforeEnd: string): number {
  if (afterOpen === '/') return -1;
  return beforeEnd === '/' || afterOpen === '!' || afterOpen === '?' ? 0 : 1;
}
