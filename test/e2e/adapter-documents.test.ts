import { activate, aDraft, adaptersOf, documentOf } from '../support/adapters.js';
import { aBarePartner, type MadePartner, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, call } from '../support/http.js';
import { report } from '../support/partner-status.js';

const RENAMED = { map: { LeadId: ['ref'], Status: ['state'] } };

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

describe('a document', () => {
  it.each([
    ['an unknown key', { ...documentOf(RENAMED), script: 'x' }, ['script']],
    ['an expression that is none', documentOf({ map: { Status: ['state', 'a['] } }), ['map.Status[1]']],
    ['a field that is none of ours', documentOf({ map: { Owner: ['x'] } }), ['map.Owner']],
    ['a status that does not exist', documentOf({ status: { table: { Won: 'in_orbit' } } }), ['status.table.Won']],
    ['NUL', documentOf({ when: [{ ignoreIf: 'a', reason: 'x\u0000y' }] }), ['when[0].reason']],
    ['the other direction of another kind', documentOf({ direction: 'sideways' }), ['direction']],
  ])('with %s is refused by path and reason', async (_, adapter, paths) => {
    const firm = await aBarePartner(gateway);
    for (const json of [{ adapter }, adapter]) {
      const answer = await asAdmin(gateway, adaptersOf(firm), { json });
      expect([answer.status, answer.body['code'], pathsOf(answer)]).toEqual([422, 'adapter_invalid', paths]);
    }
    expect((await asAdmin(gateway, adaptersOf(firm))).body['total']).toBe(0);
  });

  it('is described by a JSON Schema that everybody may read', async () => {
    const { status, body } = await call(gateway, '/api/admin/schemas/inbound-adapter');
    expect([status, body['title'], body['additionalProperties']]).toEqual([200, 'Inbound adapter', false]);
  });

  it.each([
    [{ adapter: 'x' }, 400, 'body_invalid'],
    [[], 400, 'body_invalid'],
    [{ adapter: {}, environment: 'moon' }, 400, 'body_invalid'],
    [{ adapter: documentOf(RENAMED), samples: [{ body: 5 }] }, 400, 'body_invalid'],
    [{ adapter: documentOf(RENAMED), samples: [[{ body: '{}' }]] }, 400, 'body_invalid'],
    [{ adapter: documentOf(RENAMED), samples: [{ body: '{}', expected: [{ Owner: 'x' }] }] }, 400, 'body_invalid'],
    [{ adapter: documentOf(RENAMED), samples: [{ body: '{}', expected: [5] }] }, 400, 'body_invalid'],
    [{ adapter: documentOf(RENAMED), colour: 'red' }, 400, 'body_invalid'],
  ])('is not taken from %j', async (json, status, code) => {
    const firm = await aBarePartner(gateway);
    const answer = await asAdmin(gateway, adaptersOf(firm), { json });
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('belongs to a partner that exists, and is asked for by a number', async () => {
    const firm = await aBarePartner(gateway);
    for (const path of [`${adaptersOf(firm)}/1`, `${adaptersOf(firm)}/x`, `${adaptersOf({ slug: 'nobody' })}/1`]) {
      expect((await asAdmin(gateway, path)).status).toBe(404);
    }
    expect((await activate(gateway, firm, 7)).body['code']).toBe('adapter_version_not_found');
    expect((await call(gateway, adaptersOf(firm))).status).toBe(401);
  });
});

it('that is not valid any more is still shown, with what is wrong, and is not activated', async () => {
  const firm = await aBarePartner(gateway);
  const status = {
    code: 'folder_blue',
    label: 'Blue',
    meaning: 'Blue.',
    stage: 35,
    terminal: false,
    pushText: 'News.',
  };
  await asAdmin(gateway, '/api/admin/statuses', { method: 'PUT', json: status });
  const adapter = { ...RENAMED, status: { table: { Blue: status.code } } };
  const version = await aDraft(gateway, firm, adapter, { samples: [{ body: '{"ref":"x","state":"Blue"}' }] });
  await asAdmin(gateway, '/api/admin/statuses', { method: 'PUT', json: { ...status, active: false } });
  const { status: code, body } = await asAdmin(gateway, `${adaptersOf(firm)}/${version}`);
  expect(code).toBe(200);
  expect(body).toMatchObject({ adapter: documentOf(adapter), samples: [], issues: [{ path: 'status.table.Blue' }] });
  expect((await activate(gateway, firm, version)).body['code']).toBe('adapter_invalid');
});

describe('samples', () => {
  const GOOD = { contentType: 'application/json', body: '{"ref":"x-1","state":"Signed","mail":"jane@example.com"}' };

  it('are read when the draft is saved, and kept sealed', async () => {
    const firm = await aBarePartner(gateway);
    const answer = await asAdmin(gateway, adaptersOf(firm), {
      json: { adapter: documentOf(RENAMED), samples: [GOOD, { body: '<a' }] },
    });
    expect(answer.body['samples']).toMatchObject([
      { passes: true, results: [{ LeadId: 'x-1', Status: 'Signed' }], problems: [] },
      { passes: false, results: [], problems: [{ message: expect.any(String) }] },
    ]);
    const rows = await gateway.source.query<{ text: string }[]>('select s::text as text from adapter_sample s');
    expect(rows.map(({ text }) => text).join()).not.toContain('jane');
  });

  it('that are not read as expected keep a version from going live', async () => {
    const firm = await aBarePartner(gateway);
    const sample = { ...GOOD, expected: [{ LeadId: 'x-1', Status: 'Filed', Message: null }] };
    const version = await aDraft(gateway, firm, RENAMED, { samples: [GOOD, sample] });
    const answer = await activate(gateway, firm, version, { reason: 'now' });
    expect([answer.status, answer.body['code']]).toEqual([422, 'adapter_samples_fail']);
    expect(pathsOf(answer)).toEqual(['samples[1].expected[0].Status']);
    const right = { ...sample, expected: [{ Status: 'Signed' }] };
    expect((await activate(gateway, firm, await aDraft(gateway, firm, RENAMED, { samples: [right] }))).status).toBe(
      200,
    );
  });

  it('may be what the partner sent before, and never what another one sent', async () => {
    const [firm, other] = [await aBarePartner(gateway), await aBarePartner(gateway)];
    const sent = await report(gateway, firm.accessToken, { ref: 'x-1', state: 'Signed' });
    const samples = [{ receiptId: sent.body['ReceiptId'] }];
    const save = (partner: MadePartner) =>
      asAdmin(gateway, adaptersOf(partner), { json: { adapter: documentOf(RENAMED), samples } });
    expect((await save(firm)).body['samples']).toMatchObject([{ passes: true, results: [{ LeadId: 'x-1' }] }]);
    const refused = await save(other);
    expect([refused.status, refused.body['code'], pathsOf(refused)]).toEqual([
      ...[404, 'receipt_not_found'],
      ['samples.0.receiptId'],
    ]);
    const proposed = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples } });
    expect(proposed.body['samples']).toMatchObject([{ results: [{ Status: 'Signed' }] }]);
  });
});
