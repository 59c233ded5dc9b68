import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { headersOf, type LeadToSend, recordedHeaders, standardBody, webhookIdOf } from './outgoing-request.domain.js';

const LEAD: LeadToSend = {
  id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  person: {
    firstName: 'Jane',
    lastName: 'Doe',
    email: 'jane.doe@example.com',
    phone: '+15551234567',
    state: 'CA',
    dateOfBirth: '1985-03-15',
  },
  answers: { wasInjured: 'yes', diagnosisYear: '2022' },
  massTort: { slug: 'roundup', name: 'Roundup Weedkiller' },
  partnerSlug: 'your-firm',
  source: 'in_app',
  submittedAt: new Date('2026-03-04T18:30:00.000Z'),
};

/** The public sample of the partner docs, byte for byte but for its white space. */
const SAMPLE =
  '{"LeadId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","firstName":"Jane","lastName":"Doe","email":"jane.doe@example.com",' +
  '"phone":"+15551234567","state":"CA","dateOfBirth":"1985-03-15","wasInjured":"yes","diagnosisYear":"2022",' +
  '"_metadata":{"response_id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","mass_tort_slug":"roundup",' +
  '"mass_tort_name":"Roundup Weedkiller","partner_slug":"your-firm","source":"in_app",' +
  '"submitted_at":"2026-03-04T18:30:00.000Z"}}';

describe('the standard body', () => {
  const bodyOf = (change: Partial<LeadToSend>) => standardBody({ ...LEAD, ...change }).toString();

  it('is the published sample', () => {
    expect(bodyOf({})).toBe(SAMPLE);
  });

  it('leaves out what is not known of the person', () => {
    expect(bodyOf({ person: { firstName: 'Jane' } })).toMatch(/^\{"LeadId":"[^"]+","firstName":"Jane","wasInjured"/);
  });

  it('never lets an answer take the place of a standard member', () => {
    const answers = { email: 'x', LeadId: 'y', _metadata: 'z' };
    const body = JSON.parse(bodyOf({ answers }));
    expect(body).toMatchObject({
      email: 'jane.doe@example.com',
      LeadId: LEAD.id,
      answer_email: 'x',
      answer_LeadId: 'y',
    });
    expect(body.answer__metadata).toBe('z');
  });

  it('never lets a renamed answer take the place of another', () => {
    const body = JSON.parse(bodyOf({ answers: { email: 'x', answer_email: 'y' } }));
    expect(body).toMatchObject({ answer_email: 'y', answer_answer_email: 'x' });
  });

  it('keeps an answer that is called like a number in its place, and one called __proto__ at all', () => {
    const answers = JSON.parse('{"2022":"a","__proto__":"b"}');
    expect(bodyOf({ answers })).toContain('"dateOfBirth":"1985-03-15","2022":"a","__proto__":"b","_metadata"');
  });

  it('is valid JSON with every answer in it, whatever the answers are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (answers) => {
        const body = JSON.parse(bodyOf({ answers }));
        expect(Object.keys(body)).toHaveLength(8 + Object.keys(answers).length);
      }),
    );
  });
});

describe('the headers', () => {
  const body = standardBody(LEAD);
  const now = new Date(1_614_265_330_000);
  const signingSecrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
  const base = { deliveryId: '7', body, contentType: 'application/json', signingSecrets, now };

  it('name the delivery the same way on every attempt', () => {
    const later = { ...base, now: new Date() };
    for (const given of [base, later]) {
      const headers = headersOf({ ...given, auth: { type: 'bearer', token: 't' } });
      expect(headers).toMatchObject({ 'webhook-id': 'msg_7', 'idempotency-key': 'msg_7' });
    }
    expect(webhookIdOf('7')).toBe('msg_7');
  });

  it('sign as Standard Webhooks says, beside the partner’s own authentication', () => {
    const headers = headersOf({ ...base, auth: { type: 'bearer', token: 't' } });
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const signature = createHmac('sha256', key).update(`msg_7.1614265330.${body}`).digest('base64');
    expect(headers).toMatchObject({ 'webhook-timestamp': '1614265330', 'webhook-signature': `v1,${signature}` });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'PartnerGateway/1' });
  });

  it.each([
    [{ type: 'api_key', header: 'X-Any-Key', value: 'k' } as const, { 'X-Any-Key': 'k' }],
    [{ type: 'bearer', token: 't' } as const, { authorization: 'Bearer t' }],
    [{ type: 'basic', username: 'jos\u00e9', password: 'p:w' } as const, { authorization: 'Basic am9zw6k6cDp3' }],
    [{ type: 'hmac', secret: 's' } as const, { 'x-signature': createHmac('sha256', 's').update(body).digest('hex') }],
  ])('authenticate by $type', (auth, expected) => {
    expect(headersOf({ ...base, auth })).toMatchObject(expected);
  });

  it('are remembered without anything that authenticates', () => {
    for (const auth of [
      { type: 'api_key', header: 'X-Any-Key', value: 'canary' } as const,
      { type: 'bearer', token: 'canary' } as const,
      { type: 'basic', username: 'canary', password: 'canary' } as const,
      { type: 'hmac', secret: 'canary' } as const,
    ]) {
      const names = ['content-type', 'idempotency-key', 'user-agent', 'webhook-id', 'webhook-timestamp'];
      expect(Object.keys(recordedHeaders(headersOf({ ...base, auth }))).sort()).toEqual(names);
    }
  });
});
