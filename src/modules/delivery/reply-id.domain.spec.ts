import fc from 'fast-check';
import { learntIdIn } from './reply-id.domain.js';

const LEAD = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const learnt = (reply: string) => learntIdIn(Buffer.from(reply), null, LEAD);

it.each([
  ['{"id":"R-1"}', 'R-1'],
  ['{"id":4711}', '4711'],
  ['{"leadId":"R-1"}', 'R-1'],
  ['{"lead_id":"R-1"}', 'R-1'],
  ['{"externalLeadId":"R-1"}', 'R-1'],
  ['{"external_lead_id":"R-1"}', 'R-1'],
  ['{"RecordID":"R-1"}', 'R-1'],
  ['{"record_id":" R-1 "}', 'R-1'],
  ['{"data":{"id":"R-1"}}', 'R-1'],
  ['{"lead":{"recordId":"R-1"}}', 'R-1'],
  ['{"result":{"id":"R-1"}}', 'R-1'],
  ['{"id":"a","data":{"externalLeadId":"R-1"}}', 'R-1'],
  ['{"id":12345678901234567890}', '12345678901234567890'],
  [`{"leadId":"${LEAD.toUpperCase()}","id":"R-1"}`, 'R-1'],
])('learns from %s', (reply, id) => {
  expect(learnt(reply)).toBe(id);
});

it.each([
  ...['', 'OK', '<html/>', '[]', 'null', '"R-1"', '{"ok":true}', '{"id":true}', '{"id":null}', '{"id":{"id":"R-1"}}'],
  ...[
    '{"id":""}',
    '{"id":"  "}',
    '{"id":0}',
    '{"id":1.5}',
    '{"other":{"id":"R-1"}}',
    '{"data":[{"id":"R-1"}]}',
    '{"id":"R-1',
  ],
  ...['0', 'test', 'NULL', 'n/a', 'OK', 'Success', 'none', 'undefined', 'true', 'false'].map((id) => `{"id":"${id}"}`),
  ...[`{"LeadId":"${LEAD}"}`, `{"id":"PAYME/${LEAD}"}`, `{"id":"${'x'.repeat(201)}"}`],
  `${'['.repeat(5_000)}1${']'.repeat(5_000)}`,
])('learns nothing from %s', (reply) => {
  expect(learnt(reply)).toBeNull();
});

it('learns only what any database takes, and never fails, whatever the bytes', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        learntIdIn(Buffer.from(bytes), null, LEAD);
      },
    ),
  );
  expect(learnt('{"id":"R\\u0000-\\ud8001"}')).toBe('R -\ufffd1');
});

describe('where a rule says what the reply means', () => {
  const REPLY = Buffer.from('{"id":"R-1"}');
  const by = (outcome: string, knowsRecordId: boolean, partnerRecordId: string | null) =>
    learntIdIn(REPLY, { outcome, knowsRecordId, captured: { partnerRecordId } }, LEAD);

  it('its id counts, and no usual name beside it', () => {
    expect(by('accepted', true, 'R-2')).toBe('R-2');
    expect(by('duplicate', true, 'R-2')).toBe('R-2');
    expect(by('accepted', true, null)).toBeNull();
  });

  it('constants and our own id are no id there, either', () => {
    expect(by('accepted', true, 'success')).toBeNull();
    expect(by('accepted', true, `lead ${LEAD}`)).toBeNull();
  });

  it('usual names count when it names no id, but not in a duplicate', () => {
    expect(by('accepted', false, null)).toBe('R-1');
    expect(by('duplicate', false, null)).toBeNull();
  });
});
