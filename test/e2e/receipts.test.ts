import { randomBytes } from 'node:crypto';
import { IntakeService } from '../../src/modules/intake/intake.service.js';
import { ReceiptsRepository } from '../../src/modules/intake/receipts.repository.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin, asService, call } from '../support/http.js';
import { allHandled, rehearse, report, reportBytes, STATUS_PATH } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let firm: TestPartner;

beforeAll(async () => {
  gateway = await startGateway();
  firm = await aPartner(gateway, (await startReceiver()).url);
});

/** Receipts with this reason, newest first. */
async function receiptsFor(reason: string): Promise<Record<string, unknown>[]> {
  return itemsOf(await asAdmin(gateway, `/api/admin/receipts?reason=${reason}&limit=100`));
}

const bodyOf = (id: unknown): Promise<Buffer> => gateway.app.get(IntakeService, { strict: false }).body(String(id));

it('keeps the exact bytes of an update, sealed, and gives them back', async () => {
  const bytes = Buffer.from(
    `{ "LeadId":"x",\r\n\t"Status":"S\\u00e9", "n": 1e2, "d":5.0, "a":1, "a":2, "mark":"marked-bytes" }\n`,
  );
  const { body } = await reportBytes(gateway, firm.accessToken, bytes, 'application/json; charset=UTF-8');
  expect(await bodyOf(body['ReceiptId'])).toEqual(bytes);
  const [row] = await gateway.source.query<{ sealed: Buffer }[]>(
    'select body_sealed as sealed from receipt where id = $1',
    [body['ReceiptId']],
  );
  expect(row?.sealed.includes('marked-bytes')).toBe(false);
});

it('lists receipts without reading their bytes, up to a mebibyte each', async () => {
  await report(gateway, firm.accessToken, { LeadId: 'x', Status: 'Signed' });
  const receipts = gateway.app.get(ReceiptsRepository, { strict: false });
  const rows = await gateway.app.get(Transaction, { strict: false }).run((tx) => receipts.search(tx, {}, null, 10));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(Object.keys(row)).not.toContain('bodySealed');
});

it('says in the receipt how the lead was sought, without the values', async () => {
  const json = leadBody({ partner: firm.slug });
  const { email, phone } = json['contact'] as Record<string, string>;
  const lead = await aDeliveredLead(gateway, firm, json);
  const sent = {
    LeadId: 'no-uuid',
    ContactPhone: '(202) 555-9876',
    ContactEmail: email,
    Status: 'Signed',
    CaseCode: 'ZZ',
  };
  const { body } = await report(gateway, firm.accessToken, sent);
  const receipt = (await asAdmin(gateway, `/api/admin/receipts/${body['ReceiptId']}`)).body;
  expect(receipt).toMatchObject({
    verdict: 'accepted',
    reason: 'applied',
    outcome: 'applied',
    leadId: lead,
    httpStatus: 200,
    environment: 'live',
    trace: {
      updates: [
        {
          match: [
            { rule: 'lead_id', value: 'no-uuid', candidates: 0 },
            { rule: 'phone', value: '+1202•••9876', candidates: 0 },
            { rule: 'email', value: 'j•••@example.com', candidates: 1 },
          ],
          warnings: [{ code: 'case_code_unknown' }],
        },
      ],
    },
  });
  expect(JSON.stringify(receipt)).not.toContain(email);
  expect(JSON.stringify(receipt)).not.toContain(phone);
});

describe('a call that is refused', () => {
  it('without a good token leaves the first 8 KiB, and nobody is named', async () => {
    const bytes = Buffer.concat([Buffer.from('{"LeadId":"'), Buffer.alloc(20_000, 0x61)]);
    const { status } = await reportBytes(gateway, 'guessed', bytes, 'application/json');
    const [receipt] = await receiptsFor('invalid_access_token');
    expect([status, receipt?.['verdict'], receipt?.['partnerId']]).toEqual([401, 'unauthenticated', null]);
    expect(receipt).toMatchObject({ bodyBytes: bytes.length, httpStatus: 401, path: STATUS_PATH });
    expect(await bodyOf(receipt?.['id'])).toEqual(bytes.subarray(0, 8_192));
  });

  it.each([
    ['body_too_large', 413, Buffer.alloc(1_048_577, 32), {}],
    ['encoding_unsupported', 415, Buffer.from('x'), { 'content-encoding': 'gzip' }],
  ])('because of %s leaves a receipt', async (reason, httpStatus, raw, headers) => {
    const path = `${STATUS_PATH}?access_token=${firm.accessToken}`;
    expect((await call(gateway, path, { raw, headers })).status).toBe(httpStatus);
    const [receipt] = await until('the receipt', async () => {
      const found = await receiptsFor(reason);
      return found.length > 0 && found;
    });
    expect(receipt).toMatchObject({ verdict: 'refused', httpStatus });
  });

  it('leaves a hundred receipts an hour, and is counted beyond', async () => {
    const CALLS = 130;
    for (let sent = 0; sent < CALLS; sent += 10) {
      await Promise.all(Array.from({ length: 10 }, () => report(gateway, 'guessed', {})));
    }
    const [kept] = await gateway.source.query<{ n: number }[]>(
      "select count(*)::int as n from receipt where verdict = 'unauthenticated'",
    );
    expect(kept?.n).toBeLessThanOrEqual(100);
    await until('the rest to be counted', async () => {
      const [counted] = await gateway.source.query<{ n: number }[]>(
        'select sum(refusals)::int as n from refusal_count',
      );
      return (counted?.n ?? 0) + (kept?.n ?? 0) >= CALLS;
    });
  });

  it('does not keep those with a token from being heard', async () => {
    const { body } = await report(gateway, firm.accessToken, { LeadId: 'x' });
    expect(await bodyOf(body['ReceiptId'])).toEqual(Buffer.from('{"LeadId":"x"}'));
  });
});

/** Letters that occur nowhere else, and that no cleaner changes. */
const mark = `q${randomBytes(6).toString('hex').replace(/\d/g, 'z')}`;

/** Everything that every table of every schema holds, as text. */
async function everyRow(): Promise<string> {
  const tables = await gateway.source.query<{ name: string }[]>(
    "select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables",
  );
  const rows = await Promise.all(tables.map(({ name }) => gateway.source.query(`select t::text from ${name} t`)));
  return JSON.stringify(rows);
}

it('lets nothing of a person and no token into a log, a queue or a table', async () => {
  const contact = {
    firstName: `${mark}first`,
    lastName: `${mark}last`,
    email: `${mark}@example.com`,
    phone: '+12025550188',
    state: 'CA',
    dateOfBirth: '1961-07-09',
  };
  const json = leadBody({ partner: firm.slug, contact, answers: { injury: `${mark}answer` } });
  const said = {
    Message: `${mark} message`,
    ContactName: `${mark}first ${mark}last`,
    ContactEmail: `${mark}@example.com`,
    ContactPhone: '2025550188',
  };
  await report(gateway, firm.accessToken, { ...said, Status: 'Signed' });
  const LeadId = await aDeliveredLead(gateway, firm, json);
  for (const token of [firm.accessToken, firm.testAccessToken, `${mark}token`]) {
    await report(gateway, token, { ...said, LeadId, Status: 'Filed' });
    await report(gateway, token, { ...said, Status: 'Unheard' });
    await report(gateway, token, said);
    await rehearse(gateway, token, { ...said, LeadId, Status: 'Filed' });
    await reportBytes(gateway, token, `{"ContactName":"${mark}`, 'application/json');
    await reportBytes(gateway, token, `${mark}`, `image/${mark}`);
    await call(gateway, `${STATUS_PATH}?access_token=${token}&x=${mark}`, { method: 'PUT', raw: mark });
  }
  await asService(gateway, '/api/leads', { json: { ...json, contact: { ...contact, email: mark } } });
  await asService(gateway, '/api/leads', {
    method: 'POST',
    raw: `{"${mark}`,
    headers: { 'content-type': 'application/json' },
  });
  await asService(gateway, `/api/leads/any?q=${mark}`);
  await call(gateway, `/nowhere?access_token=${firm.accessToken}&q=${mark}`);
  await until('the news to be handled', () => allHandled(gateway));
  const secrets = [mark, '2025550188', '1961-07-09', firm.accessToken, firm.testAccessToken, gateway.serviceToken];
  const log = gateway.log();
  const stored = (await everyRow()).replaceAll(`image/${mark}`, '');
  for (const secret of secrets) {
    expect(log).not.toContain(secret);
    expect(stored).not.toContain(secret);
  }
  expect(log).not.toContain(gateway.adminToken);
});
