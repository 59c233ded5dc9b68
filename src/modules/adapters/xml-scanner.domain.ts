import { unparseable } from './decode.domain.js';

/** A start tag as it stands; `isEmpty`: it is its own end. */
export type OpenTag = {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly isEmpty: boolean;
};

/** Hears a document in order. */
export type XmlListener = {
  readonly open: (tag: OpenTag) => void;
  readonly close: (name: string) => void;
  /** Of character data as written, references unread; of a section, what is in it. */
  readonly text: (text: string, isSection: boolean) => void;
};

const NAME_START = ':_\\p{L}';
const NAME = `[${NAME_START}][${NAME_START}\\p{N}\\p{M}.\\-\u00B7]*`;
/** Each is tried at one place and goes over what it takes once: no text makes them look back. */
const OPEN = new RegExp(`<(${NAME})`, 'uy');
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'uy');
const TAG_END = /\s*(\/?)>/y;
const CLOSE = new RegExp(`</(${NAME})\\s*>`, 'uy');
/** What starts with the first ends with the second and says nothing. */
const PASSED_OVER = [
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;
const SECTION = '<![CDATA[';
const SECTION_END = ']]>';

/**
 * Goes through XML once, from sign to sign, so that a mebibyte of text costs what finding its end costs. Tells what is
 * there; whether elements fit into each other is for the listener.
 * @throws DomainError `body_unparseable` for what is no tag, and for declarations such as a DTD
 */
export function scanXml(text: string, listener: XmlListener): void {
  for (let at = 0; at < text.length; ) {
    const sign = text.indexOf('<', at);
    const end = sign === -1 ? text.length : sign;
    if (end > at) listener.text(text.slice(at, end), false);
    at = sign === -1 ? end : scanMarkup(text, sign, listener);
  }
}

/** @returns where it goes on */
function scanMarkup(text: string, at: number, listener: XmlListener): number {
  for (const [start, end] of PASSED_OVER) if (text.startsWith(start, at)) return after(text, end, at + start.length);
  if (text.startsWith(SECTION, at)) {
    const end = after(text, SECTION_END, at);
    listener.text(text.slice(at + SECTION.length, end - SECTION_END.length), true);
    return end;
  }
  return text.startsWith('</', at) ? scanClose(text, at, listener) : scanOpen(text, at, listener);
}

function scanClose(text: string, at: number, listener: XmlListener): number {
  const [all, name = ''] = matchAt(CLOSE, text, at) ?? refuse();
  listener.close(name);
  return at + all.length;
}

function scanOpen(text: string, at: number, listener: XmlListener): number {
  const [start, name = ''] = matchAt(OPEN, text, at) ?? refuse();
  const attributes: [string, string][] = [];
  let place = at + start.length;
  for (let found = matchAt(ATTRIBUTE, text, place); found; found = matchAt(ATTRIBUTE, text, place)) {
    const [all, attribute = '', quoted, single] = found;
    attributes.push([attribute, quoted ?? single ?? '']);
    place += all.length;
  }
  const [end, slash] = matchAt(TAG_END, text, place) ?? refuse();
  listener.open({ name, attributes, isEmpty: slash === '/' });
  return place + end.length;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The place behind `end`. */
function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found === -1 ? refuse() : found + end.length;
}

function refuse(): never {
  throw unparseable('The body is not well-formed XML.');
}
