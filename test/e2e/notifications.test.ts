import { randomUUID } from 'node:crypto';
import { Clock } from '../../src/kernel/clock.js';
import { JobHandlers } from '../../src/platform/queue/job-handlers.js';
import { type Gateway, startGateway } from '../support/app.js';
import { anAppUser, inboxOf, inboxWith, sayMoved } from '../support/app-users.js';
import { aDeliveredLead, aPartner, leadBody } from '../support/builders.js';
import { freshDatabase } from '../support/database.js';
import { type Answer, asService, call } from '../support/http.js';
import { report } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { eventsOf, openStream, type StreamedEvent } from '../support/sse.js';

const MINUTE_MS = 60_000;

class MovableClock extends Clock {
  aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}

const clock = new MovableClock();
let here: Gateway;
let there: Gateway;

beforeAll(async () => {
  const { url: databaseUrl } = await freshDatabase();
  here = await startGateway({ databaseUrl, clock });
  there = await startGateway({ databaseUrl });
}, 60_000);

const typesOf = (events: readonly StreamedEvent[]) => events.map(({ type }) => type);

describe('What a user is told', () => {
  it('is one notification, when a partner sends the same report 20 times at once', async () => {
    const firm = await aPartner(here, (await startReceiver()).url);
    const leadId = await aDeliveredLead(here, firm, { userId: 'told-once' });
    const same = { LeadId: leadId, Status: 'RetainerSigned' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => report(at % 2 ? here : there, firm.accessToken, same)),
    );
    expect(answers.filter(({ body }) => body['Outcome'] === 'applied')).toHaveLength(1);
    const [notification] = await inboxWith(here, 'told-once', 1);
    const next = { LeadId: leadId, Status: 'Filed' };
    expect((await report(here, firm.accessToken, next)).body).toMatchObject({ Outcome: 'applied' });
    const told = await inboxWith(here, 'told-once', 2);
    expect(told[1]).toEqual(notification);
  });

  it('is one notification for each change, whoever else works on the same news at the same time', async () => {
    const { userId, leadId } = await anAppUser(here);
    const id = randomUUID();
    const data = JSON.stringify({ leadId, status: 'signed', push: true });
    await here.source.query(
      `insert into outbox (id, topic, consumer, lane, data, created_at, enqueued_at)
       values ($1, 'lead.status_changed', 'notifications.tell', 'notifications', $2, now(), now())`,
      [id, data],
    );
    const tell = [here, there].map(({ app }) => app.get(JobHandlers).find('notifications.tell'));
    await Promise.all(Array.from({ length: 20 }, (_, at) => tell[at % 2]?.([id])));
    const events = await here.source.query('select type from user_event where user_id = $1 order by seq', [userId]);
    expect(events).toEqual([{ type: 'case.status_changed' }, { type: 'notification.created' }]);
    expect((await inboxOf(here, userId)).items).toEqual([expect.objectContaining({ id, leadId, readAt: null })]);
  });

  it('names neither person nor firm nor case nor status where a locked screen shows it', async () => {
    const { userId, leadId } = await anAppUser(here);
    await sayMoved(here, leadId, 'retainer_sent');
    const [notification] = await inboxWith(here, userId, 1);
    expect(notification).toEqual({
      id: expect.any(String),
      leadId,
      type: 'case.status_changed',
      title: 'PayMe',
      text: expect.any(String),
      data: { leadId },
      createdAt: expect.any(String),
      readAt: null,
    });
    expect(String(notification?.['text'])).not.toMatch(/jane|doe|firm|roundup|retainer|agreement|@|\d/i);
  });

  it('is shown without a notification when the change is not worth one', async () => {
    const { userId, leadId, token } = await anAppUser(here);
    const stream = await openStream(here, token);
    await sayMoved(here, leadId, 'contacted', false);
    await sayMoved(here, leadId, 'signed', true);
    const events = await eventsOf(stream, 3);
    expect(typesOf(events).filter((type) => type === 'notification.created')).toHaveLength(1);
    expect(events.find(({ data }) => data['status'] === 'contacted')?.data).toMatchObject({ leadId, stage: 20 });
    expect((await inboxOf(here, userId)).items).toHaveLength(1);
  });

  it('is nothing at all about a sandbox lead', async () => {
    const { userId, leadId, token } = await anAppUser(here, { environment: 'sandbox' });
    const { body } = await asService(here, '/api/leads', { json: leadBody({ userId }) });
    const stream = await openStream(here, token);
    await sayMoved(here, leadId);
    await sayMoved(here, String(body['id']));
    const events = await eventsOf(stream, 2);
    expect(new Set(events.map(({ data }) => data['leadId']))).toEqual(new Set([body['id']]));
    expect((await inboxOf(here, userId)).items).toHaveLength(1);
  });
});

describe('The inbox', () => {
  it('is read in pages, newest first', async () => {
    const { userId, leadId } = await anAppUser(here);
    for (const status of ['received', 'contacted', 'signed']) await sayMoved(here, leadId, status);
    const all = await inboxWith(here, userId, 3);
    const first = await inboxOf(here, userId, '?limit=2');
    const second = await inboxOf(here, userId, `?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(all);
    expect(second.nextCursor).toBeNull();
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
  });

  it('keeps the time of the first reading, and only for the user whose it is', async () => {
    const { userId, leadId } = await anAppUser(here);
    const other = await anAppUser(here);
    await sayMoved(here, leadId);
    const [notification] = await inboxWith(here, userId, 1);
    const read = (whose: string, id: unknown) =>
      asService(here, `/api/app/users/${whose}/notifications/${id}/read`, { method: 'POST' });
    expect((await read(other.userId, notification?.['id'])).status).toBe(404);
    expect((await read(userId, notification?.['id'])).status).toBe(204);
    const [{ readAt } = {}] = (await inboxOf(here, userId)).items;
    expect(readAt).toEqual(expect.any(String));
    expect((await read(userId, notification?.['id'])).status).toBe(204);
    expect((await inboxOf(here, userId)).items).toEqual([{ ...notification, readAt }]);
    expect((await read(userId, 'nonsense')).body).toMatchObject({ code: 'notification_not_found' });
  });

  it.each(['cursor=nonsense', 'limit=0', 'limit=201', 'page=2'])('refuses %s', async (query) => {
    const { status, body } = await asService(here, `/api/app/users/somebody/notifications?${query}`);
    expect([status, body['code']]).toEqual([400, 'body_invalid']);
  });

  it('is closed to everybody but the app’s backend', async () => {
    const { userId, token } = await anAppUser(here);
    for (const path of ['notifications', 'cases']) {
      expect((await call(here, `/api/app/users/${userId}/${path}`, { token })).status).toBe(401);
    }
  });
});

describe('The cases', () => {
  it('of a user are the same for the backend and for the user, with the status in words', async () => {
    const { userId, leadId, token } = await anAppUser(here);
    await here.source.query("update lead set status = 'signed' where id = $1", [leadId]);
    const mine = await call(here, '/api/app/me/cases', { token });
    expect(mine.body).toEqual((await asService(here, `/api/app/users/${userId}/cases`)).body);
    expect(mine.body).toMatchObject({
      nextCursor: null,
      items: [{ leadId, status: 'signed', stage: 70, terminal: false }],
    });
  });

  it('show sandbox leads as such', async () => {
    const { token } = await anAppUser(here, { environment: 'sandbox' });
    const { body } = await call(here, '/api/app/me/cases', { token });
    expect(body).toMatchObject({ items: [{ environment: 'sandbox', status: null, label: null, stage: null }] });
  });
});

describe('A user token', () => {
  const withToken = (token: string | undefined): Promise<Answer> =>
    call(here, '/api/app/me/cases', token === undefined ? {} : { token });

  it('lets in at every process, by header or by query, and is never logged', async () => {
    const { token } = await anAppUser(here);
    expect((await call(there, '/api/app/me/cases', { token })).status).toBe(200);
    expect((await call(here, `/api/app/me/cases?token=${token}`)).status).toBe(200);
    expect(here.log() + there.log()).not.toContain(token);
  });

  it('ends after fifteen minutes', async () => {
    const { token } = await anAppUser(here);
    try {
      clock.aheadMs = 14 * MINUTE_MS;
      expect((await withToken(token)).status).toBe(200);
      clock.aheadMs = 15 * MINUTE_MS;
      expect((await withToken(token)).body).toMatchObject({ status: 401, code: 'invalid_user_token' });
    } finally {
      clock.aheadMs = 0;
    }
  });

  it('is refused when it is missing, changed, forged or of another kind', async () => {
    const { token } = await anAppUser(here);
    const [payload = '', signature = ''] = token.split('.');
    const { sub, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const other = Buffer.from(JSON.stringify({ sub: `${sub}0`, exp })).toString('base64url');
    const later = Buffer.from(JSON.stringify({ sub, exp: exp + 900 })).toString('base64url');
    const forged = [
      `${other}.${signature}`,
      `${later}.${signature}`,
      `${payload}.`,
      payload,
      `${token}0`,
      here.serviceToken,
    ];
    for (const bad of [undefined, ...forged]) {
      expect((await withToken(bad)).body).toMatchObject({ status: 401, code: 'invalid_user_token' });
    }
    expect((await call(here, '/api/app/me/stream?token=nonsense')).status).toBe(401);
  });
});
