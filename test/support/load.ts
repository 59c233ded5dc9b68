import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Gateway } from './app.js';
import type { Answer } from './http.js';
import { report } from './partner-status.js';
import { until } from './until.js';

const PATIENCE_MS = 60_000;

/** Does `work` for every item, by so many clients at once. */
export async function byClients<Item>(
  clients: number,
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const rest = [...items];
  const client = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: clients }, client));
}

/**
 * Sends a status update as a partner that does as it is told: again while nobody answers, or 503.
 * @throws Error for any other answer than 200
 */
export function reportUntilTaken(gateway: Pick<Gateway, 'baseUrl'>, token: string, json: unknown): Promise<Answer> {
  const look = async () => {
    const answer = await report(gateway, token, json).catch(() => null);
    if (answer && answer.status !== 200 && answer.status !== 503) throw new Error(`Answered ${answer.status}`);
    return answer?.status === 200 && answer;
  };
  return until('an update to be acknowledged', look, PATIENCE_MS);
}

/** Leads that the partner was sent, each of a user of its own; made in the database, so they have no person in them. */
export async function sentLeads(source: DataSource, partnerId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await source.query(
    `insert into lead (id, user_id, environment, state, mass_tort_id, partner_id, person_sealed, answers_sealed, source,
       submitted_at, created_at, routed_at)
     select id, 'user-of-' || id, 'live', 'delivered', (select id from mass_tort where slug = 'roundup'), $2, '', '', 'in_app',
       now(), now(), now()
     from unnest($1::uuid[]) as id`,
    [ids, partnerId],
  );
  await source.query(
    `insert into lead_identifier (partner_id, environment, kind, value, lead_id, source, created_at)
     select $2, 'live', 'lead_id', id::text, id, 'delivery', now() from unnest($1::uuid[]) as id`,
    [ids, partnerId],
  );
  return ids;
}
