import { FORBIDDEN_NAMES } from '../../kernel/json.js';
import { unparseable } from './decode.domain.js';
import { readReferences } from './xml-references.domain.js';
import { type OpenTag, scanXml, type XmlListener } from './xml-scanner.domain.js';

export type XmlLimits = { readonly depth: number; readonly values: number };

type Members = Record<string, unknown>;
/** An element that is not closed yet. `written` is its name with the prefix. */
type Open = { readonly written: string; readonly members: Members; text: string; hasMembers: boolean };

/**
 * XML as an object with the root element as its only member, every value text without outer white space: element name
 * without its prefix → member, repeated elements → list, attribute → `@name`, text beside them → `#text`. Declarations of
 * namespaces are left out. Objects have no prototype.
 * @throws DomainError `body_unparseable`, also beyond `limits`
 */
export function xmlTree(text: string, limits: XmlLimits): object {
  const builder = new TreeBuilder(limits);
  scanXml(text, builder);
  return builder.finish();
}

class TreeBuilder implements XmlListener {
  readonly #document = opened('');
  readonly #open: Open[] = [this.#document];
  #values = 0;

  constructor(private readonly limits: XmlLimits) {}

  open({ name, attributes, isEmpty }: OpenTag): void {
    if (this.#top === this.#document && this.#document.hasMembers) throw malformed();
    if (this.#open.length > this.limits.depth)
      throw unparseable(`The XML is nested more than ${this.limits.depth} deep.`);
    this.#count(1 + attributes.length);
    const element = opened(name);
    if (new Set(attributes.map(([attribute]) => attribute)).size < attributes.length) throw malformed();
    for (const [attribute, value] of attributes) addAttribute(element, attribute, value);
    this.#open.push(element);
    if (isEmpty) this.close(name);
  }

  close(name: string): void {
    const element = this.#top;
    if (element === this.#document || element.written !== name) throw malformed();
    this.#open.pop();
    addMember(this.#top, localName(name), contentOf(element));
  }

  text(text: string, isSection: boolean): void {
    if (this.#top !== this.#document) this.#top.text += isSection ? text : readReferences(text);
    else if (isSection || text.trim() !== '') throw malformed();
  }

  finish(): object {
    if (this.#top !== this.#document || !this.#document.hasMembers) throw malformed();
    return this.#document.members;
  }

  get #top(): Open {
    return this.#open.at(-1) ?? this.#document;
  }

  #count(more: number): void {
    this.#values += more;
    const { values } = this.limits;
    if (this.#values > values) throw unparseable(`The body has more than ${values} values. Send it in parts.`);
  }
}

function opened(written: string): Open {
  return { written, members: Object.create(null), text: '', hasMembers: false };
}

function addAttribute(element: Open, written: string, value: string): void {
  if (written === 'xmlns' || written.startsWith('xmlns:')) return;
  element.members[`@${localName(written)}`] = readReferences(value.trim());
  element.hasMembers = true;
}

function addMember(parent: Open, name: string, value: unknown): void {
  if (FORBIDDEN_NAMES.has(name)) throw unparseable(`An element may not be called ${name}.`);
  const known = parent.members[name];
  if (known === undefined) parent.members[name] = value;
  else if (Array.isArray(known)) known.push(value);
  else parent.members[name] = [known, value];
  parent.hasMembers = true;
}

function contentOf({ members, text, hasMembers }: Open): unknown {
  const beside = text.trim();
  if (!hasMembers) return beside;
  if (beside !== '') members['#text'] = beside;
  return members;
}

/** `sf:Status` → `Status` */
function localName(written: string): string {
  return written.slice(written.indexOf(':') + 1);
}

function malformed(): Error {
  return unparseable('The body is not well-formed XML.');
}
