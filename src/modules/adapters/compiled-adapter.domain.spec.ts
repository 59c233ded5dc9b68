import fc from 'fast-check';
import { DomainError } from '../../kernel/domain-error.js';
import { compileAdapter, statusIn } from './compiled-adapter.domain.js';
import { TARGETS } from './inbound-adapter.domain.js';
import { INBOUND_ADAPTER_SCHEMA } from './inbound-adapter-schema.domain.js';
import { issuesOf } from './schema.domain.js';

const VALID = {
  schemaVersion: 1,
  direction: 'inbound',
  defaults: { phoneRegion: 'US', timeZone: 'America/New_York', dateOrder: 'MDY' },
  decode: { format: 'auto', parseJson: ['payload'], forEach: 'items' },
  when: [{ ignoreIf: '!(item.status)', reason: 'no status' }],
  map: { Status: ['item.status', 'item.state'], LeadId: ['item.ref'] },
  status: { table: { 'Closed | *': 'closed', 'Note Added': null }, useDefaults: false },
};

/** Where and why the document is refused; empty when it is taken. */
function issues(document: unknown): [string, string][] {
  try {
    compileAdapter(document);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'adapter_invalid') throw error;
    return error.issues.map(({ path, message }) => [path, message]);
  }
}

it('is taken with everything it may have, and with the least', () => {
  expect(issues(VALID)).toEqual([]);
  const { defaults, when, ...least } = VALID;
  expect(issues({ ...least, decode: { format: 'xml' }, map: {}, status: { table: {} } })).toEqual([]);
});

const expressions = (count: number) => Array.from({ length: count }, () => 'a');

it.each<[path: string, reason: string, change: object]>([
  ['extra', 'is not known here', { extra: 1 }],
  ['__proto__', 'is not known here', JSON.parse('{"__proto__":{"a":1}}')],
  ['schemaVersion', 'must be 1', { schemaVersion: 2 }],
  ['direction', 'must be "inbound"', { direction: 'outbound' }],
  ['decode', 'is missing', { decode: undefined }],
  ['decode.format', 'must be one of auto, json, form, xml', { decode: { format: 'csv' } }],
  ['decode.forEach', 'At character 1: $ is not taken', { decode: { format: 'json', forEach: '$.a' } }],
  ['decode.parseJson[1]', 'must be string', { decode: { format: 'json', parseJson: ['a', 1] } }],
  ['when[0].reason', 'is missing', { when: [{ ignoreIf: 'a' }] }],
  ['when[0].ignoreIf', 'At character 3: ends too early', { when: [{ ignoreIf: 'a.', reason: 'r' }] }],
  ['map.Unknown', 'is not known here', { map: { Unknown: ['a'] } }],
  ['map.Status', 'must be array', { map: { Status: 'a' } }],
  ['map.Status', 'must have at least 1', { map: { Status: [] } }],
  ['map.Status', 'must have at most 8', { map: { Status: expressions(9) } }],
  ['map.Status[1]', 'At character 6: arithmetic is not taken', { map: { Status: ['a', 'a.bcd-e'] } }],
  ['map.Status[0]', 'must have at most 300 characters', { map: { Status: ['a'.repeat(301)] } }],
  ['defaults.phoneRegion', 'must match', { defaults: { phoneRegion: 'us' } }],
  ['defaults.phoneRegion', 'no phone numbers of this region', { defaults: { phoneRegion: 'XX' } }],
  ['defaults.timeZone', 'no such time zone', { defaults: { timeZone: 'New York' } }],
  ['status.table["Closed | *"]', 'must be string or null', { status: { table: { 'Closed | *': 1 } } }],
  ['status.table["?!"]', 'has a letter or a digit', { status: { table: { '?!': 'closed' } } }],
  ['status.table["in review"]', 'Another spelling', { status: { table: { InReview: 'a', 'in review': 'b' } } }],
  ['status.useDefaults', 'must be boolean', { status: { table: {}, useDefaults: 'no' } }],
])('is refused at %s: %s', (path, reason, change) => {
  const changed: Record<string, unknown> = Object.create(null);
  for (const [name, value] of [...Object.entries(VALID), ...Object.entries(change)]) {
    Object.defineProperty(changed, name, { value, enumerable: true, configurable: true });
    if (value === undefined) Reflect.deleteProperty(changed, name);
  }
  expect(issues(changed)).toEqual([[path, expect.stringContaining(reason)]]);
});

it.each([null, [], 'text', 5])('is refused as a whole when it is %j', (document) => {
  expect(issues(document)).toEqual([['', 'must be object']]);
});

it('has at most 40 expressions, those of rules and batches counted', () => {
  const map = Object.fromEntries(TARGETS.slice(0, 5).map((target) => [target, expressions(8)]));
  expect(issues({ ...VALID, decode: { format: 'json' }, when: [], map })).toEqual([]);
  expect(issues({ ...VALID, decode: { format: 'json' }, map })).toEqual([
    [expect.any(String), expect.stringContaining('40')],
  ]);
});

it('of a giant table names a few issues, and soon', () => {
  const table = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`s${at}`, 1]));
  expect(issues({ ...VALID, status: { table } })).toHaveLength(50);
});

it('has its own table looked up as the pair, then as any sub-status, and never as the bare status', () => {
  const table = { Signed: 'signed', 'Closed | Client withdrew': 'declined_by_client', 'Closed | *': null };
  const adapter = compileAdapter({ ...VALID, status: { table } });
  const found = (status: string, sub: string | null) => statusIn(adapter, status, sub);
  expect([found('SIGNED', null), found('closed', 'client_withdrew')]).toEqual(['signed', 'declined_by_client']);
  expect([found('Closed', 'moved'), found('Closed', null), found('Signed', 'revoked')]).toEqual([
    null,
    undefined,
    undefined,
  ]);
  expect(found('Signed', ' - ')).toBe('signed');
});

/** The valid document with another value at one place. */
function changedAt([first = '', second]: readonly string[], given: unknown): Record<string, unknown> {
  const document: Record<string, unknown> = structuredClone(VALID);
  if (second === undefined) document[first] = given;
  else (document[first] as Record<string, unknown>)[second] = given;
  return document;
}

describe('the schema', () => {
  const known = new Set([
    ...['$schema', 'title', 'description', 'type', 'const', 'enum', 'minLength', 'maxLength', 'pattern', 'items'],
    ...['minItems', 'maxItems', 'properties', 'required', 'additionalProperties', 'propertyNames', 'maxProperties'],
  ]);
  type Part = Record<string, unknown>;
  const parts = (schema: Part): Part[] => {
    const { items, properties = {}, additionalProperties, propertyNames } = schema;
    const below = [items, ...Object.values(properties as object), additionalProperties, propertyNames];
    return [schema, ...below.filter((one) => typeof one === 'object').flatMap((one) => parts(one as Part))];
  };

  it('has no keyword that the checker would pass over', () => {
    for (const part of parts(INBOUND_ADAPTER_SCHEMA as Part)) {
      for (const keyword of Object.keys(part)) expect(known).toContain(keyword);
    }
  });

  it('takes every document that the checker takes, and what it refuses the checker refuses', () => {
    const value = fc.oneof(
      fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text)),
      fc.constantFrom('auto', 1, ['a'], {}),
    );
    const path = fc.constantFrom(
      ['schemaVersion'],
      ['decode', 'format'],
      ['map', 'Status'],
      ['when'],
      ['status', 'table'],
      ['x'],
    );
    fc.assert(
      fc.property(path, value, (place, given) => {
        const document = changedAt(place, given);
        const shape = issuesOf(INBOUND_ADAPTER_SCHEMA, document);
        const checked = issues(document);
        if (shape.length > 0) expect(checked).toEqual(shape.map(({ path, message }) => [path, message]));
        else for (const [where] of checked) expect(where).toMatch(/^(map|when|status\.table|decode\.forEach)/);
      }),
      { numRuns: 500 },
    );
  });
});
