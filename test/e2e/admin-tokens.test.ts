import { AccessTokensService } from '../../src/modules/partners/access-tokens.service.js';
import { aBarePartner, itemsOf, letsIn, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';
import { until } from '../support/until.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

describe('access tokens', () => {
  it('may be several, and expire', async () => {
    const { slug, accessToken } = await aBarePartner(gateway);
    const path = `/api/admin/partners/${slug}/tokens`;
    const second = await asAdmin(gateway, path, { json: { environment: 'live' } });
    const expiresAt = new Date(Date.now() + 1_000).toISOString();
    const brief = await asAdmin(gateway, path, { json: { environment: 'sandbox', expiresAt } });
    expect([second.status, brief.status, brief.body['expiresAt']]).toEqual([201, 201, expiresAt]);
    const [one, other] = [String(second.body['token']), String(brief.body['token'])];
    expect(await Promise.all([accessToken, one, other].map((token) => letsIn(gateway, token)))).toEqual([
      true,
      true,
      true,
    ]);
    await until('the token to expire', async () => !(await letsIn(gateway, other)));
    const listed = itemsOf(await asAdmin(gateway, path));
    expect(listed.map(({ environment }) => environment)).toEqual(['sandbox', 'live', 'sandbox', 'live']);
    expect(JSON.stringify(listed)).not.toContain(one);
    const past = await asAdmin(gateway, path, { json: { environment: 'live', expiresAt: '2020-01-01T00:00:00Z' } });
    expect([past.status, past.body['code'], pathsOf(past)]).toEqual([422, 'token_expiry_past', ['expiresAt']]);
  });

  it('are refused in every process within 5 seconds of being revoked', async () => {
    const { slug, accessToken } = await aBarePartner(gateway);
    const other = await startGateway({ databaseUrl: databaseUrl() });
    expect(await Promise.all([letsIn(gateway, accessToken), letsIn(other, accessToken)])).toEqual([true, true]);
    const listed = itemsOf(await asAdmin(gateway, `/api/admin/partners/${slug}/tokens`));
    const id = listed.find(({ environment }) => environment === 'live')?.['id'];
    const path = `/api/admin/partners/${slug}/tokens/${id}`;
    for (let time = 0; time < 2; time += 1)
      expect((await asAdmin(gateway, path, { method: 'DELETE' })).status).toBe(204);
    expect(await letsIn(gateway, accessToken)).toBe(false);
    await until('the other process to refuse it', async () => !(await letsIn(other, accessToken)));
    await other.stop();
  });

  it('of another partner cannot be revoked', async () => {
    const [mine, theirs] = [await aBarePartner(gateway), await aBarePartner(gateway)];
    const [{ id } = {}] = itemsOf(await asAdmin(gateway, `/api/admin/partners/${theirs.slug}/tokens`));
    for (const one of [id, 'no-uuid']) {
      const answer = await asAdmin(gateway, `/api/admin/partners/${mine.slug}/tokens/${one}`, { method: 'DELETE' });
      expect([answer.status, answer.body['code']]).toEqual([404, 'token_not_found']);
    }
    expect(await letsIn(gateway, theirs.testAccessToken)).toBe(true);
  });
});

it('says which partner a token speaks for, and in which environment', async () => {
  const { slug, id, testAccessToken } = await aBarePartner(gateway);
  const caller = await gateway.app.get(AccessTokensService).findCaller(testAccessToken);
  expect(caller).toMatchObject({ slug, partnerId: id, environment: 'sandbox' });
});

/** The address of this file's database: another process may use it too. */
function databaseUrl(): string {
  const { options } = gateway.source;
  if (options.type !== 'postgres' || !options.url) throw new Error('The gateway runs on PostgreSQL');
  return options.url;
}
