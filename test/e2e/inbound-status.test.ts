import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin, asService, call } from '../support/http.js';
import { allHandled, report, reportedOn, STATUS_PATH, sample, statusOf, toldAbout } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
let gateway: Gateway;
let firm: TestPartner;
let other: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  const { url } = await startReceiver();
  firm = await aPartner(gateway, url);
  other = await aPartner(gateway, url);
});

describe('an update of a lead', () => {
  it('is applied and answered as the contract has it, member by member', async () => {
    const LeadId = await aDeliveredLead(gateway, firm);
    const { status, body, headers } = await report(gateway, firm.accessToken, {
      ...sample('inbound-status-full'),
      LeadId,
      ContactPhone: undefined,
      ContactEmail: undefined,
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      Status: 'success',
      Message: expect.any(String),
      LeadId,
      RawStatus: 'RetainerSigned',
      CanonicalStatus: 'signed',
      Outcome: 'applied',
      MatchedBy: 'lead_id',
      ReceiptId: expect.stringMatching(UUID),
    });
    const lead = (await asService(gateway, `/api/leads/${LeadId}`)).body;
    expect(lead['status']).toBe('signed');
    expect((lead['timeline'] as object[]).at(-1)).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      type: 'status.reported',
      status: 'signed',
      rawStatus: 'RetainerSigned',
      message: 'Client signed retainer agreement on 2026-03-04',
      receiptId: body['ReceiptId'],
      applied: true,
    });
  });

  it('is taken with the three members of the minimal sample', async () => {
    const LeadId = await aDeliveredLead(gateway, firm);
    const minimal = { ...sample('inbound-status-minimal'), LeadId, ExternalLeadId: 'minimal-1' };
    expect((await report(gateway, firm.accessToken, minimal)).body).toMatchObject({ Outcome: 'applied', LeadId });
  });

  it('moves forward only, says what else it was, and tells the user of moves alone', async () => {
    const LeadId = await aDeliveredLead(gateway, firm);
    const outcomes: unknown[] = [];
    for (const [Status, Message] of [
      ['Signed'],
      ['Signed'],
      ['Signed', 'more'],
      ['Contacted'],
      ['In Orbit'],
      ['Filed'],
    ]) {
      const { status, body } = await report(gateway, firm.accessToken, { LeadId, Status, Message });
      outcomes.push([status, body['Outcome'], body['CanonicalStatus']]);
    }
    expect(outcomes).toEqual([
      [200, 'applied', 'signed'],
      [200, 'duplicate', 'signed'],
      [200, 'applied', 'signed'],
      [200, 'stale', 'contacted'],
      [200, 'unmapped', null],
      [200, 'applied', 'filed'],
    ]);
    expect(await reportedOn(gateway, LeadId)).toEqual(['Signed!', 'Signed!', 'Contacted', 'In Orbit', 'Filed!']);
    await until('the news to be told', () => allHandled(gateway));
    expect([await statusOf(gateway, LeadId), await toldAbout(gateway, LeadId)]).toEqual(['filed', 2]);
  });

  it('leaves no terminal status', async () => {
    const LeadId = await aDeliveredLead(gateway, firm);
    await report(gateway, firm.accessToken, { LeadId, Status: 'Case Closed' });
    const { body } = await report(gateway, firm.accessToken, { LeadId, Status: 'Settled' });
    expect([body['Outcome'], await statusOf(gateway, LeadId)]).toEqual(['stale', 'closed']);
  });

  it('is read under the aliases, in any letter case, and as a list of one', async () => {
    const LeadId = await aDeliveredLead(gateway, firm);
    const { status, body } = await report(gateway, firm.accessToken, {
      leadid: [LeadId.toUpperCase()],
      LEADSTATUS: 'Docs Requested',
      CaseName: 'RU',
    });
    expect([status, body['Outcome'], body['LeadId'], body['CanonicalStatus']]).toEqual([
      200,
      'applied',
      LeadId,
      'docs_requested',
    ]);
  });

  it('finds its lead by what else was sent with it, strongest first', async () => {
    const json = leadBody({ partner: firm.slug });
    const contact = json['contact'] as Record<string, string>;
    const id = await aDeliveredLead(gateway, firm, json);
    const ContactName = `${contact['lastName']}, ${contact['firstName']}`;
    const matchedBy = async (keys: object) => {
      const { body } = await report(gateway, firm.accessToken, { Status: 'Contacted', ...keys });
      return [body['LeadId'] === id, body['MatchedBy'] ?? body['Code']];
    };
    expect(await matchedBy({ ContactName })).toEqual([false, 'lead_not_found']);
    expect(await matchedBy({ ContactName, CaseCode: 'RU-Smith' })).toEqual([true, 'name']);
    expect(await matchedBy({ ContactEmail: contact['email']?.toUpperCase() })).toEqual([true, 'email']);
    expect(await matchedBy({ ContactPhone: contact['phone']?.slice(2) })).toEqual([true, 'phone']);
    expect(await matchedBy({ LeadId: `PAYME/${id}`, ExternalLeadId: 'learnt-1' })).toEqual([true, 'lead_id']);
    expect(await matchedBy({ ExternalLeadId: 'learnt-1' })).toEqual([true, 'external_id']);
    expect(await matchedBy({ ExternalLeadId: 'LEARNT-1' })).toEqual([false, 'lead_not_found']);
    expect(await matchedBy({ LeadId: 'not-ours', ExternalLeadId: 'learnt-1' })).toEqual([true, 'external_id']);
  });

  it('that several leads could mean is ambiguous, and moves none', async () => {
    const contact = { ...(leadBody()['contact'] as object), phone: '+12025559999' };
    const ids = [await aDeliveredLead(gateway, firm, { contact }), await aDeliveredLead(gateway, firm, { contact })];
    const { status, body } = await report(gateway, firm.accessToken, { ContactPhone: '2025559999', Status: 'Signed' });
    expect(status).toBe(404);
    expect(body).toEqual({
      Status: 'error',
      Code: 'lead_ambiguous',
      Message: expect.any(String),
      ReceiptId: expect.stringMatching(UUID),
    });
    expect(await Promise.all(ids.map((id) => statusOf(gateway, id)))).toEqual([null, null]);
  });
});

describe("another partner's lead", () => {
  it('is answered exactly like one that never was, and stays as it is', async () => {
    const foreign = await aDeliveredLead(gateway, other);
    const answers = await Promise.all(
      [foreign, '00000000-0000-7000-8000-000000000000', 'no-uuid'].map((LeadId) =>
        report(gateway, firm.accessToken, { LeadId, Status: 'Signed' }),
      ),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(404);
      expect(body).toEqual({ ...answers[0]?.body, ReceiptId: expect.stringMatching(UUID) });
      expect(Object.keys(body)).toEqual(['Status', 'Code', 'Message', 'ReceiptId']);
      expect(body['Code']).toBe('lead_not_found');
    }
    expect(await statusOf(gateway, foreign)).toBeNull();
  });

  it('is answered 202 to a partner that takes 4xx for final', async () => {
    const partner = await aPartner(gateway, 'http://127.0.0.1:9/none');
    const { status } = await asAdmin(gateway, `/api/admin/partners/${partner.slug}`, {
      method: 'PATCH',
      json: { parkedAnswer: 202 },
    });
    expect(status).toBe(200);
    await until('the setting to be in force', async () => {
      const answer = await report(gateway, partner.accessToken, { LeadId: 'unknown', Status: 'Signed' });
      return answer.status === 202 && answer.body['Code'] === 'lead_not_found' && answer.body['ReceiptId'];
    });
  });
});

describe('a refused token', () => {
  async function tokens(): Promise<string[]> {
    const path = `/api/admin/partners/${firm.slug}/tokens`;
    const json = { environment: 'live', expiresAt: new Date(Date.now() + 1_000).toISOString() };
    const expiring = (await asAdmin(gateway, path, { json })).body as { token: string };
    const revoked = (await asAdmin(gateway, path, { json: { environment: 'live' } })).body as {
      id: string;
      token: string;
    };
    await asAdmin(gateway, `${path}/${revoked.id}`, { method: 'DELETE' });
    await until('the token to expire', async () => (await report(gateway, expiring.token, {})).status === 401);
    return [expiring.token, revoked.token, 'guessed', `${firm.accessToken}x`, '%00', firm.accessToken.toLowerCase()];
  }

  it('is answered with the same bytes, whatever is wrong with it', async () => {
    const good = firm.accessToken;
    const queries = (await tokens()).map((token) => `?access_token=${token}`);
    queries.push('', '?', '?access_token=', `?access_token=${good}&access_token=${good}`, `?Access_Token=${good}`);
    const headers = [`Bearer ${other.accessToken}`, 'Bearer', `Basic ${good}`, `Bearer ${good} ${good}`];
    const bodies = new Set<string>();
    const ask = async (query: string, authorization?: string) => {
      const response = await fetch(`${gateway.baseUrl}${STATUS_PATH}${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
        body: '{"LeadId":"x","Status":"y"}',
      });
      expect(response.status).toBe(401);
      bodies.add(await response.text());
    };
    for (const query of queries) await ask(query);
    for (const header of headers) await ask(`?access_token=${good}`, header);
    expect([...bodies].map((text) => JSON.parse(text))).toEqual([
      { Status: 'error', Code: 'invalid_access_token', Message: expect.any(String) },
    ]);
  });

  it('is no matter of where a good one stands: query, header, or both', async () => {
    const headers = { authorization: `bearer ${firm.accessToken}` };
    for (const query of ['', `?access_token=${firm.accessToken}`, '?trace=1']) {
      const { status } = await call(gateway, `${STATUS_PATH}${query}`, { json: { LeadId: 'x', Status: 'y' }, headers });
      expect(status).toBe(404);
    }
  });
});

describe('a sandbox token', () => {
  it('sees sandbox leads only, and no user is told', async () => {
    const test = await aDeliveredLead(gateway, firm, { environment: 'sandbox' });
    const live = await aDeliveredLead(gateway, firm);
    const said = { Status: 'RetainerSigned' };
    expect((await report(gateway, firm.testAccessToken, { ...said, LeadId: live })).body['Code']).toBe(
      'lead_not_found',
    );
    expect((await report(gateway, firm.accessToken, { ...said, LeadId: test })).body['Code']).toBe('lead_not_found');
    expect((await report(gateway, firm.testAccessToken, { ...said, LeadId: test })).body['Outcome']).toBe('applied');
    await until('the news to be handled', () => allHandled(gateway));
    expect([await statusOf(gateway, test), await toldAbout(gateway, test)]).toEqual(['signed', 0]);
  });
});

it('applies one of twenty identical updates at once, tells the user once and keeps twenty receipts', async () => {
  const LeadId = await aDeliveredLead(gateway, firm);
  const json = { LeadId, Status: 'RetainerSigned', Message: 'at once' };
  const answers = await Promise.all(Array.from({ length: 20 }, () => report(gateway, firm.accessToken, json)));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(answers.filter(({ body }) => body['Outcome'] === 'applied')).toHaveLength(1);
  expect(answers.filter(({ body }) => body['Outcome'] === 'duplicate')).toHaveLength(19);
  expect(new Set(answers.map(({ body }) => body['ReceiptId'])).size).toBe(20);
  const [kept] = await gateway.source.query('select count(*)::int from receipt where lead_id = $1', [LeadId]);
  await until('the news to be told', () => allHandled(gateway));
  expect([kept, await reportedOn(gateway, LeadId), await toldAbout(gateway, LeadId)]).toEqual([
    { count: 20 },
    ['RetainerSigned!'],
    1,
  ]);
});
