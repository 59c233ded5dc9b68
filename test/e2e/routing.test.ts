import { type Gateway, startGateway } from '../support/app.js';
import { aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { type Answer, asAdmin, asService } from '../support/http.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  ({ url } = await startReceiver());
});

const take = (json: unknown): Promise<Answer> => asService(gateway, '/api/leads', { json });

const find = async (id: unknown): Promise<Record<string, unknown>> =>
  (await asService(gateway, `/api/leads/${id}`)).body;

/** Replaces what a partner handles. */
async function handles({ slug }: TestPartner, cases: object[]): Promise<void> {
  const { status } = await asAdmin(gateway, `/api/admin/partners/${slug}/cases`, { method: 'PUT', json: cases });
  expect(status).toBe(200);
}

it('keeps a lead that nobody takes, and routes it as soon as a partner fits', async () => {
  const { body } = await take(leadBody({ massTort: 'paraquat' }));
  expect(body).toMatchObject({ state: 'unrouted', partner: null });
  const late = await aPartner(gateway, url);
  expect(await find(body['id'])).toMatchObject({ state: 'unrouted', partner: null });
  await handles(late, [{ massTort: 'paraquat' }]);
  const lead = await until('the lead to be delivered', async () => {
    const found = await find(body['id']);
    return found['state'] === 'delivered' && found;
  });
  expect(lead['partner']).toMatchObject({ slug: late.slug });
});

it('asks only partners that take the state', async () => {
  const texan = await aPartner(gateway, url);
  await handles(texan, [{ massTort: 'talcum-powder', states: ['TX'] }]);
  const from = (state: string) =>
    take(leadBody({ massTort: 'talcum-powder', contact: { ...(leadBody()['contact'] as object), state } }));
  expect((await from('CA')).body['partner']).toBeNull();
  expect((await from('TX')).body['partner']).toEqual({ slug: texan.slug });
});

it('holds a daily cap when many leads come at once, and gives nothing to a weight of zero', async () => {
  const [capped, rest, never] = [
    await aPartner(gateway, url),
    await aPartner(gateway, url),
    await aPartner(gateway, url),
  ];
  await handles(capped, [{ massTort: 'hair-relaxer', weight: 1_000, dailyCap: 5 }]);
  await handles(rest, [{ massTort: 'hair-relaxer', weight: 1 }]);
  await handles(never, [{ massTort: 'hair-relaxer', weight: 0 }]);
  const answers = await Promise.all(Array.from({ length: 30 }, () => take(leadBody({ massTort: 'hair-relaxer' }))));
  const shares = new Map<string, number>();
  for (const { body } of answers) {
    const { slug } = body['partner'] as { slug: string };
    shares.set(slug, (shares.get(slug) ?? 0) + 1);
  }
  expect(Object.fromEntries(shares)).toEqual({ [capped.slug]: 5, [rest.slug]: 25 });
  const sandbox = await take(leadBody({ massTort: 'hair-relaxer', environment: 'sandbox' }));
  expect(sandbox.body['state']).toBe('routed');
});
