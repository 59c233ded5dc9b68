import { activate, aDraft, adaptersOf, outboundOf } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { deliveryIn, sendLead } from '../support/deliveries.js';
import { asAdmin, call } from '../support/http.js';
import { aFirm, WITH_CAMPAIGN, WITHOUT_CAMPAIGN } from '../support/outbound.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

describe('a document', () => {
  it('that cannot be sent is refused with every path and reason', async () => {
    const { partner } = await aFirm(gateway);
    const adapter = outboundOf([{ to: 'ref', value: 1 }, { to: 'a', from: ['$'] }, { to: 'b' }]);
    const { status, body } = await asAdmin(gateway, adaptersOf(partner), { json: { adapter } });
    expect([status, body['code']]).toEqual([422, 'adapter_invalid']);
    expect((body['issues'] as { path: string }[]).map(({ path }) => path).sort()).toEqual([
      'map[1].to',
      'map[2].from[0]',
      'map[3].from',
    ]);
  });

  it('is no reader of samples', async () => {
    const { partner } = await aFirm(gateway);
    const samples = [{ body: '{}' }];
    const { status, body } = await asAdmin(gateway, adaptersOf(partner), { json: { adapter: WITH_CAMPAIGN, samples } });
    expect([status, body['code']]).toEqual([422, 'adapter_direction']);
  });

  it('has a published schema', async () => {
    const { status, body } = await call(gateway, '/api/admin/schemas/outbound-adapter');
    expect([status, body['title']]).toEqual([200, 'Outbound adapter']);
  });

  it('goes back to an older version with one call', async () => {
    const { receiver, partner, version } = await aFirm(gateway, outboundOf([{ to: 'v', value: 1 }]));
    const newer = await aDraft(gateway, partner, outboundOf([{ to: 'v', value: 2 }]));
    await activate(gateway, partner, newer);
    await deliveryIn(gateway, await sendLead(gateway, partner), 'delivered');
    const back = await activate(gateway, partner, version ?? 0);
    expect([back.status, back.body['replaced']]).toEqual([200, newer]);
    await deliveryIn(gateway, await sendLead(gateway, partner), 'delivered');
    expect(receiver.received.map(({ body }) => JSON.parse(body.toString()).v)).toEqual([2, 1]);
  });
});

describe('a preview', () => {
  const preview = (partner: { slug: string }, version: number, json: object) =>
    asAdmin(gateway, `${adaptersOf(partner)}/${version}/preview`, { json });

  it('shows an example, and which of the last leads would be sent otherwise or not at all', async () => {
    const { receiver, partner } = await aFirm(gateway);
    const sent = await sendLead(gateway, partner);
    await deliveryIn(gateway, sent, 'delivered');
    const draft = await aDraft(gateway, partner, WITH_CAMPAIGN);
    const changed = (await preview(partner, draft, { deliveries: {} })).body;
    expect(changed).toMatchObject({
      version: draft,
      comparedWith: null,
      checked: 1,
      counts: { changed: 1, broken: 0 },
    });
    const { before, after } = changed['example'] as Record<string, { contentType: string; body: string }>;
    expect(JSON.parse(String(before?.body))).toMatchObject({ firstName: 'Jane' });
    expect(after).toEqual({
      contentType: 'application/json',
      body: '{"ref":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","campaign":"RU-SMITH"}',
    });
    await activate(gateway, partner, draft);
    const worse = await aDraft(gateway, partner, WITHOUT_CAMPAIGN);
    expect((await preview(partner, worse, { deliveries: { last: 10 } })).body).toMatchObject({
      comparedWith: draft,
      counts: { broken: 1, changed: 0, same: 0 },
      items: [{ leadId: sent, class: 'broken', before: null, after: 'outbound_value_missing: campaign, client.fax' }],
    });
    expect((await preview(partner, draft, { deliveries: {} })).body).toMatchObject({ counts: { same: 1 }, items: [] });
    expect(receiver.received).toHaveLength(1);
  });

  it('is asked for by what the version is about', async () => {
    const { partner } = await aFirm(gateway);
    const outbound = await aDraft(gateway, partner, WITH_CAMPAIGN);
    const inbound = await aDraft(gateway, partner, { map: { LeadId: ['ref'], Status: ['state'] } });
    const refused = [
      await preview(partner, outbound, { receipts: {} }),
      await preview(partner, inbound, { deliveries: {} }),
    ];
    expect(refused.map(({ status, body }) => [status, body['code']])).toEqual([
      [422, 'adapter_direction'],
      [422, 'adapter_direction'],
    ]);
    expect((await preview(partner, outbound, { deliveries: { last: 1_000 } })).status).toBe(400);
  });
});
