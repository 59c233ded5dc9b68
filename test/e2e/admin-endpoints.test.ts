import { PartnersService } from '../../src/modules/partners/partners.service.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { aBarePartner, dump, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

const put = (path: string, json: unknown) => asAdmin(gateway, path, { method: 'PUT', json });
const saveEndpoint = (slug: string, change: object = {}, environment = 'live') =>
  put(`/api/admin/partners/${slug}/endpoint?environment=${environment}`, {
    ...{ url: 'https://partner.example/leads', auth: { type: 'bearer', token: 'very-secret' } },
    ...change,
  });

describe('an endpoint', () => {
  const AUTHS = [
    { type: 'api_key', header: 'X-API-Key', value: 'key-secret' },
    { type: 'bearer', token: 'bearer-secret' },
    { type: 'basic', username: 'gateway', password: 'basic-secret' },
    { type: 'hmac', secret: 'hmac-secret' },
  ];

  it.each(AUTHS)('keeps its auth sealed and opens it for a delivery: $type', async (auth) => {
    const { slug, id } = await aBarePartner(gateway);
    const saved = await saveEndpoint(slug, { auth, retrySchedule: [1, 2.5], maxRetries: 3, onUnknown: 'hold' });
    expect(saved.status).toBe(200);
    expect(saved.body).toMatchObject({
      authType: auth.type,
      timeoutMs: 30_000,
      maxRetries: 3,
      retrySchedule: [1, 2.5],
      onUnknown: 'hold',
      maxConcurrency: 8,
      outcomeRules: [],
    });
    const { signingSecret } = saved.body;
    expect(signingSecret).toMatch(/^whsec_/);
    const answers = JSON.stringify([saved.body, (await asAdmin(gateway, `/api/admin/partners/${slug}`)).body]);
    for (const place of [answers, await dump(gateway, 'endpoint'), gateway.log()])
      expect(place).not.toMatch(/-secret"/);
    const transaction = gateway.app.get(Transaction);
    const endpoint = await transaction.run((tx) => gateway.app.get(PartnersService).endpointFor(tx, id, 'live'));
    expect(endpoint).toMatchObject({
      auth,
      signingSecrets: [signingSecret],
      url: 'https://partner.example/leads',
      disabledAt: null,
    });
  });

  it('shows its signing secret once and keeps it through later saves', async () => {
    const { slug, id } = await aBarePartner(gateway);
    const first = await saveEndpoint(slug);
    const second = await saveEndpoint(slug, { url: 'https://partner.example/new', timeoutMs: 5_000 });
    expect(second.body).toMatchObject({
      url: 'https://partner.example/new',
      timeoutMs: 5_000,
      maxRetries: 0,
      createdAt: first.body['createdAt'],
    });
    expect(second.body).not.toHaveProperty('signingSecret');
    const opened = await gateway.app
      .get(Transaction)
      .run((tx) => gateway.app.get(PartnersService).endpointFor(tx, id, 'live'));
    expect(opened?.signingSecrets).toEqual([first.body['signingSecret']]);
  });

  it('is made once when it is saved many times at once', async () => {
    const { slug } = await aBarePartner(gateway);
    const answers = await Promise.all(Array.from({ length: 5 }, () => saveEndpoint(slug)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(answers.filter(({ body }) => 'signingSecret' in body)).toHaveLength(1);
  });

  it('that was disabled works again once it is saved, and not for a partner that is not active', async () => {
    const { slug, id } = await aBarePartner(gateway);
    await saveEndpoint(slug);
    const partners = gateway.app.get(PartnersService);
    const transaction = gateway.app.get(Transaction);
    const usable = async () => (await transaction.run((tx) => partners.partnersWithEndpoint(tx, [id], 'live'))).has(id);
    expect(await usable()).toBe(true);
    await transaction.run((tx) => partners.disableEndpoint(tx, id, 'live', 'gone'));
    expect(await usable()).toBe(false);
    const shown = (await asAdmin(gateway, `/api/admin/partners/${slug}`)).body['endpoints'];
    expect(shown).toMatchObject([{ environment: 'live', disabledReason: 'gone', disabledAt: expect.any(String) }]);
    expect((await saveEndpoint(slug)).body).toMatchObject({ disabledAt: null, disabledReason: null });
    expect(await usable()).toBe(true);
    await asAdmin(gateway, `/api/admin/partners/${slug}`, { method: 'PATCH', json: { active: false } });
    expect(await usable()).toBe(false);
    expect(await transaction.run((tx) => partners.endpointFor(tx, id, 'live'))).toBeNull();
  });

  it.each(['http://10.0.0.1/', 'https://169.254.169.254/', 'https://user:pw@partner.example/', 'nonsense'])(
    'never has the URL %s',
    async (url) => {
      const { slug } = await aBarePartner(gateway);
      const answer = await saveEndpoint(slug, { url });
      expect([answer.status, answer.body['code'], pathsOf(answer)]).toEqual([422, 'endpoint_url_refused', ['url']]);
      expect(JSON.stringify(answer.body)).not.toContain(url);
    },
  );

  it.each<[string, object, string]>([
    ['no auth', { auth: undefined }, 'auth'],
    ['an auth without type', { auth: {} }, 'auth.type'],
    ['an unknown auth', { auth: { type: 'mtls' } }, 'auth.type'],
    ['a secret of another auth', { auth: { type: 'bearer', token: 't', secret: 's' } }, 'auth.secret'],
    ['a header of ours', { auth: { type: 'api_key', header: 'Host', value: 'v' } }, 'auth.header'],
    ['a header that ends the line', { auth: { type: 'api_key', header: 'X-Key', value: 'a\r\nX: b' } }, 'auth.value'],
    ['a user name with a colon', { auth: { type: 'basic', username: 'a:b', password: 'p' } }, 'auth.username'],
    ['a timeout as text', { timeoutMs: '30000' }, 'timeoutMs'],
    ['endless retries', { maxRetries: 51 }, 'maxRetries'],
    ['an empty schedule', { retrySchedule: [] }, 'retrySchedule'],
    ['a schedule of texts', { retrySchedule: ['5'] }, 'retrySchedule'],
    ['an unknown member', { redirect: true }, 'redirect'],
  ])('is refused with the field named when given %s', async (_, change, path) => {
    const { slug } = await aBarePartner(gateway);
    const answer = await saveEndpoint(slug, change);
    expect([answer.status, answer.body['code']]).toEqual([400, 'body_invalid']);
    expect(pathsOf(answer)).toContain(path);
  });

  it('belongs to one environment', async () => {
    const { slug } = await aBarePartner(gateway);
    await saveEndpoint(slug, {}, 'sandbox');
    expect((await saveEndpoint(slug, {}, 'production')).status).toBe(400);
    const { endpoints } = (await asAdmin(gateway, `/api/admin/partners/${slug}`)).body;
    expect(endpoints).toMatchObject([{ environment: 'sandbox' }]);
  });
});
