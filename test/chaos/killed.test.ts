import type { DataSource } from 'typeorm';
import { aPartner } from '../support/builders.js';
import { byClients, reportUntilTaken, sentLeads } from '../support/load.js';
import { ownQueue, QUEUE_KINDS } from '../support/own-queue.js';
import { allHandled } from '../support/partner-status.js';
import { anInstallation } from '../support/processes.js';
import { stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const LEADS = 1_000;
const STEPS = ['Contacted', 'RetainerSigned'];
const UPDATES = LEADS * STEPS.length;
const KILLS = { PostgreSQL: 10, Redis: 4 };
/** No lead is sent in this test. */
const NOBODY = 'http://127.0.0.1:9/leads';
const LIMIT_MS = 180_000;

/** As many rows as `sql` finds. */
async function rowsIn(source: DataSource, sql: string, parameters: unknown[] = []): Promise<number> {
  const [found] = await source.query<{ rows: number }[]>(`select count(*)::integer as rows from ${sql}`, parameters);
  return found?.rows ?? 0;
}

afterEach(stopAll);

it.each(QUEUE_KINDS)(
  'keeps every acknowledged update once, moves and tells once, while it is killed under load (queue on %s)',
  async (kind) => {
    const { redisUrl } = await ownQueue(kind);
    const { source, start } = await anInstallation({ redisUrl });
    let gateway = await start();
    const door = {
      get baseUrl() {
        return gateway.baseUrl;
      },
    };
    const { id, accessToken } = await aPartner(gateway, NOBODY);
    const acknowledged: unknown[] = [];
    const sent = byClients(16, await sentLeads(source, id, LEADS), async (LeadId) => {
      for (const Status of STEPS) {
        const { body } = await reportUntilTaken(door, accessToken, { LeadId, Status });
        acknowledged.push(body['ReceiptId']);
      }
    });
    for (let kill = 1; kill <= KILLS[kind]; kill += 1) {
      const share = Math.floor((UPDATES * kill) / (KILLS[kind] + 1));
      await until(`${share} acknowledged`, async () => acknowledged.length >= share, LIMIT_MS);
      await gateway.kill();
      gateway = await start();
    }
    await sent;
    await until('everybody to be told', () => allHandled({ source }), LIMIT_MS);
    expect(await rowsIn(source, 'receipt where id = any($1::uuid[])', [acknowledged])).toBe(UPDATES);
    const reports = "lead_event where type = 'status.reported'";
    expect(await rowsIn(source, `(select distinct lead_id, raw_status from ${reports} and applied) as report`)).toBe(
      UPDATES,
    );
    expect(await rowsIn(source, reports)).toBe(UPDATES);
    expect(await rowsIn(source, "lead where status = 'signed'")).toBe(LEADS);
    const toldTwice = '(select lead_id from notification group by lead_id having count(*) = 2) as lead';
    expect(await rowsIn(source, toldTwice)).toBe(LEADS);
    expect(await rowsIn(source, 'notification')).toBe(UPDATES);
  },
  LIMIT_MS,
);
