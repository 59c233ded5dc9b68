import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { call } from '../support/http.js';
import { allHandled, rehearse, report, reportBytes, STATUS_PATH, sample } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  firm = await aPartner(gateway, (await startReceiver()).url);
});

/** How many rows each table holds, and which version of each row was last written. */
async function everything(): Promise<string> {
  await until('the news to be handled', () => allHandled(gateway));
  const tables = await gateway.source.query<{ name: string }[]>(
    `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables where schemaname = 'public' order by 1`,
  );
  const counts = await Promise.all(
    tables.map(({ name }) =>
      gateway.source.query(`select '${name}' as t, count(*), max(xmin::text::bigint) from ${name}`),
    ),
  );
  return JSON.stringify(counts);
}

it('answers the documented sample with the documented answer, and what we add to it', async () => {
  const { status, body } = await rehearse(gateway, firm.testAccessToken, sample('test-request'));
  const { partner, normalized_payload, case_resolution, ...documented } = sample('test-response-success');
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual([
    'Status',
    'Message',
    'partner',
    'normalized_payload',
    'case_resolution',
    'status_resolution',
    'match_resolution',
    'would_record',
    'would_notify',
    'adapter',
    'warnings',
  ]);
  expect(body).toMatchObject(documented);
  expect(body['partner']).toEqual({ slug: firm.slug, partnerId: firm.id });
  expect(Object.keys(partner as object)).toEqual(['slug', 'partnerId']);
  expect(body['normalized_payload']).toEqual({
    ...(normalized_payload as object),
    ContactPhone: '+15551234567',
    ContactEmail: null,
    ContactName: null,
    Message: null,
    LawFirm: null,
  });
  expect(body['case_resolution']).toEqual({
    ...(case_resolution as object),
    mass_tort_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(body['match_resolution']).toEqual({
    outcome: 'not_found',
    matched_by: null,
    steps: [
      { rule: 'lead_id', value: 'test-lead-uuid-from-outbound', candidates: 0, why: expect.any(String) },
      { rule: 'external_id', value: 'your-test-id-001', candidates: 0, why: expect.any(String) },
      { rule: 'phone', value: '+1555•••4567', candidates: 0, why: expect.any(String) },
    ],
  });
  expect(body['adapter']).toEqual({
    version: null,
    trace: [
      { field: 'LeadId', from: 'LeadId', value: 'test-lead-uuid-from-outbound' },
      { field: 'Status', from: 'Status', value: 'RetainerSigned' },
      { field: 'ExternalLeadId', from: 'ExternalLeadId', value: 'your-test-id-001' },
      { field: 'CaseCode', from: 'CaseName', value: 'SM-YourFirm' },
      { field: 'ContactPhone', from: 'ContactPhone', value: '+15551234567' },
    ],
  });
});

/** The codes of the warnings about a body. */
async function warningsOf(json: object): Promise<string[]> {
  const { status, body } = await rehearse(gateway, firm.testAccessToken, json);
  expect([status, body['Status']]).toEqual([200, 'test_success']);
  const warnings = body['warnings'] as { code: string; message: string }[];
  expect(warnings.every(({ message }) => /\.$/.test(message))).toBe(true);
  return warnings.map(({ code }) => code);
}

it.each([
  [
    'everything',
    {},
    ['missing_identifier', 'missing_recommended_field', 'missing_recommended_field', 'missing_recommended_field'],
  ],
  [
    'the status',
    { LeadId: 'x', ExternalLeadId: 'y', ContactPhone: '2025550123' },
    ['missing_status', 'lead_id_not_uuid'],
  ],
  [
    'any meaning',
    { LeadId: 'x', ExternalLeadId: 'y', ContactPhone: '2025550123', Status: 'In Orbit' },
    ['lead_id_not_uuid', 'status_unmapped'],
  ],
])('warns and succeeds where %s is missing', async (_, json, codes) => {
  expect(await warningsOf(json)).toEqual(expect.arrayContaining(codes));
});

it.each([
  [{ ContactPhone: 'N/A' }, 'value_unusable'],
  [{ ContactPhone: '5551234567' }, 'phone_not_valid'],
  [{ CaseCode: 'ZZ-Acme' }, 'case_code_unknown'],
  [{ CaseCode: 'RU-' }, 'case_code_malformed'],
])('warns about %j', async (json, code) => {
  expect(await warningsOf({ LeadId: 'x', Status: 'Signed', ...json })).toContain(code);
});

it('says which lead production would find, and whether it tried', async () => {
  const json = leadBody({ partner: firm.slug, environment: 'sandbox' });
  const LeadId = await aDeliveredLead(gateway, firm, json);
  const ask = async (token: string, said: object) => (await rehearse(gateway, token, said)).body['match_resolution'];
  const matched = { outcome: 'matched', matched_by: 'lead_id', steps: [{ rule: 'lead_id', candidates: 1 }] };
  expect(await ask(firm.testAccessToken, { LeadId, Status: 'Signed' })).toMatchObject(matched);
  expect(await ask(firm.accessToken, { LeadId, Status: 'Signed' })).toMatchObject({ outcome: 'not_found' });
  expect(await ask(firm.testAccessToken, { Status: 'Signed' })).toEqual({
    outcome: 'not_tried',
    matched_by: null,
    steps: [],
  });
});

it('writes nothing, whatever it is asked, and tells nobody', async () => {
  const LeadId = await aDeliveredLead(gateway, firm);
  await report(gateway, firm.accessToken, { LeadId, Status: 'Contacted' });
  const before = await everything();
  for (const json of [
    { LeadId, Status: 'Signed', ExternalLeadId: 'new' },
    { LeadId: 'x', Status: 'In Orbit' },
    {},
    sample('test-request'),
  ]) {
    expect((await rehearse(gateway, firm.accessToken, json)).status).toBe(200);
  }
  const path = `${STATUS_PATH}/test?access_token=${firm.accessToken}`;
  const refusals = [
    await call(gateway, path, { raw: '{"LeadId"', headers: { 'content-type': 'application/json' } }),
    await call(gateway, path, { raw: 'x', headers: { 'content-type': 'image/png' } }),
    await call(gateway, `${STATUS_PATH}/test`, { json: {} }),
  ];
  expect(refusals.map(({ status, body }) => [status, body['Code']])).toEqual([
    [400, 'body_unparseable'],
    [415, 'media_type_unsupported'],
    [401, 'invalid_access_token'],
  ]);
  expect(await everything()).toBe(before);
  await reportBytes(gateway, firm.accessToken, '{}', 'application/json');
  expect(await everything()).not.toBe(before);
});
