import fc from 'fast-check';
import { DomainError } from '../../kernel/domain-error.js';
import { readWith } from './adapter-reading.domain.js';
import { compileAdapter, statusIn } from './compiled-adapter.domain.js';
import { decodeBody } from './decode-body.js';
import { TARGETS } from './inbound-adapter.domain.js';

const BASE = { schemaVersion: 1, direction: 'inbound', decode: { format: 'auto' }, map: {}, status: { table: {} } };

/** From bytes to cleaned fields, as a partner's call goes. */
async function read(document: object, body: string, type = 'application/json') {
  const adapter = compileAdapter({ ...BASE, ...document });
  const decoded = await decodeBody(adapter.document.decode, Buffer.from(body), type);
  const updates = readWith(adapter, decoded.tree, { phoneRegion: 'US' });
  return updates.map(({ fields, ...rest }) => ({
    ...rest,
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
    status: statusIn(adapter, fields.Status ?? '', fields.SubStatus),
  }));
}

describe('another shape', () => {
  const form = 'application/x-www-form-urlencoded';
  const json = 'application/json';

  it.each([
    [
      'a list of questions and answers',
      { map: { ContactPhone: ["answers[?question && lower(question)=='best phone'].answer | [0]"] } },
      JSON.stringify({ answers: [{ answer: 'x' }, { question: 'Best Phone', answer: '213-555-0187' }] }),
      json,
      { ContactPhone: '+12135550187' },
    ],
    [
      'JSON in a text',
      { decode: { format: 'auto', parseJson: ['payload'] }, map: { Status: ['payload.status'] } },
      JSON.stringify({ payload: '{"status":"Signed"}' }),
      json,
      { Status: 'Signed' },
    ],
    [
      'a status only in the history',
      { map: { Status: ['sort_by(to_array(history)[?at], &at)[-1].status'] } },
      JSON.stringify({ history: [{ at: 3, status: 'Signed' }, { at: 9, status: 'Filed' }, { status: 'Lost' }] }),
      json,
      { Status: 'Filed' },
    ],
    [
      'a form whose names have spaces and brackets',
      { decode: { format: 'form' }, map: { Status: ['"Lead Status"'], ExternalLeadId: ['deal.fields[0].id'] } },
      'Lead+Status=Signed&deal[fields][0][id]=0042',
      form,
      { Status: 'Signed', ExternalLeadId: '0042' },
    ],
    [
      'XML',
      { decode: { format: 'xml' }, map: { Status: ['update.lead.status', 'to_array(update.lead)[0].status'] } },
      '<update><lead><status>Signed</status></lead><lead><status>Filed</status></lead></update>',
      'text/xml',
      { Status: 'Signed' },
    ],
    [
      'seconds since 1970',
      { map: { EventTime: ['at'] } },
      JSON.stringify({ at: 1772649000 }),
      json,
      { EventTime: '2026-03-04T18:30:00.000Z' },
    ],
    [
      'a split name and phone',
      { map: { ContactName: ["join(' ', [first, last][?@])"], ContactPhone: ["join('', [area, local][?@])"] } },
      JSON.stringify({ first: 'Jane', last: 'Doe', area: '213', local: '5550187' }),
      json,
      { ContactName: 'Jane Doe', ContactPhone: '+12135550187' },
    ],
    [
      'several sub-statuses',
      { map: { SubStatus: ["join('; ', to_array(sub)[?@])"] } },
      JSON.stringify({ sub: ['HIPAA signed', '', 'Records ordered'] }),
      json,
      { SubStatus: 'HIPAA signed; Records ordered' },
    ],
    [
      'an id beyond 2^53',
      { map: { ExternalLeadId: ['id'] } },
      '{"id":9007199254740993}',
      json,
      { ExternalLeadId: '9007199254740993' },
    ],
  ])('%s is read', async (_what, document, body, type, fields) => {
    expect(await read(document, body, type)).toMatchObject([{ fields, warnings: [] }]);
  });
});

describe('the first value that a field can use', () => {
  it('wins, and what was passed over leaves a warning', async () => {
    const map = { ContactEmail: ['lower(none)', 'broken', 'many', 'sole', 'last'] };
    const body = JSON.stringify({ broken: 'no e-mail', many: ['a@b.co', 'c@d.co'], sole: ['x@y.co'], last: 'z@y.co' });
    expect(await read({ map }, body)).toMatchObject([
      {
        trace: [{ field: 'ContactEmail', from: 'sole', value: 'x@y.co' }],
        warnings: [{ code: 'expression_failed' }, { code: 'value_unusable' }],
      },
    ]);
  });

  it('is none in objects, in lists of several, and in what is empty', async () => {
    const body = JSON.stringify({ a: {}, b: ['x', 'y'], c: null, d: '  ', e: [['x']] });
    expect(await read({ map: { Status: ['a', 'b', 'c', 'd', 'e'] } }, body)).toMatchObject([
      { fields: {}, warnings: [] },
    ]);
  });

  it("is read by the adapter's own region, zone and order of dates, before the partner's", async () => {
    const defaults = { phoneRegion: 'GB', timeZone: 'America/Chicago', dateOrder: 'DMY' };
    const body = JSON.stringify({ phone: '020 7183 8750', at: '4/3/2026 12:30' });
    expect(await read({ defaults, map: { ContactPhone: ['phone'], EventTime: ['at'] } }, body)).toMatchObject([
      { fields: { ContactPhone: '+442071838750', EventTime: '2026-03-04T18:30:00.000Z' } },
    ]);
  });
});

describe('a batch', () => {
  const document = {
    decode: { format: 'json', forEach: 'updates' },
    when: [{ ignoreIf: "item.type == 'note'", reason: 'a note' }],
    map: { Status: ['item.status'], LawFirm: ['body.account'] },
  };

  it('gives an update for each element, which sees itself and the body', async () => {
    const body = {
      account: 'Smith Law',
      updates: [{ status: 'Signed' }, { type: 'note', status: 'x' }, { status: 'Filed' }],
    };
    expect(await read(document, JSON.stringify(body))).toMatchObject([
      { ignored: null, fields: { Status: 'Signed', LawFirm: 'Smith Law' } },
      { ignored: 'a note', fields: {} },
      { ignored: null, fields: { Status: 'Filed', LawFirm: 'Smith Law' } },
    ]);
  });

  it('of one element that is no list gives one update', async () => {
    expect(await read(document, '{"updates":{"status":"Signed"}}')).toMatchObject([{ fields: { Status: 'Signed' } }]);
  });

  it.each(['{"updates":[]}', '{"other":1}', '5'])(
    'of none, as %s, gives one without a status, and says so',
    async (body) => {
      const [update, ...more] = await read(document, body);
      expect(more).toEqual([]);
      expect(update?.fields).not.toHaveProperty('Status');
      expect(update?.warnings.map(({ code }) => code)).toEqual(['no_items']);
    },
  );

  it('is refused beyond 500 updates', async () => {
    const several = { ...document, decode: { format: 'json', forEach: 'updates[]' } };
    const body = JSON.stringify({ updates: [1, 2].map(() => Array.from({ length: 251 }, () => 1)) });
    await expect(read(several, body)).rejects.toMatchObject({ kind: 'too_large', code: 'body_too_large' });
  });

  it('is refused when all its expressions together take too many steps', async () => {
    const costly = {
      decode: { format: 'json', forEach: 'a' },
      map: { Status: Array.from({ length: 8 }, () => 'sort(body.t)') },
    };
    const body = JSON.stringify({
      a: Array.from({ length: 500 }, () => 1),
      t: Array.from({ length: 499 }, () => 'xy'),
    });
    await expect(read(costly, body)).rejects.toMatchObject({ kind: 'too_large', code: 'body_too_large' });
  });
});

it('ignores only by what is true: not by a text or a number', async () => {
  const rule = (ignoreIf: string) => read({ when: [{ ignoreIf, reason: 'r' }] }, '{"yes":true,"text":"no","n":1}');
  const ignored = await Promise.all(['yes', 'text', 'n', 'none', 'lower(none)'].map(rule));
  expect(ignored.map(([update]) => update?.ignored)).toEqual(['r', null, null, null, null]);
});

it('reads the same bytes the same, and refuses rather than fails, whatever document and body', async () => {
  const path = fc.constantFrom(
    'a',
    'b',
    'item.a',
    'body.b',
    'a[0]',
    'a[?b]',
    'lower(a)',
    'sort_by(a, &b)',
    'a.*',
    "join(' ', a)",
  );
  const document = fc.record({
    decode: fc.record(
      {
        format: fc.constantFrom('auto', 'json', 'form', 'xml'),
        parseJson: fc.subarray(['@', 'a', 'a.b']),
        forEach: path,
      },
      { requiredKeys: ['format'] },
    ),
    when: fc.array(fc.record({ ignoreIf: path, reason: fc.constant('r') }), { maxLength: 2 }),
    map: fc.dictionary(fc.constantFrom(...TARGETS), fc.array(path, { minLength: 1, maxLength: 3 })),
  });
  const body = fc.oneof(fc.json(), fc.constantFrom('a=1&a[b]=2', '<a><b>1</b></a>', '{"a":[{"b":1}],"b":"2"}', '"{}"'));
  const outcome = (...given: Parameters<typeof read>) =>
    read(...given).catch((error: unknown) => {
      if (error instanceof DomainError) return error.code;
      throw error;
    });
  await fc.assert(
    fc.asyncProperty(document, body, async (one, bytes) => {
      expect(await outcome(one, bytes)).toEqual(await outcome(one, bytes));
    }),
    { numRuns: 500 },
  );
});
