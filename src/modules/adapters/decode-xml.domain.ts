import { textOf } from '../../kernel/utf8.js';
import { MOST_VALUES, refuseMany, unparseable } from './decode.domain.js';
import { xmlTree } from './xml-tree.domain.js';

const DEPTH = 64;

/**
 * Reads XML: element name without its prefix → member, repeated elements → list, attributes → `@name`, text beside
 * attributes → `#text`; every value stays text. The root element's content is the tree.
 * @throws DomainError `body_unparseable`; for more than 10,000 tags, attributes or references, and for a DTD too, since
 * nothing else in XML can grow
 */
export function decodeXml(body: Buffer): unknown {
  const [root] = Object.values(decodeXmlDocument(body));
  return root;
}

/** As {@link decodeXml}, with the root element as the tree's only member. */
export function decodeXmlDocument(body: Buffer): object {
  const text = textOf(body);
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw unparseable('Send XML without a DTD and without entities of its own.');
  for (const sign of ['<', '&']) refuseMany(text, sign);
  return xmlTree(text, { depth: DEPTH, values: MOST_VALUES });
}
