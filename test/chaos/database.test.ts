import { DataSource } from 'typeorm';
import { migrate } from '../../src/platform/database/migrate.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { aPartner } from '../support/builders.js';
import { newDirectory, postmasterOf, query, startHere } from '../support/embedded-server.js';
import type { Answer } from '../support/http.js';
import { byClients, sentLeads } from '../support/load.js';
import { allHandled, report } from '../support/partner-status.js';
import { anInstallation } from '../support/processes.js';
import { until } from '../support/until.js';

const CLIENTS = 16;
const CUTS = 5;
const LIMIT_MS = 180_000;
const RECOVERY_MS = 30_000;
/** The promise is two seconds; the rest is for a machine that is busy with other tests. */
const ANSWER_MS = 15_000;
/** The server is ended, the machine is not: what it wrote is there without being synced to disk. */
const UNSYNCED = { fsync: 'off', full_page_writes: 'off' };
/** No lead is sent in this test. */
const NOBODY = 'http://127.0.0.1:9/leads';

async function migrated(url: string): Promise<string> {
  const source = await new DataSource(sourceOptions({ url, pool: 2, statementTimeoutMs: 30_000 })).initialize();
  await migrate(source, url);
  await source.destroy();
  return url;
}

const cutAll = `select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()`;

/** Reports without end, each under a number of its own, until it is told to stop; every one has to be answered. */
function keepReporting(baseUrl: string, token: string, leads: readonly string[]) {
  const answers: (Answer & { readonly tookMs: number })[] = [];
  let isOver = false;
  let number = 0;
  const load = byClients(CLIENTS, [...Array(CLIENTS).keys()], async () => {
    while (!isOver) {
      number += 1;
      const askedAt = performance.now();
      const update = { LeadId: leads[number % leads.length], Status: 'RetainerSigned', Message: `Update ${number}` };
      const answer = await report({ baseUrl }, token, update);
      answers.push({ ...answer, tookMs: performance.now() - askedAt });
    }
  });
  const stop = () => {
    isOver = true;
    return load;
  };
  return { answers, stop };
}

it(
  'says 200 for what is stored and 503 for the rest while every connection is cut and the server restarts, and goes on by itself',
  async () => {
    const dataDir = await newDirectory();
    const { url: databaseUrl } = await startHere(dataDir, UNSYNCED);
    const { source, start } = await anInstallation({ databaseUrl: await migrated(databaseUrl) });
    const gateway = await start();
    const { id, accessToken } = await aPartner(gateway, NOBODY);
    const leads = await sentLeads(source, id, 500);
    const { answers, stop } = keepReporting(gateway.baseUrl, accessToken, leads);
    const withStatus = (status: number) => answers.filter((answer) => answer.status === status);
    const more = (status: number) => {
      const before = withStatus(status).length;
      return until(`more ${status}`, async () => withStatus(status).length > before + CLIENTS, LIMIT_MS);
    };
    await more(200);
    for (let cut = 0; cut < CUTS; cut += 1) {
      await query(databaseUrl, cutAll);
      await more(200);
    }
    process.kill(await postmasterOf(dataDir), 'SIGQUIT');
    await more(503);
    await startHere(dataDir, UNSYNCED);
    const backAt = performance.now();
    await more(200);
    expect(performance.now() - backAt).toBeLessThan(RECOVERY_MS);
    await stop();
    await until('everybody to be told', () => allHandled({ source }), RECOVERY_MS);
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([200, 503]);
    for (const { headers } of withStatus(503)) expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(ANSWER_MS);
    const acknowledged = withStatus(200).map(({ body }) => body['ReceiptId']);
    const kept = await source.query<object[]>('select id from receipt where id = any($1::uuid[])', [acknowledged]);
    expect(kept).toHaveLength(acknowledged.length);
  },
  LIMIT_MS,
);
