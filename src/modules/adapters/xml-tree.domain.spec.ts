import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { DomainError } from '../../kernel/domain-error.js';
import { writeXml } from './write-xml.domain.js';
import { xmlTree } from './xml-tree.domain.js';

const LIMITS = { depth: 64, values: 10_000 };
const read = (text: string): unknown => xmlTree(text, LIMITS);
const refusal = (text: string): string | undefined => {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
};

/** A parser that is known all over, set to make the same tree. */
const KNOWN = new XMLParser({
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
});

const name = fc.constantFrom('a', 'b', 'lead', 'Status', 'x:Status', 'sf:Id', 'état', '_1-2.3');
const words = fc
  .array(fc.constantFrom('Signed', ' ', '&amp;', '&#233;', '&#x1F600;', '>', '"', "'", 'ü', '\n', '😀', ']]>', '='), {
    maxLength: 4,
  })
  .map((parts) => parts.join(''));
const attribute = fc.tuple(
  fc.constantFrom('id', 'x:kind', 'xmlns', 'xmlns:x', 'type'),
  words.map((text) => text.replaceAll('"', '')),
);
const attributes = fc
  .uniqueArray(attribute, { selector: ([one]) => one, maxLength: 3 })
  .map((pairs) => pairs.map(([one, value]) => ` ${one} = "${value}"`).join(''));
const aside = fc.constantFrom('', '<!-- <a> & -->', '<?php <b> ?>', '<![CDATA[<c> & </c>]]>');
const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc
    .tuple(name, attributes, tie('content'), fc.boolean())
    .map(([tag, attrs, content, isEmpty]) => (isEmpty ? `<${tag}${attrs} />` : `<${tag}${attrs}>${content}</${tag} >`)),
  content: fc
    .array(fc.oneof({ depthSize: 'small' }, { weight: 2, arbitrary: words }, aside, tie('element')), { maxLength: 4 })
    .map((parts) => parts.join('')),
}));

/** White space beside other text is nobody's: we keep what is within, the other parser does not. */
function withoutSpaces(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (_, value) => (typeof value === 'string' ? value.replace(/\s/gu, '') : value)),
  );
}

it('makes the tree that another parser makes, whatever the document', () => {
  fc.assert(
    fc.property(element, (text) => {
      expect(withoutSpaces(read(text))).toEqual(withoutSpaces(KNOWN.parse(text)));
    }),
    { numRuns: 2_000 },
  );
});

/** What no XML can hold. */
const UNWRITABLE = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

it('reads what we write', () => {
  const value = fc.string({ unit: 'binary' }).map((text) => text.replace(UNWRITABLE, '').trim());
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z_][a-z0-9]{0,8}$/), value, { minKeys: 1 }), (tree) => {
      const [, written] = /^<\?xml[^>]*\?>(.*)$/su.exec(writeXml('root', tree)) ?? [];
      expect(writeXml('root', (read(written ?? '') as { root: object }).root)).toBe(writeXml('root', tree));
    }),
  );
});

it('keeps the words of a text apart that elements stand between', () => {
  expect(read('<u>Signed <b>x</b> today</u>')).toEqual({ u: { b: 'x', '#text': 'Signed  today' } });
});

it('takes a lone ampersand for what it is, and leaves references that nobody knows', () => {
  expect(read('<u a="A & B">A & B &unknown; &#0; &#xD800; &#99999999;</u>')).toEqual({
    u: { '@a': 'A & B', '#text': 'A & B &unknown; &#0; &#xD800; &#99999999;' },
  });
});

it('reads each reference once', () => {
  expect(read('<u>&amp;lt;&nbsp;&#38;amp;</u>')).toEqual({ u: '&lt;\u00A0&amp;' });
});

it.each([
  ['text before the root', 'x<u/>'],
  ['text behind the root', '<u/>x'],
  ['a section behind the root', '<u/><![CDATA[]]>'],
  ['an end without a start', '</u>'],
  ['an end of another element', '<a></b>'],
  ['an end of an element under another prefix', '<x:a></y:a>'],
  ['attributes that touch', '<u a="1"b="2"/>'],
  ['an attribute without a value', '<u a/>'],
  ['an attribute without quotes', '<u a=1/>'],
  ['a name that starts with a digit', '<1/>'],
  ['an open comment', '<u><!-- </u>'],
  ['an open section', '<u><![CDATA[ </u>'],
  ['a declaration', '<u><!ATTLIST a></u>'],
  ['a comment that is its own end', '<u><!--></u>'],
])('refuses %s', (_, text) => {
  expect(refusal(text)).toBe('body_unparseable');
});

it('counts elements and attributes together', () => {
  const limits = { depth: 3, values: 4 };
  expect(() => xmlTree('<a b="" c=""><d/></a>', limits)).not.toThrow();
  expect(() => xmlTree('<a b="" c="" e=""><d/></a>', limits)).toThrow('more than 4 values');
  expect(() => xmlTree('<a><b><c/></b></a>', limits)).not.toThrow();
  expect(() => xmlTree('<a><b><c><d/></c></b></a>', limits)).toThrow('more than 3 deep');
});
