import { aBarePartner, dump, itemsOf, letsIn, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, call } from '../support/http.js';
import { until } from '../support/until.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

describe('who is let in', () => {
  const ROUTES: [string, string][] = [
    ['GET', 'partners'],
    ['POST', 'partners'],
    ['GET', 'partners/any'],
    ['PATCH', 'partners/any'],
    ['PUT', 'partners/any/endpoint'],
    ['GET', 'partners/any/tokens'],
    ['POST', 'partners/any/tokens'],
    ['DELETE', 'partners/any/tokens/any'],
    ['PUT', 'partners/any/status-map'],
    ['GET', 'partners/any/cases'],
    ['GET', 'mass-torts'],
    ['PUT', 'law-firms'],
    ['PUT', 'statuses'],
    ['POST', 'api-tokens'],
    ['GET', 'receipts'],
    ['GET', 'receipts/any'],
    ['GET', 'leads'],
    ['GET', 'leads/any'],
    ['GET', 'deliveries'],
    ['GET', 'deliveries/any'],
    ['POST', 'deliveries/any/resend'],
  ];

  it.each(ROUTES)('refuses %s %s without an admin token, whatever else is sent', async (method, path) => {
    const { accessToken } = await aBarePartner(gateway);
    for (const token of [undefined, 'pgw_admin_guessed', gateway.serviceToken, accessToken]) {
      const { status, body, headers } = await call(gateway, `/api/admin/${path}`, {
        method,
        ...(token !== undefined && { token }),
      });
      expect([status, body['code']]).toEqual([401, 'invalid_admin_token']);
      expect(headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('keeps the two kinds of API token apart, and refuses a revoked one at once', async () => {
    const issued = await asAdmin(gateway, '/api/admin/api-tokens', { json: { kind: 'admin', name: 'robot' } });
    const { id, token } = issued.body as { id: string; token: string };
    expect(issued.status).toBe(201);
    expect(issued.headers.get('cache-control')).toBe('no-store');
    expect((await call(gateway, '/api/admin/partners', { token })).status).toBe(200);
    expect((await call(gateway, '/api/leads/any', { token })).body['code']).toBe('invalid_service_token');
    for (let time = 0; time < 2; time += 1) {
      expect((await asAdmin(gateway, `/api/admin/api-tokens/${id}`, { method: 'DELETE' })).status).toBe(204);
      expect((await call(gateway, '/api/admin/partners', { token })).status).toBe(401);
    }
    const listed = itemsOf(await asAdmin(gateway, '/api/admin/api-tokens')).find((one) => one['id'] === id);
    expect(listed).toMatchObject({ name: 'robot', lastFour: token.slice(-4), revokedAt: expect.any(String) });
    expect(await dump(gateway, 'api_token')).not.toContain(token);
  });

  it('notes when an API token was used', async () => {
    const tokens = async () => itemsOf(await asAdmin(gateway, '/api/admin/api-tokens'));
    await until('the use to be noted', async () =>
      (await tokens()).some((token) => token['kind'] === 'admin' && token['lastUsedAt'] !== null),
    );
  });
});

describe('a partner', () => {
  it('gets a live and a sandbox token, shown once and kept as hashes', async () => {
    const contacts = { technical: 'it@firm.example', ops: 'intake@firm.example' };
    const json = { slug: 'smith-law', name: 'Smith Law', contacts, parkedAnswer: 202 };
    const created = await asAdmin(gateway, '/api/admin/partners', { json });
    expect(created.status).toBe(201);
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.body).toMatchObject({ ...json, active: true, phoneRegion: 'US', useDefaultStatuses: true });
    const { accessToken, testAccessToken, ...view } = created.body;
    expect(accessToken).toMatch(/^pgw_live_[0-9A-Za-z]{32,}$/);
    expect(testAccessToken).toMatch(/^pgw_test_[0-9A-Za-z]{32,}$/);
    expect(await letsIn(gateway, String(accessToken))).toBe(true);
    expect((await asAdmin(gateway, '/api/admin/partners/smith-law')).body).toEqual({ ...view, endpoints: [] });
    for (const secret of [accessToken, testAccessToken]) {
      expect(await dump(gateway, 'access_token')).not.toContain(secret);
      expect(gateway.log()).not.toContain(secret);
    }
  });

  it('has its slug for itself, also when two are created at once', async () => {
    const json = { slug: 'only-one', name: 'Only One' };
    const answers = await Promise.all([1, 2, 3].map(() => asAdmin(gateway, '/api/admin/partners', { json })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body['code']).toBe('partner_exists');
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['slug', 'name']],
    [
      'wrong values',
      { slug: 'Not A Slug', name: ' ', phoneRegion: 'XX', parkedAnswer: 500, contacts: { ops: 7 } },
      ['contacts.ops', 'name', 'parkedAnswer', 'phoneRegion', 'slug'],
    ],
    ['unknown members', { slug: 'a', name: 'A', colour: 'red', contacts: { fax: '1' } }, ['colour', 'contacts.fax']],
    ['null', { slug: 'a', name: null, useDefaultStatuses: null }, ['name', 'useDefaultStatuses']],
    ['what cannot be stored', { slug: 'a', name: 'a\0b' }, ['name']],
  ])('is refused with every field named when given %s', async (_, json, named) => {
    const answer = await asAdmin(gateway, '/api/admin/partners', { json });
    expect([answer.status, answer.body['code']]).toEqual([400, 'body_invalid']);
    expect(pathsOf(answer)).toEqual(named.sort());
  });

  it('is refused when the body is a list or no JSON', async () => {
    expect((await asAdmin(gateway, '/api/admin/partners', { json: [] })).status).toBe(400);
    const headers = { 'content-type': 'application/json' };
    expect((await asAdmin(gateway, '/api/admin/partners', { raw: '{', headers })).status).toBe(400);
  });

  it('is listed newest first, page by page', async () => {
    for (let made = 0; made < 3; made += 1) await aBarePartner(gateway);
    const seen: unknown[] = [];
    let path = '/api/admin/partners?limit=2';
    for (;;) {
      const page = await asAdmin(gateway, path);
      seen.push(...itemsOf(page).map(({ id }) => id));
      expect(page.body['total']).toBeGreaterThanOrEqual(3);
      if (page.body['nextCursor'] === null) break;
      path = `/api/admin/partners?limit=2&cursor=${page.body['nextCursor']}`;
    }
    const rows: { id: string }[] = await gateway.source.query('select id from partner order by id desc');
    expect(seen).toEqual(rows.map(({ id }) => id));
    expect((await asAdmin(gateway, '/api/admin/partners?cursor=nonsense')).status).toBe(400);
    expect((await asAdmin(gateway, '/api/admin/partners?limit=0')).status).toBe(400);
  });

  it('changes in what is sent and nothing else', async () => {
    const { slug, accessToken } = await aBarePartner(gateway);
    const path = `/api/admin/partners/${slug}`;
    const changed = await asAdmin(gateway, path, { method: 'PATCH', json: { name: 'New Name', phoneRegion: 'GB' } });
    expect(changed.body).toMatchObject({ slug, name: 'New Name', phoneRegion: 'GB', parkedAnswer: 404, active: true });
    await asAdmin(gateway, path, { method: 'PATCH', json: { active: false } });
    expect(await letsIn(gateway, accessToken)).toBe(false);
    await asAdmin(gateway, path, { method: 'PATCH', json: { active: true } });
    expect(await letsIn(gateway, accessToken)).toBe(true);
    expect((await asAdmin(gateway, path, { method: 'PATCH', json: { slug: 'other' } })).status).toBe(400);
    expect((await asAdmin(gateway, path, { method: 'PATCH', json: { name: null } })).status).toBe(400);
  });

  it('that does not exist is a 404 everywhere', async () => {
    const answers = await Promise.all([
      asAdmin(gateway, '/api/admin/partners/nobody'),
      asAdmin(gateway, '/api/admin/partners/nobody', { method: 'PATCH', json: {} }),
      asAdmin(gateway, '/api/admin/partners/nobody/tokens'),
      asAdmin(gateway, '/api/admin/partners/nobody/status-map', { method: 'PUT', json: {} }),
      asAdmin(gateway, '/api/admin/partners/nobody/cases', { method: 'PUT', json: [] }),
      asAdmin(gateway, '/api/admin/partners/%00'),
      asAdmin(gateway, '/api/admin/partners/%00', { method: 'PATCH', json: {} }),
    ]);
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual(
      Array(7).fill([404, 'partner_not_found']),
    );
  });
});
