import { aLiveAdapter } from '../support/adapters.js';
import { aBarePartner, itemsOf } from '../support/admin.js';
import { startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';
import { report } from '../support/partner-status.js';
import { until } from '../support/until.js';

it('keeps an update that it fails to read by a mistake of its own, and asks for it again', async () => {
  const gateway = await startGateway();
  const firm = await aBarePartner(gateway);
  const version = await aLiveAdapter(gateway, firm, { map: { LeadId: ['ref'], Status: ['state'] } });
  // As a release would that no longer takes what an earlier one saved.
  await gateway.source.query(
    `update adapter_version set id = gen_random_uuid(), document = jsonb_set(document, '{map,Status}', '["a["]')
     where partner_id = $1`,
    [firm.id],
  );
  const update = { ref: 'x-1', state: 'Signed' };
  const answer = await until('the mistake to be met', async () => {
    const one = await report(gateway, firm.accessToken, update);
    return one.status === 500 && one;
  });
  expect(answer.body).toMatchObject({ Status: 'error', Code: 'internal', ErrorId: expect.any(String) });
  const failed = await asAdmin(gateway, `/api/admin/receipts?partnerId=${firm.id}&verdict=failed`);
  expect(itemsOf(failed)).toMatchObject([
    { reason: 'internal', httpStatus: 500, environment: 'live', bodyBytes: JSON.stringify(update).length },
  ]);
  await gateway.source.query('update adapter_version set state = $2 where partner_id = $1 and version = $3', [
    ...[firm.id, 'retired', version],
  ]);
  await until(
    'the gateway to read again',
    async () => (await report(gateway, firm.accessToken, update)).status === 400,
  );
});
