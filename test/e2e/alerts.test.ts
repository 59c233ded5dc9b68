import { randomUUID } from 'node:crypto';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { alertsOf, lookAtReceipts, sendTimes } from '../support/drift.js';
import { asAdmin } from '../support/http.js';
import { startReceiver } from '../support/receiver.js';
import { SettableClock } from '../support/settable-clock.js';

const clock = new SettableClock();
let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway({ clock });
  url = (await startReceiver()).url;
});

const look = () => lookAtReceipts(gateway, clock);
const alerts = (firm: TestPartner, query?: string) => alertsOf(gateway, firm, query);
const send = (firm: TestPartner, body: object) => sendTimes(gateway, firm, body);

it('is acknowledged by a person, once, and does not come back for the same occasion', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await send(firm, { LeadId: leadId, Status: 'On Ice' });
  await look();
  const [alert] = await alerts(firm);
  const path = `/api/admin/alerts/${alert?.id}/acknowledge`;
  const first = await asAdmin(gateway, path, { json: { note: 'asked the partner' } });
  expect(first.body).toMatchObject({ state: 'acknowledged', note: 'asked the partner', acknowledgedBy: 'test' });
  expect((await asAdmin(gateway, path, { json: {} })).body).toEqual(first.body);
  await send(firm, { LeadId: leadId, Status: 'on ice' });
  await look();
  expect(await alerts(firm)).toEqual([first.body]);
  const audit = await asAdmin(gateway, `/api/admin/audit?subjectType=alert&subjectId=${alert?.id}`);
  expect(audit.body['items']).toMatchObject([{ action: 'alert.acknowledged' }]);
});

it('pages through alerts, and refuses what makes no sense', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  for (const Status of ['One Odd', 'Two Odd', 'Three Odd']) await send(firm, { LeadId: leadId, Status });
  await look();
  const first = (await asAdmin(gateway, `/api/admin/alerts?partner=${firm.slug}&limit=2`)).body;
  expect([first['total'], (first['items'] as unknown[]).length]).toEqual([3, 2]);
  expect(await alerts(firm, `&limit=2&cursor=${first['nextCursor']}`)).toHaveLength(1);
  const answers = [
    await asAdmin(gateway, '/api/admin/alerts?signal=noise'),
    await asAdmin(gateway, '/api/admin/alerts?partner=nobody'),
    await asAdmin(gateway, '/api/admin/alerts/one/acknowledge', { json: {} }),
    await asAdmin(gateway, `/api/admin/alerts/${randomUUID()}/acknowledge`, { json: {} }),
    await asAdmin(gateway, `/api/admin/alerts/${randomUUID()}/acknowledge`, { json: { note: 7 } }),
  ];
  expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
    [400, 'body_invalid'],
    [404, 'partner_not_found'],
    [404, 'alert_not_found'],
    [404, 'alert_not_found'],
    [400, 'body_invalid'],
  ]);
});
