import { connect } from 'node:net';
import { IntakeService } from '../../src/modules/intake/intake.service.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { call } from '../support/http.js';
import { report, reportBytes, STATUS_PATH } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';

const MIB = 1_048_576;
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=X';
let gateway: Gateway;
let firm: TestPartner;
let lead: string;

beforeAll(async () => {
  gateway = await startGateway();
  firm = await aPartner(gateway, (await startReceiver()).url);
  lead = await aDeliveredLead(gateway, firm);
});

const part = (name: string, value: string) =>
  `--X\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** The receipt of an answer, and the bytes that were kept with it. */
async function kept(id: unknown) {
  const intake = gateway.app.get(IntakeService, { strict: false });
  return { receipt: await intake.find(String(id)), body: await intake.body(String(id)) };
}

describe('a body', () => {
  it.each([
    [
      'JSON of a type of its own',
      'application/vnd.firm+json; charset=utf-8',
      (id: string) => `{"LeadId":"${id}","Status":"Contacted","Message":"json"}`,
    ],
    ['JSON without a type', '', (id: string) => `\n{"LeadId":"${id}","Status":"Contacted","Message":"untyped"}`],
    [
      'JSON with a byte order mark',
      JSON_TYPE,
      (id: string) => `\uFEFF{"LeadId":"${id}","Status":"Contacted","Message":"mark"}`,
    ],
    ['a form', FORM, (id: string) => `LeadId=${id}&Status=Contacted&Message=f%C3%B6rm`],
    [
      'a multipart form',
      MULTIPART,
      (id: string) => `${part('LeadId', id)}${part('Status', 'Contacted')}${part('Message', 'multi')}--X--\r\n`,
    ],
    ['XML', 'text/xml', (id: string) => `<?xml version="1.0"?><u><LeadId>${id}</LeadId><Status>Contacted</Status></u>`],
  ])('of %s is read, and kept byte by byte', async (_, type, textOf) => {
    const text = textOf(lead);
    const { status, body } = await reportBytes(gateway, firm.accessToken, Buffer.from(text), type);
    expect([status, body['Outcome'], body['LeadId']]).toEqual([200, 'applied', lead]);
    const { receipt, body: bytes } = await kept(body['ReceiptId']);
    expect(bytes).toEqual(Buffer.from(text));
    expect(receipt).toMatchObject({ verdict: 'accepted', reason: 'applied', leadId: lead, partnerId: firm.id });
    expect(receipt).toMatchObject({ path: STATUS_PATH, method: 'POST', bodyBytes: bytes.length, httpStatus: 200 });
  });

  it('keeps every digit of a number beyond 2^53', async () => {
    const raw = `{"LeadId":"${lead}","Status":"Contacted","ExternalLeadId":9007199254740993}`;
    await reportBytes(gateway, firm.accessToken, raw, JSON_TYPE);
    const answer = await report(gateway, firm.accessToken, { ExternalLeadId: '9007199254740993', Status: 'Contacted' });
    expect(answer.body).toMatchObject({ LeadId: lead, MatchedBy: 'external_id' });
    const near = await report(gateway, firm.accessToken, { ExternalLeadId: '9007199254740992', Status: 'Contacted' });
    expect(near.status).toBe(404);
  });

  it('means by a repeated member the last one', async () => {
    const raw = `{"LeadId":"other","Status":"Signed","LeadId":"${lead}","Status":"Under Review"}`;
    const { body } = await reportBytes(gateway, firm.accessToken, raw, JSON_TYPE);
    expect(body).toMatchObject({ LeadId: lead, RawStatus: 'Under Review', Outcome: 'applied' });
  });
});

const surrogate = Buffer.concat([
  Buffer.from('{"LeadId":"'),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from('","Status":"x"}'),
]);

describe('a bad body', () => {
  const BAD: [string, number, string, string | Buffer, string?][] = [
    ['nothing', 400, 'body_unparseable', ''],
    ['nothing, of no type', 400, 'missing_identifier', '', ''],
    ['broken JSON', 400, 'body_unparseable', '{"LeadId":"x","Status":'],
    ['JSON 40,000 deep', 400, 'body_unparseable', '['.repeat(40_000) + ']'.repeat(40_000)],
    ['1 MiB of spaces', 400, 'body_unparseable', ' '.repeat(MIB)],
    ['1 MiB of brackets', 400, 'body_unparseable', '{'.repeat(MIB)],
    ['bytes that are not UTF-8', 400, 'body_unparseable', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d])],
    ['half a surrogate pair in bytes', 400, 'body_unparseable', surrogate],
    ['a member named __proto__', 400, 'body_unparseable', '{"LeadId":"x","Status":"y","__proto__":{"a":1}}'],
    ['a member named constructor', 400, 'body_unparseable', '{"LeadId":"x","Status":"y","a":{"constructor":{}}}'],
    ['no object', 400, 'missing_identifier', '[{"LeadId":"x","Status":"y"}]'],
    ['null', 400, 'missing_identifier', 'null'],
    ['text', 400, 'missing_identifier', '"LeadId"'],
    ['lists for values', 400, 'missing_identifier', '{"LeadId":["a","b"],"Status":["x","y"]}'],
    ['objects for values', 400, 'missing_identifier', '{"LeadId":{"id":"a"},"Status":{"s":"x"}}'],
    [
      'unusable identifiers',
      400,
      'missing_identifier',
      '{"LeadId":" ","ContactPhone":"N/A","ContactEmail":"-","Status":"x"}',
    ],
    ['what cannot identify', 400, 'missing_identifier', '{"CaseCode":"RU","LawFirm":"Smith","Status":"x"}'],
    ['no status', 400, 'missing_status', '{"LeadId":"x"}'],
    ['a status of 10,000 characters', 400, 'missing_status', `{"LeadId":"x","Status":"${'y'.repeat(10_000)}"}`],
    ['a status of NUL bytes', 400, 'missing_status', '{"LeadId":"x","Status":"\\u0000\\u0000"}'],
    [
      'NUL bytes in every value',
      404,
      'lead_not_found',
      '{"LeadId":"\\u0000x","Status":"y\\u0000","Message":"\\u0000","ContactName":"a\\u0000b","ExternalLeadId":"\\u0000e","CaseCode":"RU-\\u0000"}',
    ],
    [
      'half surrogate pairs',
      404,
      'lead_not_found',
      '{"LeadId":"\\ud800","Status":"\\udfff","Message":"\\ud800","ContactName":"\\ud800 \\udc00x","CaseCode":"\\ud800"}',
    ],
    [
      'numbers beyond all',
      404,
      'lead_not_found',
      '{"LeadId":1e999,"Status":123456789012345678901234567890,"ExternalLeadId":-1e400}',
    ],
    ['a text of no type', 400, 'missing_identifier', 'hello', 'text/plain'],
    ['a form with a name that is refused', 400, 'body_unparseable', '__proto__=x&LeadId=a&Status=b', FORM],
    ['a form of one repeated name', 400, 'missing_identifier', 'a=&'.repeat(4_000), FORM],
    ['a form of 300,000 fields', 400, 'body_unparseable', 'a=&'.repeat(300_000), FORM],
    ['a form that is not UTF-8', 400, 'body_unparseable', Buffer.from([0x61, 0x3d, 0xff]), FORM],
    ['a multipart form that breaks off', 400, 'body_unparseable', part('LeadId', 'x'), MULTIPART],
    [
      'a file that breaks off',
      400,
      'body_unparseable',
      '--X\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nx',
      MULTIPART,
    ],
    ['a multipart form without a boundary', 400, 'body_unparseable', part('LeadId', 'x'), 'multipart/form-data'],
    [
      'XML with a DTD',
      400,
      'body_unparseable',
      '<!DOCTYPE u [<!ENTITY a "b">]><u><LeadId>&a;</LeadId></u>',
      'text/xml',
    ],
    ['XML 1,000 deep', 400, 'body_unparseable', '<a>'.repeat(1_000) + '</a>'.repeat(1_000), 'text/xml'],
    ['1 MiB of <', 400, 'body_unparseable', '<'.repeat(MIB), 'application/xml'],
    ['a picture', 415, 'media_type_unsupported', Buffer.from([0x89, 0x50]), 'image/png'],
    ['a page', 415, 'media_type_unsupported', '<html></html>', 'text/html'],
  ];

  it.each(BAD)('of %s is answered %d %s, and kept', async (_, httpStatus, code, raw, type = JSON_TYPE) => {
    const bytes = Buffer.from(raw as string);
    const { status, body } = await reportBytes(gateway, firm.accessToken, bytes, type);
    expect([status, body['Code']]).toEqual([httpStatus, code]);
    expect(body).toEqual({
      Status: 'error',
      Code: code,
      Message: expect.stringMatching(/^[A-Z].*\.$/),
      ReceiptId: expect.any(String),
    });
    const { receipt, body: keptBytes } = await kept(body['ReceiptId']);
    expect(keptBytes.equals(bytes)).toBe(true);
    const verdict = httpStatus === 404 ? 'accepted' : 'refused';
    expect(receipt).toMatchObject({ verdict, reason: code, httpStatus, partnerId: firm.id, bodyBytes: bytes.length });
  });

  it('never arms a prototype', () => {
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

describe('what is no update at all', () => {
  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is answered 405 with what is allowed', async (method) => {
    for (const path of [STATUS_PATH, `${STATUS_PATH}/test`]) {
      const { status, body, headers } = await call(gateway, `${path}?access_token=${firm.accessToken}`, { method });
      expect([status, headers.get('allow'), body['Code']]).toEqual([405, 'POST', 'method_not_allowed']);
    }
  });

  it('a body over 1 MiB is answered 413 and read no further, whether its length is told or not', async () => {
    const path = `${STATUS_PATH}?access_token=${firm.accessToken}`;
    const exact = await reportBytes(gateway, firm.accessToken, ' '.repeat(MIB), JSON_TYPE);
    expect(exact.status).toBe(400);
    for (const header of ['Content-Length: 2097152', 'Transfer-Encoding: chunked']) {
      const answer = await sendSlowly(
        `POST ${path} HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`,
        header.startsWith('Transfer'),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain('"Status":"error","Code":"body_too_large","Message":"');
    }
  });

  it('a whole 2 MiB sent at once is answered 413 every time', async () => {
    for (let time = 0; time < 20; time += 1) {
      const { status } = await reportBytes(gateway, firm.accessToken, Buffer.alloc(2 * MIB, 32), JSON_TYPE);
      expect(status).toBe(413);
    }
  });

  it('a compressed body is answered 415', async () => {
    const headers = { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' };
    const path = `${STATUS_PATH}?access_token=${firm.accessToken}`;
    const { status, body } = await call(gateway, path, { raw: Buffer.from([0x1f, 0x8b]), headers });
    expect([status, body['Status'], body['Code']]).toEqual([415, 'error', 'encoding_unsupported']);
  });
});

/** Sends a head and bodies of 64 KiB until the gateway ends the connection; answers what it said. */
function sendSlowly(head: string, chunked: boolean): Promise<string> {
  const { port } = new URL(gateway.baseUrl);
  const body = Buffer.alloc(65_536, 32);
  const piece = chunked ? Buffer.concat([Buffer.from('10000\r\n'), body, Buffer.from('\r\n')]) : body;
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(head);
      for (let sent = 0; sent < 17; sent += 1) socket.write(piece);
    });
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
