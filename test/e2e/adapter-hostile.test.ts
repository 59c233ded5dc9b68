import { gzipSync } from 'node:zlib';
import { adaptersOf, aLiveAdapter, documentOf } from '../support/adapters.js';
import { aBarePartner, type MadePartner } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, call } from '../support/http.js';
import { reportBytes, STATUS_PATH } from '../support/partner-status.js';

const RENAMED = { map: { LeadId: ['ref'], Status: ['state'] } };
const BILLION_LAUGHS = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">${Array.from(
  { length: 10 },
  (_, at) => `<!ENTITY ${'abcdefghijk'[at + 1]} "${`&${'abcdefghijk'[at]};`.repeat(10)}">`,
).join('')}]><lolz>&k;</lolz>`;
const OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><state>&x;</state></a>';

const HOSTILE: [string, string, string][] = [
  ['a billion laughs', 'application/xml', BILLION_LAUGHS],
  ['an entity from outside', 'text/xml', OUTSIDE],
  [
    '10,000 members',
    'application/json',
    JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`k${n}`, n]))),
  ],
  [
    '30,000 members',
    'application/json',
    JSON.stringify(Object.fromEntries(Array.from({ length: 30_000 }, (_, n) => [`k${n}`, n]))),
  ],
  ['a thousand levels', 'application/json', `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`],
  ['a thousand lists', 'application/json', '['.repeat(1_000) + ']'.repeat(1_000)],
  [
    'names that reach a prototype',
    'application/json',
    '{"__proto__":{"state":"Signed"},"constructor":{"prototype":{"x":1}}}',
  ],
  ['brackets that reach a prototype', 'application/x-www-form-urlencoded', '__proto__[state]=Signed&a[__proto__][x]=1'],
  [
    'a list of 5,000',
    'application/json',
    JSON.stringify({ items: Array.from({ length: 5_000 }, () => ({ state: 'x' })) }),
  ],
  ['half a body', 'application/json', '{"ref":"x","state":'],
  ['no text', 'application/json', '\u0000\u0001\u0002'],
  ['nothing', 'application/json', ''],
];

let gateway: Gateway;
let firm: MadePartner;

beforeAll(async () => {
  gateway = await startGateway();
  firm = await aBarePartner(gateway);
  await aLiveAdapter(gateway, firm, RENAMED);
});

/** The gateway is well, and nothing of the body got into the prototypes of its objects. */
async function isWell(): Promise<void> {
  const { status } = await call(gateway, '/health/ready');
  expect(status).toBe(200);
  expect(({} as Record<string, unknown>)['state']).toBeUndefined();
}

it.each(HOSTILE)('answers a sample with %s with a proposal or a refusal', async (_, contentType, body) => {
  const { status, body: answer } = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, {
    json: { samples: [{ contentType, body }] },
  });
  expect([status, Object.keys(answer).sort()]).toEqual([200, ['adapter', 'fields', 'samples', 'statuses', 'warnings']]);
  expect(JSON.stringify(answer)).not.toContain('root:');
  await isWell();
});

it.each(HOSTILE)('keeps a draft whose sample has %s, and says whether it passes', async (_, contentType, body) => {
  const { status, body: answer } = await asAdmin(gateway, adaptersOf(firm), {
    json: { adapter: documentOf(RENAMED), samples: [{ contentType, body }] },
  });
  expect([status, (answer['samples'] as { passes: boolean }[]).map(({ passes }) => passes)]).toEqual([201, [false]]);
  await isWell();
});

it.each(HOSTILE)('refuses an update with %s, and keeps it on a receipt', async (_, contentType, body) => {
  const { status, body: answer } = await reportBytes(gateway, firm.accessToken, body, contentType);
  expect([400, 413, 415]).toContain(status);
  expect(answer).toMatchObject({ Status: 'error', Code: expect.any(String), Message: expect.stringMatching(/\.$/) });
  const receipt = await asAdmin(gateway, `/api/admin/receipts/${answer['ReceiptId']}`);
  expect(receipt.body).toMatchObject({ verdict: 'refused', reason: answer['Code'] });
  await isWell();
});

it.each(HOSTILE)('answers a dry run with %s as the webhook would, and keeps nothing', async (_, contentType, body) => {
  const path = `${STATUS_PATH}/test?access_token=${firm.testAccessToken}`;
  const rehearsed = await call(gateway, path, { raw: body, headers: { 'content-type': contentType } });
  const sent = await reportBytes(gateway, firm.accessToken, body, contentType);
  const missing = ['missing_identifier', 'missing_status'].includes(String(sent.body['Code']));
  expect(rehearsed.status).toBe(missing ? 200 : sent.status);
  if (missing)
    expect(rehearsed.body).toMatchObject({ would_record: { outcome: 'refused', reason: sent.body['Code'] } });
  else expect(rehearsed.body).toEqual({ ...sent.body, ReceiptId: undefined });
});

it('unpacks nothing: a small body that would become a large one is refused', async () => {
  const bomb = gzipSync(Buffer.alloc(10_000_000, ' '));
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const sent = await call(gateway, `${STATUS_PATH}?access_token=${firm.accessToken}`, { raw: bomb, headers });
  expect([sent.status, sent.body['Code']]).toEqual([415, 'encoding_unsupported']);
  const proposed = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { raw: bomb, headers });
  expect(proposed.status).toBe(415);
});

it('warns of a sample that holds placeholders instead of values', async () => {
  const body = JSON.stringify({ ref: '{{lead.id}}', state: '[[status]]', phone: '%PHONE%', email: 'test@test.com' });
  const { body: answer } = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples: [{ body }] } });
  const { warnings, samples } = answer as { warnings: { code: string }[]; samples: { warnings: { code: string }[] }[] };
  const codes = [...warnings, ...samples.flatMap((sample) => sample.warnings)].map(({ code }) => code);
  expect(codes).toContain('placeholder');
});

it.each([
  [{ samples: [] }],
  [{ samples: Array.from({ length: 6 }, () => ({ body: '{}' })) }],
  [{ samples: [{ body: {} }] }],
  [{ samples: [['{}']] }],
  [{ samples: [{ body: '{}' }], defaultRegion: 'XX' }],
  [{ samples: [{ body: '{}' }], statuses: [5] }],
  [{}],
])('proposes nothing from %j, and says what is wrong', async (json) => {
  const { status, body } = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json });
  expect([status, body['code']]).toEqual([400, 'body_invalid']);
});

it('takes five samples of a mebibyte', async () => {
  const body = JSON.stringify({ ref: 'x', state: 'Signed', note: 'n'.repeat(1_000_000) });
  const samples = Array.from({ length: 5 }, () => ({ contentType: 'application/json', body }));
  const { status } = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples } });
  expect(status).toBe(200);
});
