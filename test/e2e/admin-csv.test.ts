import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';

const PARTNERS = 3;
let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
  for (let made = 0; made < PARTNERS; made += 1) {
    await asAdmin(gateway, '/api/admin/partners', { json: { slug: `firm-${made}`, name: `Firm ${made}` } });
  }
});

async function csv(path: string, headers: Record<string, string> = {}): Promise<{ lines: string[]; headers: Headers }> {
  const response = await fetch(`${gateway.baseUrl}/api/admin/${path}`, {
    headers: { authorization: `Bearer ${gateway.adminToken}`, ...headers },
  });
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text.endsWith('\r\n')).toBe(true);
  return { lines: text.slice(0, -2).split('\r\n'), headers: response.headers };
}

it('gives a list as CSV, with the rows and values of the same list in JSON', async () => {
  const { lines, headers } = await csv('audit?format=csv&action=partner.created');
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  expect(headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
  const items = itemsOf(await asAdmin(gateway, '/api/admin/audit?action=partner.created'));
  expect(items).toHaveLength(PARTNERS);
  expect(lines[0]).toBe('id,at,actorKind,actorId,actorName,action,subjectType,subjectId,details');
  expect(lines.slice(1)).toEqual(
    items.map(({ id, at, actorId, subjectId }) =>
      [id, at, 'api_token', actorId, 'test', 'partner.created', 'partner', subjectId, '"{""live"":true}"'].join(','),
    ),
  );
});

it('gives CSV to who accepts it, and JSON to who says so or has no preference', async () => {
  expect((await csv('audit', { accept: 'text/csv' })).lines.length).toBeGreaterThan(PARTNERS);
  const both = { headers: { accept: 'text/csv' } };
  expect((await asAdmin(gateway, '/api/admin/audit?format=json', both)).body).toHaveProperty('items');
  expect((await asAdmin(gateway, '/api/admin/audit', { headers: { accept: '*/*' } })).body).toHaveProperty('items');
  expect((await asAdmin(gateway, '/api/admin/audit?format=xls')).body).toMatchObject({
    code: 'body_invalid',
    issues: [{ path: 'format' }],
  });
});

it.each(['receipts', 'leads', 'deliveries'])('names the columns of %s when there is nothing else', async (list) => {
  const { lines } = await csv(`${list}?format=csv`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^id,/);
});

it('gives all lines of a long list, each once, and disarms formulas in them', async () => {
  await gateway.source.query(
    `insert into receipt (id, source, received_at, method, path, body_sealed, body_bytes, body_sha256, verdict, reason, http_status)
     select ('018f2b6e-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'partner-status', now(), 'POST', '/x', '', 0, '',
       'refused', '=1+1', 400 from generate_series(1, 450) n`,
  );
  const { lines } = await csv('receipts?format=csv&reason=%3D1%2B1&limit=1');
  const ids = lines.slice(1).map((line) => line.split(',')[0]);
  expect(new Set(ids).size).toBe(450);
  expect(ids).toEqual([...ids].sort().reverse());
  expect(lines[1]).toContain(",'=1+1,");
  expect((await csv(`receipts?format=csv&reason=%3D1%2B1&cursor=${ids[440]}`)).lines.slice(1)).toHaveLength(9);
});
