import fc from 'fast-check';
import { DomainError } from '../../kernel/domain-error.js';
import { decodeBody } from './decode-body.js';

type Decoding = Parameters<typeof decodeBody>[0];
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

async function read(body: string, type: string | undefined = JSON_TYPE, decoding: Decoding = { format: 'auto' }) {
  const { tree, warnings } = await decodeBody(decoding, Buffer.from(body), type);
  return { tree: JSON.parse(JSON.stringify(tree)) as unknown, warnings: warnings.map(({ code }) => code) };
}

/** The refusal's kind and code; undefined when it was read. */
async function refusalOf(body: string, type = JSON_TYPE, decoding: Decoding = { format: 'auto' }) {
  try {
    await read(body, type, decoding);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return [error.kind, error.code];
    throw error;
  }
}

describe('the format', () => {
  const multipart = '--X\r\nContent-Disposition: form-data; name="deal[id]"\r\n\r\n7\r\n--X--\r\n';

  it.each([
    ['{"a":1}', JSON_TYPE, 'auto', { a: 1 }],
    ['{"a":1}', undefined, 'auto', { a: 1 }],
    ['{"a":1}', FORM, 'json', { a: 1 }],
    ['deal[id]=7', FORM, 'auto', { deal: { id: '7' } }],
    ['deal[id]=7', 'text/html', 'form', { deal: { id: '7' } }],
    [multipart, 'multipart/form-data; boundary=X', 'auto', { deal: { id: '7' } }],
    [multipart, 'multipart/form-data; boundary=X', 'form', { deal: { id: '7' } }],
    ['<update><lead><status>x</status></lead></update>', 'text/xml', 'auto', { update: { lead: { status: 'x' } } }],
    ['<u><a>1</a><a>2</a></u>', JSON_TYPE, 'xml', { u: { a: ['1', '2'] } }],
  ] as const)('of %j sent as %p is read as %s', async (body, type, format, tree) => {
    expect((await decodeBody({ format }, Buffer.from(body), type)).tree).toEqual(tree);
  });

  it('of XML has elements without prefix, attributes with @, and text beside them', async () => {
    const body = '<s:E xmlns:s="urn:x"><s:id n="1">7</s:id><s:v>a &amp; b</s:v></s:E>';
    const { tree } = await read(body, 'application/soap+xml');
    expect(tree).toMatchObject({ E: { id: { '@n': '1', '#text': '7' }, v: 'a & b' } });
  });

  it('is asked for when the type is none that we take and the adapter names none', async () => {
    expect(await refusalOf('x', 'image/png')).toEqual(['unsupported_media', 'media_type_unsupported']);
  });
});

describe('JSON within a text', () => {
  const inner = JSON.stringify({ status: 'Signed', id: 1 });

  it('is read in its place', async () => {
    const body = `payload=${encodeURIComponent(inner)}`;
    expect(await read(body, FORM, { format: 'form', parseJson: ['payload'] })).toEqual({
      tree: { payload: { status: 'Signed', id: 1 } },
      warnings: [],
    });
  });

  it('is read below members and through lists', async () => {
    const body = JSON.stringify({ events: [{ data: inner }, { data: { done: true } }, {}, 5] });
    const { tree } = await read(body, JSON_TYPE, { format: 'json', parseJson: ['events.data'] });
    expect(tree).toEqual({ events: [{ data: { status: 'Signed', id: 1 } }, { data: { done: true } }, {}, 5] });
  });

  it('is read when it is the whole body, and within what was read', async () => {
    const body = JSON.stringify(JSON.stringify({ data: inner }));
    const { tree } = await read(body, JSON_TYPE, { format: 'json', parseJson: ['@', 'data'] });
    expect(tree).toEqual({ data: { status: 'Signed', id: 1 } });
  });

  it('that is none stays text, with a warning, unless it is empty', async () => {
    const body = JSON.stringify({ a: '{broken', b: '' });
    expect(await read(body, JSON_TYPE, { format: 'json', parseJson: ['a', 'b', 'c.d'] })).toEqual({
      tree: { a: '{broken', b: '' },
      warnings: ['not_json'],
    });
  });

  it('keeps big numbers digit by digit, and is held to the same limits', async () => {
    const decoding: Decoding = { format: 'json', parseJson: ['p'] };
    const { tree } = await read(JSON.stringify({ p: '{"id":9007199254740993}' }), JSON_TYPE, decoding);
    expect(tree).toEqual({ p: { id: '9007199254740993' } });
    const deep = JSON.stringify({ p: '['.repeat(32) + ']'.repeat(32) });
    expect(await refusalOf(deep, JSON_TYPE, decoding)).toEqual(['too_large', 'body_too_large']);
  });
});

describe('a hostile body', () => {
  it.each([
    ['JSON', '{"__proto__":{"x":1},"a":[{"constructor":1,"b":2}]}', JSON_TYPE, { a: [{ b: 2 }] }],
    ['a form', '__proto__[x]=1&a=2', FORM, { a: '2' }],
  ])('of %s loses members that reach a prototype, with a warning', async (_what, body, type, tree) => {
    const read = await decodeBody({ format: 'auto' }, Buffer.from(body), type);
    expect(JSON.parse(JSON.stringify(read.tree))).toEqual(tree);
    expect(new Set(read.warnings.map(({ code }) => code))).toEqual(new Set(['member_dropped']));
    expect({}).not.toHaveProperty('x');
  });

  it('gives objects without a prototype only, whatever the format', async () => {
    for (const [body, type] of [
      ['{"a":{}}', JSON_TYPE],
      ['a[b]=1', FORM],
      ['<r><a><b>1</b></a></r>', 'text/xml'],
    ] as const) {
      const { tree } = await decodeBody({ format: 'auto' }, Buffer.from(body), type);
      for (const node of nodesOf(tree)) expect(Object.getPrototypeOf(node)).toBeNull();
    }
  });

  /** Four values for each: three branches and a text. */
  const nested = (count: number): string => Array.from({ length: count }, (_, at) => `a[n${at}][b][c][d]=1`).join('&');
  const list = (count: number): string => `[${Array.from({ length: count }, () => 1).join(',')}]`;

  it.each([
    ['32 levels', '['.repeat(32) + ']'.repeat(32), undefined],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), ['too_large', 'body_too_large']],
    ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000), ['too_large', 'body_too_large']],
    ['33 levels of XML', '<a>'.repeat(33) + '</a>'.repeat(33), ['too_large', 'body_too_large']],
    ['500 elements', list(500), undefined],
    ['501 elements', list(501), ['too_large', 'body_too_large']],
    ['501 elements of a form', Array.from({ length: 501 }, () => 'a=1').join('&'), ['too_large', 'body_too_large']],
    ['20,000 values', `{"a":[${Array.from({ length: 39 }, () => list(500)).join(',')}]}`, undefined],
    [
      '20,500 values',
      `{"a":[${Array.from({ length: 41 }, () => list(500)).join(',')}]}`,
      ['too_large', 'body_too_large'],
    ],
    ['20,400 values of a form', nested(5_100), ['too_large', 'body_too_large']],
    ['19,600 values of a form', nested(4_900), undefined],
    ['no JSON', '{', ['malformed', 'body_unparseable']],
    ['entities', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', ['malformed', 'body_unparseable']],
  ])('of %s is taken or refused by the limits', async (_what, body, refusal) => {
    expect(await refusalOf(body, '')).toEqual(refusal);
  });

  it('is read or refused, and never an accident', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.json().map((text) => Buffer.from(text)),
    );
    const type = fc.constantFrom(JSON_TYPE, FORM, 'text/xml', 'multipart/form-data; boundary=X', '');
    await fc.assert(
      fc.asyncProperty(bytes, type, async (body, contentType) => {
        const text = Buffer.from(body).toString('latin1');
        await refusalOf(text, contentType, { format: 'auto', parseJson: ['@', 'a.b'] });
      }),
    );
  });
});

function nodesOf(tree: unknown): object[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return [tree, ...Object.values(tree).flatMap(nodesOf)].filter((node) => !Array.isArray(node)) as object[];
}
