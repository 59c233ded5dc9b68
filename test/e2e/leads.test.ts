import { pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { type Answer, asService, call } from '../support/http.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
let gateway: Gateway;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  firm = await aPartner(gateway, (await startReceiver()).url);
});

const take = (json: unknown, key?: string): Promise<Answer> =>
  asService(gateway, '/api/leads', { json, headers: key === undefined ? {} : { 'idempotency-key': key } });

const find = async (id: unknown): Promise<Record<string, unknown>> =>
  (await asService(gateway, `/api/leads/${id}`)).body;

/** How many leads a user has. */
async function leadsOf(userId: string): Promise<number> {
  const rows = await gateway.source.query<unknown[]>('select 1 from lead where user_id = $1', [userId]);
  return rows.length;
}

describe('a lead', () => {
  it('is taken, routed, delivered and shown as the contract has it', async () => {
    const json = leadBody({ partner: firm.slug, userId: 'user-shape' });
    const { status, body } = await take(json);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      state: 'routed',
      userId: 'user-shape',
      environment: 'live',
      massTort: { slug: 'roundup', name: 'Roundup Weedkiller' },
      partner: { slug: firm.slug },
      createdAt: expect.stringMatching(ISO),
    });
    const lead = await until('the lead to be delivered', async () => {
      const found = await find(body['id']);
      return found['state'] === 'delivered' && found;
    });
    expect(lead).toMatchObject({ id: body['id'], userId: 'user-shape', status: null, partner: { slug: firm.slug } });
    const timeline = lead['timeline'] as { type: string; at: string; applied: boolean }[];
    expect(timeline.slice(0, 2).map(({ type }) => type)).toEqual(['lead.created', 'lead.routed']);
    expect(timeline.every(({ at, applied }) => ISO.test(at) && applied)).toBe(true);
    const attempt = {
      at: expect.stringMatching(ISO),
      outcome: 'delivered',
      httpStatus: 200,
      durationMs: expect.any(Number),
    };
    expect(lead['deliveries']).toEqual([
      { id: expect.any(String), state: 'delivered', attempts: [expect.objectContaining(attempt)] },
    ]);
  });

  it('shows nothing of the person, and lies encrypted', async () => {
    const json = leadBody({ partner: firm.slug, answers: { secretAnswer: 'marked-answer' } });
    const { email, lastName, phone } = json['contact'] as Record<string, string>;
    const id = await aDeliveredLead(gateway, firm, json);
    const shown = JSON.stringify(await find(id));
    const tables = [
      'lead',
      'lead_identifier',
      'lead_event',
      'delivery',
      'delivery_attempt',
      'outbox',
      'idempotency_key',
    ];
    const rows = await Promise.all(tables.map((name) => gateway.source.query(`select t::text from ${name} t`)));
    for (const value of [email, lastName, phone, 'marked-answer']) {
      expect(shown).not.toContain(value);
      expect(JSON.stringify(rows)).not.toContain(value);
      expect(gateway.log()).not.toContain(value);
    }
  });

  it.each([
    ['an id that is not there', '00000000-0000-7000-8000-000000000000'],
    ['an id that is none', 'nothing'],
    ['an id with a quote', "'%20or%201=1"],
  ])('is not found by %s', async (_, id) => {
    const { status, body, headers } = await asService(gateway, `/api/leads/${id}`);
    expect([status, body['code']]).toEqual([404, 'lead_not_found']);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('is for the app only', async () => {
    for (const token of [undefined, gateway.adminToken, firm.accessToken, 'guessed']) {
      const who = token === undefined ? {} : { token };
      expect((await call(gateway, '/api/leads', { json: leadBody(), ...who })).status).toBe(401);
      expect((await call(gateway, '/api/leads/any', who)).status).toBe(401);
    }
  });
});

describe('a lead that is refused', () => {
  it('has a list that should be an object named once, whatever is in it', async () => {
    const answer = await take(leadBody({ contact: Array.from({ length: 4_000 }, () => ({})) }));
    expect(answer.body['issues']).toEqual([{ path: 'contact', message: 'contact must be an object' }]);
  });

  it('has its first hundred wrong fields named', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`unknown${at}`, at]));
    expect((await take(leadBody(unknown))).body['issues']).toHaveLength(100);
  });

  it('has each wrong field named, and no value repeated', async () => {
    const contact = {
      firstName: '',
      lastName: 'Doe',
      email: 'marked',
      phone: 'N/A',
      state: 'Cal',
      dateOfBirth: '1985-02-30',
    };
    const answer = await take({
      userId: 7,
      contact,
      answers: { age: 7 },
      environment: 'production',
      submittedAt: 'now',
    });
    expect([answer.status, answer.body['code']]).toEqual([400, 'body_invalid']);
    expect(pathsOf(answer)).toEqual([
      'answers',
      'contact.dateOfBirth',
      'contact.email',
      'contact.firstName',
      'contact.phone',
      'contact.state',
      'environment',
      'massTort',
      'submittedAt',
      'userId',
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('marked');
  });

  it.each([
    ['mass_tort_unknown', { massTort: 'asbestos' }, 'massTort'],
    ['mass_tort_unknown', { massTort: '\u0000' }, 'massTort'],
    ['partner_unknown', { partner: 'nobody' }, 'partner'],
  ])('with %s for %j names the field', async (code, change, path) => {
    const answer = await take(leadBody(change));
    expect([400, 422]).toContain(answer.status);
    expect([code, 'body_invalid']).toContain(answer.body['code']);
    expect(pathsOf(answer)).toEqual([path]);
  });

  it('for a date of birth that is to come', async () => {
    const contact = { ...(leadBody()['contact'] as object), dateOfBirth: '2999-01-01' };
    const answer = await take(leadBody({ contact }));
    expect([answer.status, answer.body['code'], pathsOf(answer)]).toEqual([
      400,
      'body_invalid',
      ['contact.dateOfBirth'],
    ]);
  });

  it.each(['', '{"userId":', 'null', '[]', '"x"', '['.repeat(50)])(
    'because it is %j ends in no accident',
    async (raw) => {
      const { status } = await asService(gateway, '/api/leads', {
        method: 'POST',
        raw,
        headers: { 'content-type': 'application/json' },
      });
      expect(status).toBe(400);
    },
  );
});

describe('an Idempotency-Key', () => {
  it('brings the first answer again for the same body, and a conflict for another', async () => {
    const json = leadBody({ userId: 'user-again' });
    const first = await take(json, 'key-1');
    expect(first.status).toBe(201);
    expect(await take(json, 'key-1')).toMatchObject({ status: 201, body: first.body });
    const conflict = await take({ ...json, source: 'other' }, 'key-1');
    expect([conflict.status, conflict.body['code']]).toEqual([409, 'idempotency_key_reused']);
    expect(await leadsOf('user-again')).toBe(1);
  });

  it('makes one lead of twenty calls at once', async () => {
    const json = leadBody({ userId: 'user-twenty' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => take(json, 'key-20')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    expect(await leadsOf('user-twenty')).toBe(1);
  });

  it('keeps no answer of a refusal', async () => {
    expect((await take(leadBody({ massTort: 'asbestos' }), 'key-2')).status).toBe(422);
    expect((await take(leadBody(), 'key-2')).status).toBe(201);
  });

  it.each(['x'.repeat(256), ''])('that is too long or empty is refused', async (key) => {
    const { status, body } = await take(leadBody(), key);
    expect([status, body['code']]).toEqual([400, 'idempotency_key_invalid']);
  });

  it('is not needed: two calls without one are two leads', async () => {
    const json = leadBody({ userId: 'user-twice' });
    await Promise.all([take(json), take(json)]);
    expect(await leadsOf('user-twice')).toBe(2);
  });
});
