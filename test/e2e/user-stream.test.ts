import { UserFeedService } from '../../src/modules/notifications/user-feed.service.js';
import { type Gateway, startGateway } from '../support/app.js';
import { anAppUser, inboxOf, inboxWith, sayMoved } from '../support/app-users.js';
import { freshDatabase } from '../support/database.js';
import { call } from '../support/http.js';
import { eventsOf, openStream, type StreamedEvent } from '../support/sse.js';
import { until } from '../support/until.js';

let databaseUrl: string;
let here: Gateway;
let there: Gateway;

beforeAll(async () => {
  databaseUrl = (await freshDatabase()).url;
  here = await startGateway({ databaseUrl });
  there = await startGateway({ databaseUrl });
}, 60_000);

const typesOf = (events: readonly StreamedEvent[]) => events.map(({ type }) => type);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));

describe('The stream', () => {
  it('begins with what comes next, and says how to come back', async () => {
    const { userId, leadId, token } = await anAppUser(here);
    await sayMoved(here, leadId, 'received');
    await inboxWith(here, userId, 1);
    const stream = await openStream(here, token);
    await sayMoved(there, leadId, 'signed');
    const events = await eventsOf(stream, 2);
    expect(typesOf(events)).toEqual(['case.status_changed', 'notification.created']);
    expect(events[0]?.data).toEqual({
      leadId,
      status: 'signed',
      label: expect.any(String),
      stage: 70,
      at: expect.any(String),
    });
    expect(events[1]?.data).toEqual((await inboxOf(here, userId)).items[0]);
    expect(stream.retries).toEqual([2_000]);
    expect(stream.headers['content-type']).toContain('text/event-stream');
  });

  it('goes on without a gap or a repeat, from process to process, while two of them write', async () => {
    const { leadId, token } = await anAppUser(here);
    const changes = 60;
    const writing = Promise.all(
      Array.from({ length: changes }, (_, at) =>
        sayMoved(at % 2 ? here : there, leadId, at % 3 ? 'signed' : 'contacted'),
      ),
    );
    const seen: StreamedEvent[] = [];
    for (let turn = 0; seen.length < changes * 2; turn += 1) {
      const stream = await openStream(turn % 2 ? here : there, token, seen.at(-1)?.id ?? '0');
      await eventsOf(stream, Math.min(25, changes * 2 - seen.length));
      stream.close();
      await stream.ended;
      seen.push(...stream.events);
    }
    await writing;
    expect(seen.map(({ id }) => id)).toEqual(numbers(1, changes * 2));
    const told = typesOf(seen).filter((type) => type === 'notification.created');
    expect(told).toHaveLength(changes);
  });

  it('brings what was said while its ear to the database was cut off', async () => {
    const { leadId, token } = await anAppUser(here);
    const stream = await openStream(here, token);
    const cut = await here.source.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query ilike 'listen "user_events"%'`,
    );
    expect(cut).not.toEqual([]);
    await sayMoved(there, leadId);
    expect(typesOf(await eventsOf(stream, 2))).toEqual(['case.status_changed', 'notification.created']);
  });

  it('tells an app to load anew when events it has not seen are no longer kept', async () => {
    const { userId, leadId, token } = await anAppUser(here);
    for (const status of ['received', 'contacted', 'signed']) await sayMoved(here, leadId, status);
    await inboxWith(here, userId, 3);
    const aged = "update user_event set created_at = now() - interval '8 days' where user_id = $1 and seq <= 4";
    await here.source.query(aged, [userId]);
    await here.app.get(UserFeedService).prune();
    const late = await openStream(here, token, '1');
    const [reset] = await eventsOf(late, 1);
    expect(reset).toEqual({ id: '6', type: 'stream.reset', data: {} });
    const inTime = await openStream(here, token, '4');
    expect((await eventsOf(inTime, 2)).map(({ id }) => id)).toEqual(['5', '6']);
  });

  it('refuses a last event id that is none', async () => {
    const { token } = await anAppUser(here);
    const inHeader = await call(here, '/api/app/me/stream', { token, headers: { 'last-event-id': 'abc' } });
    const inQuery = await call(here, `/api/app/me/stream?lastEventId=1&lastEventId=2&token=${token}`);
    for (const { status, body } of [inHeader, inQuery]) {
      expect([status, body['code']]).toEqual([400, 'last_event_id_invalid']);
    }
    expect(inHeader.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is open five times for a user at most: a sixth ends the oldest, which comes back later', async () => {
    const { leadId, token } = await anAppUser(here);
    const streams = [];
    for (let opened = 0; opened < 6; opened += 1) streams.push(await openStream(here, token));
    const [oldest, ...open] = streams;
    await oldest?.ended;
    expect(oldest?.retries).toEqual([2_000, 60_000]);
    await sayMoved(here, leadId);
    for (const stream of open) await eventsOf(stream, 2);
    expect(oldest?.events).toEqual([]);
  });

  it('is open five times at most, even when eight are opened at once', async () => {
    const { token } = await anAppUser(here);
    const streams = await Promise.all(Array.from({ length: 8 }, () => openStream(here, token)));
    const displaced = () => streams.filter(({ retries }) => retries.includes(60_000));
    await until('three streams to be ended', async () => displaced().length >= 3);
    await Promise.all(displaced().map(({ ended }) => ended));
    expect(displaced()).toHaveLength(3);
  });

  it('ends when the gateway stops, at once', async () => {
    const { token } = await anAppUser(here);
    const third = await startGateway({ databaseUrl });
    const stream = await openStream(third, token);
    await third.stop();
    await stream.ended;
    expect(stream.retries).toEqual([2_000]);
  });
});
