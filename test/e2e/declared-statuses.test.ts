import { itemsOf, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';
import { anOnboardingPartner } from '../support/onboarding.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

const put = (path: string, json: unknown) => asAdmin(gateway, path, { method: 'PUT', json });

describe('the statuses that a partner declares', () => {
  it('are told with what each would mean, and replaced as a whole', async () => {
    const { slug } = await anOnboardingPartner(gateway);
    const path = `/api/admin/partners/${slug}/statuses`;
    await put(`/api/admin/partners/${slug}/status-map`, { 'Closed | *': 'closed', 'Note Added': null });
    const list = ['Closed | Client withdrew', 'Note Added', 'note_added', 'RetainerSigned', 'Won'];
    const answer = await put(path, list);
    expect(itemsOf(answer)).toEqual([
      { rawStatus: 'Closed | Client withdrew', canonicalStatus: 'closed', known: true, resolvedBy: 'status_map' },
      { rawStatus: 'Note Added', canonicalStatus: null, known: true, resolvedBy: 'status_map' },
      { rawStatus: 'RetainerSigned', canonicalStatus: 'signed', known: true, resolvedBy: 'defaults' },
      { rawStatus: 'Won', canonicalStatus: null, known: false, resolvedBy: null },
    ]);
    expect(itemsOf(await asAdmin(gateway, path))).toEqual(itemsOf(answer));
    expect(itemsOf(await put(path, []))).toEqual([]);
  });

  it('are what a proposal is asked about when it is told no others', async () => {
    const { slug } = await anOnboardingPartner(gateway);
    await put(`/api/admin/partners/${slug}/statuses`, ['Client Withdrew']);
    const samples = [{ contentType: 'application/json', body: '{"LeadId":"x","Status":"Signed"}' }];
    const { body } = await asAdmin(gateway, `/api/admin/partners/${slug}/adapters/propose`, { json: { samples } });
    expect((body['statuses'] as { raw: string }[]).map(({ raw }) => raw)).toContain('Client Withdrew');
  });

  it.each([
    [{ Signed: 'signed' }, ['']],
    [
      ['Signed', '', 7],
      ['1', '2'],
    ],
  ])('are refused in the form %j', async (json, paths) => {
    const { slug } = await anOnboardingPartner(gateway);
    const answer = await put(`/api/admin/partners/${slug}/statuses`, json);
    expect([answer.status, answer.body['code'], pathsOf(answer)]).toEqual([400, 'body_invalid', paths]);
  });
});
