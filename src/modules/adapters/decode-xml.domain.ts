import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { refuseMany, textOf, unparseable } from './decode.domain.js';

const DEPTH = 64;

const OPTIONS = {
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
  /** Character references such as `&#233;` are read under this name only. */
  htmlEntities: true,
  maxNestedTags: DEPTH,
};

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
  for (const sign of ['<', '=', '&']) refuseMany(text, sign);
  if (XMLValidator.validate(text) !== true) throw unparseable('The body is not well-formed XML.');
  return parsed(text);
}

/** What the parser refuses it refuses by an error of its own: names that reach a prototype, and what is nested too deep. */
function parsed(text: string): object {
  try {
    return new XMLParser(OPTIONS).parse(text) as object;
  } catch {
    throw unparseable(`The XML is nested more than ${DEPTH} deep, or an element has a name that is not taken.`);
  }
}
