import fc from 'fast-check';
import { compileOutbound, writeOutbound } from './compiled-outbound.domain.js';
import { formFields } from './decode.domain.js';
import { decodeXmlDocument } from './decode-xml.domain.js';
import { formTree } from './form-tree.domain.js';

const LEAD_ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const LEAD = {
  LeadId: LEAD_ID,
  firstName: 'Jane',
  lastName: 'Doe',
  email: 'jane.doe@example.com',
  phone: '+12025550143',
  dateOfBirth: '1985-03-15',
  wasInjured: 'yes',
  _metadata: { mass_tort_slug: 'roundup', submitted_at: '2026-03-04T18:30:00.000Z' },
  _intake: { wasInjured: 'yes', diagnosisYear: '2022' },
  _answers: [
    { question: 'wasInjured', answer: 'yes' },
    { question: 'diagnosisYear', answer: '2022' },
  ],
};
const REFERENCE = { to: 'ref', from: ['LeadId'] };
const US = { phoneRegion: 'US' };

const documentOf = (map: object[], encode: object = { format: 'json' }) => ({
  schemaVersion: 1,
  direction: 'outbound',
  encode,
  map,
});
const textOf = (written: ReturnType<typeof writeOutbound>) =>
  'body' in written ? written.body.toString() : `missing ${written.missing.join()}`;
const written = (map: object[], lead: object = LEAD, encode?: object) =>
  textOf(writeOutbound(compileOutbound(documentOf(map, encode)), lead, US));
const json = (map: object[], lead?: object) => JSON.parse(written(map, lead)) as Record<string, unknown>;
const valueFor = (rule: object, lead?: object) => json([REFERENCE, { to: 'x', ...rule }], lead)['x'];

it('writes the documented example', () => {
  const map = [
    { to: 'reference', from: ['LeadId'], required: true },
    { to: 'client.fullName', from: ["join(' ', [firstName, lastName][?@])"] },
    { to: 'client.phones[0].number', from: ['phone'] },
    { to: 'campaign', from: ['_metadata.mass_tort_slug'], lookup: { roundup: 'RU-SMITHLAW' }, required: true },
    { to: 'answers', from: ['_intake'] },
    { to: 'source', value: 'PayMe' },
  ];
  expect(written(map)).toBe(
    `{"reference":"${LEAD_ID}","client":{"fullName":"Jane Doe","phones":[{"number":"+12025550143"}]},` +
      '"campaign":"RU-SMITHLAW","answers":{"wasInjured":"yes","diagnosisYear":"2022"},"source":"PayMe"}',
  );
});

describe('a value', () => {
  it.each([
    ['the first that is there', { from: ['nickname', 'firstName'] }, 'Jane'],
    ['a constant number', { value: 0 }, 0],
    ['a constant that is false', { value: false }, false],
    ['a comparison, false too', { from: ["state == 'CA'"] }, false],
    ['an object', { from: ['_intake'] }, { wasInjured: 'yes', diagnosisYear: '2022' }],
    ['a list', { from: ['_answers[*].question'] }, ['wasInjured', 'diagnosisYear']],
    ['what the lookup names', { from: ['wasInjured'], lookup: { yes: 'Y', no: 'N' } }, 'Y'],
    ['nothing where the lookup does not name it', { from: ['wasInjured'], lookup: { no: 'N' } }, undefined],
    ['nothing that only the prototype has', { from: ["'toString'"], lookup: { no: 'N' } }, undefined],
    ['nothing for an empty text', { from: ["''"] }, undefined],
    ['nothing for an expression that fails', { from: ["join(' ', phone)"] }, undefined],
    ['null where asked for', { from: ['nickname'], whenMissing: 'null' }, null],
    ['an empty text where asked for', { from: ['nickname'], whenMissing: 'empty' }, ''],
  ])('is %s', (_, rule, expected) => {
    expect(valueFor(rule)).toEqual(expected);
  });

  it.each([
    ['phone', 'e164', '+12025550143'],
    ['phone', 'e164-digits', '12025550143'],
    ['phone', 'national', '(202) 555-0143'],
    ['phone', 'national-digits', '2025550143'],
    ["'202.555.0143'", 'e164', '+12025550143'],
    ['firstName', 'e164', undefined],
    ['dateOfBirth', 'iso-date', '1985-03-15'],
    ['dateOfBirth', 'us-date', '03/15/1985'],
    ['dateOfBirth', 'epoch-s', 479_692_800],
    ['_metadata.submitted_at', 'us-date', '03/04/2026'],
    ['_metadata.submitted_at', 'iso-datetime', '2026-03-04T18:30:00.000Z'],
    ['_metadata.submitted_at', 'epoch-s', 1_772_649_000],
    ['_metadata.submitted_at', 'epoch-ms', 1_772_649_000_000],
    ["'2026-03-04T20:30:00+02:00'", 'iso-datetime', '2026-03-04T18:30:00.000Z'],
    ["'2026-02-30'", 'us-date', undefined],
    ["'2026-13-01'", 'us-date', undefined],
    ["'next week'", 'us-date', undefined],
    ["'2026-03-04T18:30:00'", 'iso-datetime', undefined],
  ])('%s as %s is %s', (from, format, expected) => {
    expect(valueFor({ from: [from], format })).toEqual(expected);
  });

  it('of a phone without a country code is read for the partner’s region', () => {
    const compiled = compileOutbound(documentOf([REFERENCE, { to: 'x', from: ["'030 901820'"], format: 'e164' }]));
    expect(textOf(writeOutbound(compiled, LEAD, { phoneRegion: 'DE' }))).toContain('"x":"+4930901820"');
  });
});

describe('a list', () => {
  const answer = (at: number, question: string, required = {}) => [
    { to: `answers[${at}].question`, value: question },
    { to: `answers[${at}].answer`, from: [question], ...required },
  ];

  it('leaves out the question that has no answer, and closes the gap', () => {
    const map = [REFERENCE, ...answer(0, 'smoker'), ...answer(1, 'wasInjured')];
    expect(json(map)['answers']).toEqual([{ question: 'wasInjured', answer: 'yes' }]);
  });

  it('is left out with nothing in it, and so is an object', () => {
    const map = [REFERENCE, ...answer(0, 'smoker'), { to: 'a.b.c', from: ['smoker'] }];
    expect(json(map)).toEqual({ ref: LEAD_ID });
  });

  it('keeps an element of constants, and one that is told to be null', () => {
    const map = [
      REFERENCE,
      { to: 'tags[0]', value: 'PayMe' },
      { to: 'tags[1]', from: ['smoker'] },
      { to: 'tags[2]', from: ['smoker'], whenMissing: 'null' },
    ];
    expect(json(map)['tags']).toEqual(['PayMe', null]);
  });

  it('stands in the order of its indexes, whatever the order of the rules', () => {
    const map = [REFERENCE, { to: 'a[1]', value: 1 }, { to: 'a[0]', value: 0 }];
    expect(json(map)['a']).toEqual([0, 1]);
  });
});

describe('a lead is not written', () => {
  it('without the value of a required rule; each is named', () => {
    const map = [REFERENCE, { to: 'a.b', from: ['smoker'], required: true }, { to: 'c', from: ['x'], required: true }];
    expect(written(map)).toBe('missing a.b,c');
  });

  it('when its id is nowhere in the body', () => {
    const compiled = compileOutbound(documentOf([{ to: 'ref', from: ["_intake.smoker && 'x' || LeadId"] }]));
    expect(textOf(writeOutbound(compiled, { ...LEAD, _intake: { smoker: 'no' } } as never, US))).toBe('missing LeadId');
  });
});

describe('whatever is written', () => {
  const text = fc.string({ unit: 'binary', minLength: 1 }).filter((one) => one.trim() !== '');
  const rules = [REFERENCE, { to: 'a.b[0].c', from: ['firstName'] }, { to: 'a.b[1].c', from: ['lastName'] }];
  const tree = (first: string, last: string) => ({ ref: LEAD_ID, a: { b: [{ c: first }, { c: last }] } });

  it('reads back from JSON and from a form', () => {
    fc.assert(
      fc.property(text, text, (firstName, lastName) => {
        const lead = { ...LEAD, firstName, lastName };
        expect(JSON.parse(written(rules, lead))).toEqual(tree(firstName, lastName));
        const form = Buffer.from(written(rules, lead, { format: 'form' }));
        expect(plain(formTree(formFields(form), () => undefined))).toEqual(
          plain(tree(firstName.toWellFormed(), lastName.toWellFormed())),
        );
      }),
    );
  });

  it('is well-formed XML that says the same, but for what XML cannot hold', () => {
    const writable = text.filter((one) => !/[^\P{C}]|\s|[\uFFFE\uFFFF]/u.test(one));
    fc.assert(
      fc.property(writable, writable, (firstName, lastName) => {
        const xml = written(rules, { ...LEAD, firstName, lastName }, { format: 'xml', root: 'lead' });
        expect(plain(decodeXmlDocument(Buffer.from(xml)))).toEqual({ lead: tree(firstName, lastName) });
      }),
    );
    fc.assert(
      fc.property(text, (firstName) => {
        const xml = written(rules, { ...LEAD, firstName }, { format: 'xml', root: 'lead' });
        expect(() => decodeXmlDocument(Buffer.from(xml))).not.toThrow();
      }),
    );
  });
});

it('writes attributes, texts beside them, and names of answers that XML does not take', () => {
  const map = [
    { to: '@id', from: ['LeadId'] },
    { to: 'phone.@type', value: 'mobile' },
    { to: 'phone.#text', from: ['phone'] },
    { to: 'answers', from: ['_intake'] },
  ];
  const lead = { ...LEAD, _intake: { 'was injured?': '<yes>', '2022': 'b' } };
  expect(written(map, lead, { format: 'xml', root: 'p:lead' })).toBe(
    `<?xml version="1.0" encoding="UTF-8"?><p:lead id="${LEAD_ID}"><phone type="mobile">+12025550143</phone>` +
      '<answers><_2022>b</_2022><was_injured_>&lt;yes&gt;</was_injured_></answers></p:lead>',
  );
});

it('takes names with dots and spaces as they are, in quotes', () => {
  const map = [REFERENCE, { to: '"custom.field[1]".Lead Status', value: 'New' }];
  expect(json(map)['custom.field[1]']).toEqual({ 'Lead Status': 'New' });
});

it('writes the same bytes for the same lead', () => {
  const compiled = compileOutbound(documentOf([REFERENCE, { to: 'a', from: ['_intake'] }]));
  expect(writeOutbound(compiled, LEAD, US)).toEqual(writeOutbound(compiled, LEAD, US));
});

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
