import { aLiveAdapter } from '../support/adapters.js';
import { aPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { byClients, sentLeads } from '../support/load.js';
import { allHandled, report } from '../support/partner-status.js';
import { anInstallation } from '../support/processes.js';
import { stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const LEADS = 150;
/** No lead is sent in this test. */
const NOBODY = 'http://127.0.0.1:9/leads';
const LIMIT_MS = 180_000;

afterEach(stopAll);

it(
  'goes on with a replay where it was killed, and does everything once',
  async () => {
    const { source, start } = await anInstallation();
    let gateway = await start();
    const firm = await aPartner(gateway, NOBODY);
    await byClients(8, await sentLeads(source, firm.id, LEADS), async (ref) => {
      for (const state of ['Contacted', 'RetainerSigned']) await report(gateway, firm.accessToken, { ref, state });
    });
    await aLiveAdapter(gateway, firm, { map: { LeadId: ['ref'], Status: ['state'] } });
    const json = { filter: { partner: firm.slug }, dryRun: false };
    const id = String((await asAdmin(gateway, '/api/admin/replays', { json })).body['id']);
    const run = async () => (await asAdmin(gateway, `/api/admin/replays/${id}`)).body;
    for (const share of [1, LEADS / 2]) {
      await until(`${share} applied`, async () => Number((await run())['applied']) >= share, LIMIT_MS);
      await gateway.kill();
      gateway = await start();
    }
    await until('the replay to end', async () => (await run())['finishedAt'] !== null, LIMIT_MS);
    await until('everybody to be told', () => allHandled({ source }), LIMIT_MS);
    expect(await run()).toMatchObject({ state: 'done', checked: 2 * LEADS, applied: 2 * LEADS, due: 0 });
    const [row] = await source.query<Record<string, number>[]>(
      `select (select count(*)::int from lead_event where type = 'status.reported' and applied) as reports,
         (select count(*)::int from (select distinct lead_id, status from lead_event where applied) as one) as different,
         (select count(*)::int from lead where status = 'signed') as signed,
         (select count(*)::int from notification) as notifications`,
    );
    expect(row).toEqual({ reports: 2 * LEADS, different: 2 * LEADS, signed: LEADS, notifications: 2 * LEADS });
  },
  LIMIT_MS,
);
