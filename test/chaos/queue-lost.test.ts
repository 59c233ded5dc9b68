import type { DataSource } from 'typeorm';
import { aPartner, type TestPartner } from '../support/builders.js';
import { sendLead } from '../support/deliveries.js';
import type { Reachable } from '../support/http.js';
import { byClients, reportUntilTaken, sentLeads } from '../support/load.js';
import { ownQueue, QUEUE_KINDS } from '../support/own-queue.js';
import { allHandled, report } from '../support/partner-status.js';
import { anInstallation } from '../support/processes.js';
import { hasRedis } from '../support/queue-legs.js';
import { answering, type Receiver, type Reply, startReceiver } from '../support/receiver.js';
import { ownRedis } from '../support/redis.js';
import { stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const PENDING = 500;
const CLIENTS = 8;
const LIMIT_MS = 180_000;
const onRedis = hasRedis ? it : it.skip;

afterEach(stopAll);

/** Hands in so many leads for the partner; answers their ids. */
async function handIn(gateway: Reachable, partner: TestPartner, count: number): Promise<string[]> {
  const ids: string[] = [];
  const leads = Array.from({ length: count });
  await byClients(CLIENTS, [...leads.keys()], async () => ids.push(await sendLead(gateway, partner)));
  return ids;
}

/** Answers at once until so many requests have come; those after them wait until it is opened. */
function gateAfter(requests: number, receiver: Receiver): { open: () => void } {
  const held: (() => void)[] = [];
  const answer: Reply = answering(200, '{}');
  receiver.answer((response, received) => {
    if (receiver.received.length < requests) answer(response, received);
    else held.push(() => answer(response, received));
  });
  const open = () => {
    receiver.answer(answer);
    for (const release of held) release();
  };
  return { open };
}

/** Waits until every lead has come, each under one webhook-id. */
async function allCame(receiver: Receiver, leadIds: readonly string[]): Promise<void> {
  const ids = new Map<string, Set<unknown>>();
  let read = 0;
  const look = async () => {
    for (const { body, headers } of receiver.received.slice(read)) {
      const { LeadId } = JSON.parse(body.toString()) as { LeadId: string };
      ids.set(LeadId, (ids.get(LeadId) ?? new Set()).add(headers['webhook-id']));
      read += 1;
    }
    return ids.size >= leadIds.length;
  };
  await until(`${leadIds.length} leads to come`, look, LIMIT_MS);
  expect([...ids.keys()].sort()).toEqual([...leadIds].sort());
  expect([...ids.values()].filter(({ size }) => size > 1)).toEqual([]);
}

/** How often the users of these leads were told. */
async function timesTold(source: DataSource, leadIds: readonly string[]): Promise<number[]> {
  const rows = await source.query<{ told: number }[]>(
    `select count(n.id)::integer as told from unnest($1::uuid[]) as lead (id)
     left join notification n on n.lead_id = lead.id group by lead.id`,
    [leadIds],
  );
  return rows.map(({ told }) => told);
}

const once = (leadIds: readonly string[]) => leadIds.map(() => 1);

/** Waits until the queue knows of everything that is owed. */
function allQueued(source: DataSource): Promise<boolean> {
  return until(
    'all hints to be queued',
    async () => {
      const [row] = await source.query<{ open: boolean }[]>(
        'select exists (select from outbox where enqueued_at is null) as open',
      );
      return row?.open === false;
    },
    LIMIT_MS,
  );
}

it.each(QUEUE_KINDS)(
  'delivers and tells everything that was pending when the queue lost all it held, twice (queue on %s)',
  async (kind) => {
    const queue = await ownQueue(kind);
    const { source, start } = await anInstallation(queue);
    const receiver = await startReceiver();
    const api = await start({ ROLE: 'api' });
    const partner = await aPartner(api, receiver.url);
    const leads = await handIn(api, partner, PENDING);
    const moved = await sentLeads(source, partner.id, PENDING);
    await byClients(CLIENTS, moved, (LeadId) =>
      reportUntilTaken(api, partner.accessToken, { LeadId, Status: 'RetainerSigned' }),
    );
    await allQueued(source);
    await queue.lose(source);
    const gate = gateAfter(PENDING / 5, receiver);
    await start({ ROLE: 'worker' });
    await until('some to be delivered and others under way', async () => receiver.open() > 1, LIMIT_MS);
    await queue.lose(source);
    gate.open();
    await allCame(receiver, leads);
    await until('everything to be done', () => allHandled({ source }), LIMIT_MS);
    expect(await timesTold(source, moved)).toEqual(once(moved));
  },
  LIMIT_MS,
);

onRedis(
  'takes everything in while Redis is absent, does it once Redis is there, and again after Redis was killed and came back empty',
  async () => {
    const redis = await ownRedis();
    const { source, start } = await anInstallation({ redisUrl: redis.url });
    const receiver = await startReceiver();
    const gateway = await start();
    const partner = await aPartner(gateway, receiver.url);
    const moved = await sentLeads(source, partner.id, 200);
    const send = (LeadId: string, Status: string) => report(gateway, partner.accessToken, { LeadId, Status });
    const answers = await Promise.all(moved.map((LeadId) => send(LeadId, 'Contacted')));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const leads = await handIn(gateway, partner, 50);
    expect(receiver.received).toEqual([]);
    await redis.start();
    await allCame(receiver, leads);
    await until('everything to be done', () => allHandled({ source }), LIMIT_MS);
    expect(await timesTold(source, moved)).toEqual(once(moved));

    const gate = gateAfter(receiver.received.length + 20, receiver);
    leads.push(...(await handIn(gateway, partner, 50)));
    await until('some to be under way', async () => receiver.open() > 1, LIMIT_MS);
    await redis.stop();
    const later = await Promise.all(moved.map((LeadId) => send(LeadId, 'RetainerSigned')));
    expect(later.filter(({ status }) => status !== 200)).toEqual([]);
    leads.push(...(await handIn(gateway, partner, 50)));
    await redis.start();
    gate.open();
    await allCame(receiver, leads);
    await until('everything to be done', () => allHandled({ source }), LIMIT_MS);
    expect(await timesTold(source, moved)).toEqual(moved.map(() => 2));
  },
  LIMIT_MS,
);
