import { DomainError } from '../../kernel/domain-error.js';
import { parseDto } from '../../platform/validation/parse-dto.js';
import { CreateLeadDto } from './lead.dto.js';

const CONTACT = {
  firstName: 'Jane',
  lastName: 'Doe',
  email: 'jane@example.com',
  phone: '+15551234567',
  state: 'CA',
  dateOfBirth: '1985-03-15',
};
const LEAD = { userId: 'u', massTort: 'roundup', contact: CONTACT, answers: { wasInjured: 'yes' } };

/** Paths of the fields that are wrong; null when none is. */
function wrongIn(body: unknown): string[] | null {
  try {
    parseDto(CreateLeadDto, body);
    return null;
  } catch (error) {
    if (error instanceof DomainError) return [...new Set(error.issues.map(({ path }) => path))];
    throw error;
  }
}

const withContact = (change: object) => ({ ...LEAD, contact: { ...CONTACT, ...change } });

it('takes a whole lead, and fills in what may be left out', () => {
  const { userId, massTort, contact } = LEAD;
  expect(parseDto(CreateLeadDto, { userId, massTort, contact })).toMatchObject({
    answers: {},
    source: 'in_app',
    environment: 'live',
  });
});

it('takes null for what was left out', () => {
  const { contact, ...lead } = LEAD;
  const absent = { answers: null, source: null, submittedAt: null, partner: null, environment: null };
  const body = { ...lead, contact: { ...contact, dateOfBirth: null }, ...absent };
  const { dateOfBirth: _, ...without } = CONTACT;
  expect(JSON.parse(JSON.stringify(parseDto(CreateLeadDto, body)))).toEqual({
    ...lead,
    contact: without,
    answers: {},
    source: 'in_app',
    environment: 'live',
  });
});

it('reads a state in lower case', () => {
  expect(parseDto(CreateLeadDto, withContact({ state: ' ca ' })).contact.state).toBe('CA');
});

it.each([
  ['firstName', ''],
  ['firstName', ' \u0000 '],
  ['lastName', 'x'.repeat(101)],
  ['lastName', ['Doe']],
  ['email', 'jane'],
  ['email', 'jane@localhost'],
  ['phone', 'N/A'],
  ['phone', '0000000000'],
  ['phone', 5551234567],
  ['state', 'California'],
  ['state', undefined],
  ['dateOfBirth', '15.03.1985'],
  ['dateOfBirth', '1985-02-30'],
  ['dateOfBirth', '1899-12-31'],
  ['dateOfBirth', '1985-13-01'],
])('names contact.%s as wrong for %j', (field, value) => {
  expect(wrongIn(withContact({ [field]: value }))).toEqual([`contact.${field}`]);
});

it.each(['2000-02-29', '1900-01-01', '1985-12-31', null, undefined])('takes the date of birth %j', (dateOfBirth) => {
  expect(wrongIn(withContact({ dateOfBirth }))).toBeNull();
});

it.each([
  ['userId', ''],
  ['userId', 7],
  ['userId', 'x'.repeat(201)],
  ['userId', 'a\u0000b'],
  ['userId', 'a\ud800'],
  ['massTort', undefined],
  ['contact', undefined],
  ['contact', null],
  ['contact', 'Jane'],
  ['answers', []],
  ['answers', 'yes'],
  ['answers', { age: 7 }],
  ['answers', { more: { wasInjured: 'yes' } }],
  ['answers', { '': 'x' }],
  ['answers', { ['x'.repeat(101)]: 'x' }],
  ['answers', { long: 'x'.repeat(4_001) }],
  ['answers', { nul: 'a\u0000' }],
  ['answers', { half: '\udc00' }],
  ['answers', Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`q${at}`, 'x']))],
  ['source', ''],
  ['source', 'a\u0000b'],
  ['partner', 'a\u0000b'],
  ['submittedAt', 'yesterday'],
  ['submittedAt', '2026-02-30T00:00:00Z'],
  ['submittedAt', '2026-W10-1'],
  ['submittedAt', '2026-064'],
  ['submittedAt', '2026-03-04T18:30:60Z'],
  ['submittedAt', '2026-03-04T18:30:00'],
  ['submittedAt', '0000-01-01'],
  ['submittedAt', 7],
  ['environment', 'production'],
])('names %s as wrong for %j', (field, value) => {
  expect(wrongIn({ ...LEAD, [field]: value })).toEqual([field]);
});

it.each(['2026-03-04T18:30:00.000Z', '2026-03-04T18:30:00+02:00', '2026-03-04'])('takes the time %s', (submittedAt) => {
  expect(wrongIn({ ...LEAD, submittedAt })).toBeNull();
});

it('names every field that is wrong, and repeats no value', () => {
  expect(wrongIn({})).toEqual(['userId', 'massTort', 'contact']);
  try {
    parseDto(CreateLeadDto, withContact({ email: 'not-an-address', phone: 'secret' }));
  } catch (error) {
    expect(JSON.stringify((error as DomainError).issues)).not.toMatch(/not-an-address|secret/);
  }
});

it.each([null, [], 'lead', 7])('takes %j for a lead without any field', (body) => {
  expect(wrongIn(body)).toEqual(['userId', 'massTort', 'contact']);
});
