import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { startReceiver } from '../support/receiver.js';

let gateway: Gateway;
let url: string;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  url = (await startReceiver()).url;
  firm = await aPartner(gateway, url);
});

type Entry = { readonly action: string; readonly actorName: string; readonly details: object };

const admin = (path: string, method: string, json?: unknown) =>
  asAdmin(gateway, `/api/admin/${path}`, { method, ...(json !== undefined && { json }) });

/** What was recorded of a subject, newest first. */
async function entriesOf(type: string, id: string, action: string): Promise<Entry[]> {
  const query = `subjectType=${type}&subjectId=${id}&action=${action}`;
  return itemsOf(await asAdmin(gateway, `/api/admin/audit?${query}`)) as Entry[];
}

it('tells who sent leads elsewhere, from where, and with which credentials, but no secret', async () => {
  const { slug } = await aPartner(gateway, url);
  const auth = { type: 'bearer', token: 'hidden-secret' };
  const path = `partners/${slug}/endpoint?environment=live`;
  await admin(path, 'PUT', { url: 'https://elsewhere.example/in?key=hidden-key', auth });
  await admin(path, 'PUT', { url: 'https://elsewhere.example/in?key=hidden-key', auth, timeoutMs: 5_000 });
  const [patience, moved, , made] = await entriesOf('partner', slug, 'endpoint.saved');
  expect(made).toMatchObject({ details: { environment: 'live', authType: 'api_key', changed: null } });
  expect(moved).toMatchObject({
    actorName: 'test',
    details: { environment: 'live', url: 'https://elsewhere.example/in', was: url, authType: 'bearer' },
  });
  expect(moved?.details).toMatchObject({ changed: ['auth', 'url'] });
  expect(patience?.details).toMatchObject({ changed: ['timeoutMs'] });
  expect(JSON.stringify([patience, moved])).not.toContain('hidden');
});

it("tells who issued and who revoked a partner's token, the revocation once", async () => {
  const { body: token } = await admin(`partners/${firm.slug}/tokens`, 'POST', { environment: 'live' });
  for (let time = 0; time < 2; time += 1) await admin(`partners/${firm.slug}/tokens/${token['id']}`, 'DELETE');
  const told = { tokenId: token['id'], environment: 'live', lastFour: token['lastFour'] };
  const [issued, ...others] = await entriesOf('partner', firm.slug, 'access_token.issued');
  expect([issued, others]).toMatchObject([{ actorName: 'test', details: { ...told, expiresAt: null } }, []]);
  expect(await entriesOf('partner', firm.slug, 'access_token.revoked')).toMatchObject([{ details: told }]);
  expect(JSON.stringify(issued)).not.toContain(token['token']);
});

it('tells who issued and who revoked an API token, the revocation once', async () => {
  const { body: token } = await admin('api-tokens', 'POST', { kind: 'admin', name: 'night shift' });
  const id = String(token['id']);
  for (let time = 0; time < 2; time += 1) await admin(`api-tokens/${id}`, 'DELETE');
  const details = { kind: 'admin', name: 'night shift', lastFour: token['lastFour'] };
  expect(await entriesOf('api_token', id, 'api_token.issued')).toMatchObject([{ actorName: 'test', details }]);
  expect(await entriesOf('api_token', id, 'api_token.revoked')).toMatchObject([{ details }]);
});

it('tells who had a lead sent again', async () => {
  const leadId = await aDeliveredLead(gateway, firm);
  const [{ id } = {}] = itemsOf(await asAdmin(gateway, `/api/admin/deliveries?leadId=${leadId}`));
  expect((await admin(`deliveries/${id}/resend`, 'POST')).status).toBe(200);
  expect(await entriesOf('delivery', String(id), 'delivery.resent')).toMatchObject([
    { actorName: 'test', details: { leadId } },
  ]);
});

it("names a partner by its slug wherever its statuses' meaning changes", async () => {
  await admin(`partners/${firm.slug}/status-map`, 'PUT', { Won: 'signed' });
  await admin(`partners/${firm.slug}/status-map?rawStatus=Won`, 'DELETE');
  expect(await entriesOf('partner', firm.slug, 'status_map.changed')).toMatchObject([
    { details: { removed: 'Won', was: 'signed' } },
    { details: { map: { Won: 'signed' } } },
  ]);
});
