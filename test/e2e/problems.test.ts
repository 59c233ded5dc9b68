import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, asService } from '../support/http.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});

const deep = (levels: number) => `{"userId":${'['.repeat(levels)}${']'.repeat(levels)}}`;

it.each([65, 5_000, 100_000])(
  'refuse a body of our own API that is nested %i deep, whoever reads it',
  async (levels) => {
    const headers = { 'content-type': 'application/json' };
    const leads = await asService(gateway, '/api/leads', { raw: deep(levels), headers });
    const partners = await asAdmin(gateway, '/api/admin/partners', { raw: deep(levels), headers });
    for (const { status, body } of [leads, partners]) {
      expect([status, body['code']]).toEqual([400, 'body_unparseable']);
    }
  },
);

it('refuse a body of our own API that holds more than 10,000 values', async () => {
  const answer = await asService(gateway, '/api/leads', { json: { userId: Array(10_001).fill(0) } });
  expect([answer.status, answer.body['code']]).toEqual([400, 'body_unparseable']);
});

it('refuse a body of our own API that is not UTF-8, where a character may hide how deep it is nested', async () => {
  const raw = Buffer.from(`{"\u2200":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'utf16le');
  const headers = { 'content-type': 'application/json; charset=utf-16le' };
  const { status, body } = await asService(gateway, '/api/leads', { raw, headers });
  expect([status, body['code']]).toEqual([415, 'charset_unsupported']);
});

it.each(['/api/admin/partners/a%00b', '/api/admin/partners/%00/tokens', '/api/app/users/%00/notifications'])(
  'refuse a NUL in %s, which PostgreSQL cannot take',
  async (path) => {
    const { status, body } = await asAdmin(gateway, path);
    const service = await asService(gateway, path);
    for (const answer of [status, service.status]) expect([400, 401, 404]).toContain(answer);
    expect(body['errorId']).toBeUndefined();
  },
);

it('refuse a NUL in a query', async () => {
  const { status } = await asAdmin(gateway, '/api/admin/receipts?reason=%00');
  expect(status).toBe(400);
});
