import { DataSource } from 'typeorm';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { aPartner } from '../support/builders.js';
import { emptyDatabase } from '../support/database.js';
import { deliveryIn, sendLead } from '../support/deliveries.js';
import { call } from '../support/http.js';
import { byClients } from '../support/load.js';
import { ownQueue, QUEUE_KINDS } from '../support/own-queue.js';
import { anInstallation, startProcess } from '../support/processes.js';
import { answering, type Reply, startReceiver } from '../support/receiver.js';
import { remember, stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const PROCESSES = 5;
const LIMIT_MS = 180_000;

afterEach(stopAll);

it(
  'five gateways started at once on an empty database run each migration once, and all become ready',
  async () => {
    const { url } = await emptyDatabase();
    const started = Array.from({ length: PROCESSES }, () => startProcess({ DATABASE_URL: url }));
    for (const process of await Promise.all(started)) {
      expect(await call(process, '/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
      expect(process.log()).not.toMatch(/"level":"(error|fatal)"/);
    }
    const source = new DataSource(sourceOptions({ url, pool: 1, statementTimeoutMs: 5_000 }));
    await source.initialize();
    remember(() => source.destroy());
    const run = await source.query<{ name: string }[]>('select name from migration order by id');
    const known = source.migrations.map(({ name }) => name);
    expect(run.map(({ name }) => name)).toEqual(known);
    const twice = 'select version from bullmq.migration group by version having count(*) > 1';
    expect(await source.query(twice)).toEqual([]);
  },
  LIMIT_MS,
);

it.each(QUEUE_KINDS)(
  'two gateways share the work, and each lead is sent once (queue on %s)',
  async (kind) => {
    const share = 4;
    const { redisUrl } = await ownQueue(kind);
    const { source, start } = await anInstallation({ redisUrl });
    const [gateway, other] = await Promise.all([start(), start()]);
    const receiver = await startReceiver();
    const held: (() => void)[] = [];
    const deliver: Reply = answering(200, '{}');
    receiver.answer((response, received) => held.push(() => deliver(response, received)));
    const partner = await aPartner(gateway, receiver.url, { maxConcurrency: share });
    const leads: string[] = [];
    await byClients(8, [...Array(60).keys()], async (turn) => {
      leads.push(await sendLead(turn % 2 === 0 ? gateway : other, partner));
    });
    // One process has no more than its share under way.
    await until('both to be at work', async () => receiver.open() === 2 * share, LIMIT_MS);
    receiver.answer(deliver);
    for (const release of held) release();
    for (const leadId of leads) await deliveryIn(gateway, leadId, 'delivered');
    expect(receiver.received).toHaveLength(leads.length);
    const workers = await source.query<object[]>('select distinct worker from delivery_attempt');
    expect(workers).toHaveLength(2);
  },
  LIMIT_MS,
);
