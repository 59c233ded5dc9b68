import { aPartner } from '../support/builders.js';
import { byClients, reportUntilTaken, sentLeads } from '../support/load.js';
import { ownQueue, QUEUE_KINDS } from '../support/own-queue.js';
import { allHandled } from '../support/partner-status.js';
import { anInstallation } from '../support/processes.js';
import { stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const LEADS = 1_000;
const STEPS = ['Contacted', 'RetainerSigned'];
const KILLS = 10;
const LIMIT_MS = 120_000;

afterEach(stopAll);

describe.each(QUEUE_KINDS)('a gateway with its queue on %s', (kind) => {
  it(
    'keeps every acknowledged update once, moves and tells once, while it is killed ten times under load',
    async () => {
      const { redisUrl } = await ownQueue(kind);
      const { source, start } = await anInstallation({ redisUrl });
      let gateway = await start();
      const door = {
        get baseUrl() {
          return gateway.baseUrl;
        },
      };
      const { id, accessToken } = await aPartner(gateway, 'http://127.0.0.1:9/leads');
      const leads = await sentLeads(source, id, LEADS);
      const acknowledged: unknown[] = [];
      const sent = byClients(16, leads, async (LeadId) => {
        for (const Status of STEPS) {
          const { body } = await reportUntilTaken(door, accessToken, { LeadId, Status });
          acknowledged.push(body['ReceiptId']);
        }
      });
      const total = LEADS * STEPS.length;
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const reached = (total * kill) / (KILLS + 1);
        await until(`${reached} acknowledged`, async () => acknowledged.length >= reached, LIMIT_MS);
        await gateway.kill();
        gateway = await start();
      }
      await sent;
      await until('everybody to be told', () => allHandled({ source }));
      expect(new Set(acknowledged).size).toBe(total);
      const count = async (sql: string, parameters: unknown[] = []) =>
        (await source.query<{ rows: number }[]>(`select count(*)::integer as rows from ${sql}`, parameters))[0]?.rows;
      expect(await count('receipt where id = any($1::uuid[])', [acknowledged])).toBe(total);
      const distinct = '(select distinct lead_id, raw_status from status_update where outcome = $1) as different';
      expect(await count(distinct, ['applied'])).toBe(total);
      expect(await count('status_update')).toBe(total);
      expect(await count("lead_event where type = 'status.reported' and applied")).toBe(total);
      expect(await count("lead where status = 'signed'")).toBe(LEADS);
      expect(await count('(select lead_id from notification group by lead_id having count(*) = $1) as told', [2])).toBe(
        LEADS,
      );
      expect(await count('notification')).toBe(total);
    },
    LIMIT_MS,
  );
});
