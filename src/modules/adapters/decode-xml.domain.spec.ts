import { DomainError } from '../../kernel/domain-error.js';
import { decodeXml } from './decode-xml.domain.js';

const read = (text: string): unknown => decodeXml(Buffer.from(text));

/** The code of the refusal; undefined when it was read. */
function codeOf(text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

it('reads what is in the root element, as text, without white space around it', () => {
  const text =
    '<?xml version="1.0" encoding="UTF-8"?>\n<update>\n <LeadId>007</LeadId>\n <Status> Signed </Status><Message/></update>';
  expect(read(text)).toEqual({ LeadId: '007', Status: 'Signed', Message: '' });
});

it('reads attributes as @name, and text beside them as #text', () => {
  const text = '<update id="7"><status code="S1">Signed</status></update>';
  expect(read(text)).toEqual({ '@id': '7', status: { '@code': 'S1', '#text': 'Signed' } });
});

it('passes over prefixes of names', () => {
  expect(read('<f:update xmlns:f="urn:firm"><f:Status>Signed</f:Status></f:update>')).toEqual({ Status: 'Signed' });
});

it('makes a list of repeated elements', () => {
  expect(read('<u><lead><s>1</s></lead><lead><s>2</s></lead></u>')).toEqual({ lead: [{ s: '1' }, { s: '2' }] });
});

it('reads references to characters, and to the five that XML itself names', () => {
  expect(read('<u><a>Zo&#235; &#x26; &lt;Co&gt;</a><b>&quot;x&apos;s&quot; &amp; y</b></u>')).toEqual({
    a: 'Zoë & <Co>',
    b: '"x\'s" & y',
  });
});

it('reads a section of plain characters', () => {
  expect(read('<u><Message><![CDATA[1 < 2 & </u>]]></Message></u>')).toEqual({ Message: '1 < 2 & </u>' });
});

it('is told neither by comments nor by instructions', () => {
  expect(read('<!-- <u> --><u><?php x ?><!-- </u> --><s>1</s></u>')).toEqual({ s: '1' });
});

const deep = (levels: number, open = '<a>'): string => open.repeat(levels) + '</a>'.repeat(levels);

it.each([
  ['a DTD', '<!DOCTYPE u [<!ELEMENT u ANY>]><u/>'],
  ['an entity of its own', '<!DOCTYPE u [<!ENTITY a "aaaa">]><u>&a;</u>'],
  ['an outside entity', '<!doctype u [<!entity a SYSTEM "file:///etc/passwd">]><u>&a;</u>'],
  ['nothing in it', ''],
  ['no element', 'Signed'],
  ['two roots', '<a>1</a><b>2</b>'],
  ['an open element', '<a><b></a>'],
  ['a repeated attribute', '<a b="1" b="2"/>'],
  ['more than 10,000 tags', `<u>${'<a/>'.repeat(10_000)}</u>`],
  ['more than 10,000 attributes', `<u ${Array.from({ length: 10_001 }, (_, at) => `a${at}=""`).join(' ')}/>`],
  ['more than 10,000 references', `<u>${'&lt;'.repeat(10_001)}</u>`],
  ['an element named __proto__', '<u><__proto__><Status>x</Status></__proto__></u>'],
  ['an element named constructor, under a prefix', '<u><x:constructor>1</x:constructor></u>'],
  ['elements 1,000 deep', deep(1_000)],
  ['elements 50,000 deep', deep(50_000)],
  ['depth hidden by an attribute', deep(1_000, '<a b="/>">')],
  ['depth hidden by a section', `<u><![CDATA[${'</a>'.repeat(2_000)}]]>${deep(1_000)}</u>`],
  ['depth hidden by a comment', `<u><!--${'</a>'.repeat(2_000)}-->${deep(1_000)}</u>`],
])('is refused with %s', (_, text) => {
  expect(codeOf(text)).toBe('body_unparseable');
});

it('reads elements 64 deep', () => {
  expect(codeOf(deep(64))).toBeUndefined();
});

it('is refused when its bytes are not UTF-8', () => {
  expect(() => decodeXml(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]))).toThrow(DomainError);
});

it.each([
  ['<', '<'],
  ['<a', '<a'],
  ['<a>', '<a>'],
  ['an open comment', '<!--'],
  ['an open quote', '<a b="<'],
])('refuses 1 MiB of %s, looking at each character a few times only', (_, part) => {
  expect(codeOf(part.repeat(Math.floor(1_048_576 / part.length)))).toBe('body_unparseable');
});

it('arms no prototype', () => {
  read('<u><toString>x</toString><hasOwnProperty>y</hasOwnProperty><s __proto__="z">t</s></u>');
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(String({})).toBe('[object Object]');
});
