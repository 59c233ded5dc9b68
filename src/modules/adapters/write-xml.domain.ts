const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;
/** Whatever XML 1.0 cannot hold, escaped or not. */
const UNWRITABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Whether an element or attribute may have this name: ASCII letters, digits, `_`, `-`, `.`, and a prefix. */
export function isXmlName(name: string): boolean {
  return NAME.test(name);
}

/**
 * XML 1.0 in UTF-8: members → elements, lists → repeated elements, `@name` → attributes, `#text` → the text beside them.
 * Characters that XML cannot hold are left out; in names they become `_`.
 */
export function writeXml(root: string, tree: object): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element(root, tree)}`;
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  const tag = nameFor(name);
  if (typeof value !== 'object' || value === null) return `<${tag}>${escaped(value)}</${tag}>`;
  const members = Object.entries(value);
  const attributes = members.filter(isAttribute);
  const inside = members.filter((member) => !isAttribute(member));
  const opening = attributes.map(([own, text]) => ` ${own.slice(1)}="${escaped(text)}"`).join('');
  return `<${tag}${opening}>${inside.map(content).join('')}</${tag}>`;
}

function content([name, value]: [string, unknown]): string {
  return name === '#text' && typeof value !== 'object' ? escaped(value) : element(name, value);
}

/** A name that would have to be changed makes an element: two attributes could become one. */
function isAttribute([name, value]: [string, unknown]): boolean {
  return name.startsWith('@') && isXmlName(name.slice(1)) && typeof value !== 'object';
}

function nameFor(name: string): string {
  if (isXmlName(name)) return name;
  const safe = name.replace(/[^\w.-]/g, '_');
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}

function escaped(value: unknown): string {
  return String(value ?? '')
    .replace(UNWRITABLE, '')
    .replace(/[&<>"'\t\n\r]/g, (sign) => SIGNS[sign] ?? '');
}
