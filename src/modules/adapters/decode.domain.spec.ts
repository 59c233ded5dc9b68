import fc from 'fast-check';
import { DomainError } from '../../kernel/domain-error.js';
import { textOf } from '../../kernel/utf8.js';
import { decodeForm, decodeJson, formatOf, treeOf } from './decode.domain.js';

const JSON_BODY = Buffer.from('{}');

/** The code of the refusal, or what was read. */
function codeOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('the format of a body', () => {
  it.each([
    ['application/json', 'json'],
    ['Application/JSON; charset=utf-8', 'json'],
    ['application/vnd.firm.v2+json', 'json'],
    ['text/json', 'json'],
    ['application/x-www-form-urlencoded;charset=UTF-8', 'form'],
    ['multipart/form-data; boundary=x', 'multipart'],
    ['application/xml', 'xml'],
    ['text/xml; charset=utf-8', 'xml'],
    ['application/soap+xml', 'xml'],
  ])('of type %s is %s, whatever the body looks like', (type, format) => {
    expect(formatOf(type, Buffer.from('<'))).toBe(format);
  });

  it.each(['image/png', 'application/pdf', 'text/html', 'multipart/mixed', 'application/jsonp', 'json'])(
    'is not taken as %s',
    (type) => {
      expect(formatOf(type, JSON_BODY)).toBeNull();
    },
  );

  it.each([
    ['{"Status":"x"}', 'json'],
    ['\n\t [1]', 'json'],
    ['\uFEFF{"Status":"x"}', 'json'],
    ['"text"', 'json'],
    [' <update/>', 'xml'],
    ['\uFEFF<update/>', 'xml'],
    ['Status=x', 'form'],
    ['', 'form'],
  ])('that names no type is told by the first character of %j', (text, format) => {
    for (const type of [undefined, '', 'text/plain', 'application/octet-stream'])
      expect(formatOf(type, Buffer.from(text))).toBe(format);
  });
});

describe('JSON', () => {
  it('is read with a byte order mark, and keeps every digit of big numbers', () => {
    const read = decodeJson(Buffer.from('\uFEFF{"ExternalLeadId":9007199254740993,"Status":"Zoë"}'));
    expect({ ...(read as object) }).toEqual({ ExternalLeadId: '9007199254740993', Status: 'Zoë' });
  });

  it.each([
    ['nothing', Buffer.from('')],
    ['spaces', Buffer.alloc(1_048_576, ' ')],
    ['half an object', Buffer.from('{"Status":')],
    ['single quotes', Buffer.from("{'Status':'x'}")],
    ['two values', Buffer.from('{} {}')],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['raw half surrogates', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a list 65 deep', Buffer.from('['.repeat(65) + ']'.repeat(65))],
    ['a list 40,000 deep', Buffer.from('['.repeat(40_000) + ']'.repeat(40_000))],
    ['a list of more than 10,000 values', Buffer.from(`[${'[],'.repeat(10_000)}[]]`)],
    ['more than 10,000 lists', Buffer.from(`[${'[[]],'.repeat(5_000)}0]`)],
    ['an object of more than 10,000 members', Buffer.from(`{${'"a":{},'.repeat(10_000)}"a":{}}`)],
    ['a member named __proto__', Buffer.from('{"__proto__":{"Status":"x"}}')],
    ['a member named constructor, far inside', Buffer.from('{"a":[{"constructor":1}]}')],
  ])('is refused when it is %s', (_, body) => {
    expect(codeOf(() => decodeJson(body))).toBe('body_unparseable');
  });

  it('is read 64 deep', () => {
    expect(codeOf(() => decodeJson(Buffer.from('['.repeat(64) + ']'.repeat(64))))).toHaveLength(1);
  });

  it('never ends in an accident, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        codeOf(() => decodeJson(Buffer.from(bytes)));
      }),
    );
  });
});

describe('a form', () => {
  const fields = (field: string, count: number) => Array.from({ length: count }, () => field).join('&');

  it('is read by its names, decoded, in an object without a prototype', () => {
    const read = decodeForm(Buffer.from('Lead+Status=Retainer+Signed&ContactEmail=a%2Bb%40example.com&Message='));
    expect(Object.getPrototypeOf(read)).toBeNull();
    expect({ ...(read as object) }).toEqual({
      'Lead Status': 'Retainer Signed',
      ContactEmail: 'a+b@example.com',
      Message: '',
    });
  });

  it('makes a list of a repeated name', () => {
    expect({ ...(decodeForm(Buffer.from('a=1&b=2&a=3&a=4')) as object) }).toEqual({ a: ['1', '3', '4'], b: '2' });
  });

  it('is read with 10,000 fields', () => {
    expect((decodeForm(Buffer.from(fields('a=1', 10_000))) as { a: string[] }).a).toHaveLength(10_000);
  });

  it.each(['a=1', 'a', ''])('is refused with one more: %j', (field) => {
    expect(codeOf(() => decodeForm(Buffer.from(fields(field, 10_001))))).toBe('body_unparseable');
  });

  it.each(['__proto__=x', 'a=1&constructor=x', 'prototype[Status]=x&prototype=y'])('is refused for %s', (text) => {
    expect(codeOf(() => decodeForm(Buffer.from(text)))).toBe('body_unparseable');
  });

  it('is refused when its bytes are not UTF-8', () => {
    expect(codeOf(() => decodeForm(Buffer.from([0x61, 0x3d, 0xff])))).toBe('body_unparseable');
  });

  it('keeps every value of every name, in order', () => {
    const names = fc.constantFrom('Status', 'LeadId', 'toString', '', 'hasOwnProperty');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.string())), (pairs) => {
        const tree = treeOf(pairs) as Record<string, string | string[]>;
        for (const name of Object.keys(tree)) {
          expect([tree[name]].flat()).toEqual(pairs.filter(([other]) => other === name).map(([, value]) => value));
        }
        expect(Object.keys(tree).length).toBe(new Set(pairs.map(([name]) => name)).size);
      }),
    );
  });
});

it('takes the byte order mark off, and nothing else', () => {
  expect(textOf(Buffer.from('\uFEFF a\0\r\n'))).toBe(' a\0\r\n');
});
