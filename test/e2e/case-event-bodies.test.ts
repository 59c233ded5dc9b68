import { type Gateway, startGateway } from '../support/app.js';
import { aCareAccount, careEvent, takenBy, tellCare } from '../support/case-events.js';
import { asAdmin } from '../support/http.js';
import { paymentBy } from '../support/payments.js';

let gateway: Gateway;
let account: string;

beforeAll(async () => {
  gateway = await startGateway();
  account = await aCareAccount(gateway);
});

const taken = (body: object | string | Buffer) => takenBy(gateway, account, body);

it.each([
  ['no JSON', '{"event":'],
  ['nothing', ''],
  ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ['too deep', `{"a":${'['.repeat(80)}${']'.repeat(80)}}`],
  ['a prototype', '{"__proto__":{}}'],
])('refuses %s with 400 and keeps a receipt', async (_, body) => {
  const answer = await tellCare(gateway, account, body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'body_unparseable' } });
  const receipt = await asAdmin(gateway, `/api/admin/receipts/${answer.body['receiptId']}`);
  expect(receipt.body).toMatchObject({ verdict: 'refused', httpStatus: 400 });
});

const wrongTypes = [null, true, 5, 'text', [], {}, [[]], [null]];

it.each([
  ['a list', '[{"event":"CREATE_CASE"}]', 'quarantined'],
  ['null', 'null', 'quarantined'],
  ['a text', '"CREATE_CASE"', 'quarantined'],
  ['an empty object', '{}', 'unlinked'],
  ['a member that is there twice', '{"event":"CREATE_CASE","payload":{"caseId":"x","caseId":"y"}}', 'quarantined'],
  ['a name that is none', '{"event":"<script>","payload":{"caseId":"odd"}}', 'unknown'],
  ['a case id of another type', '{"event":"CREATE_CASE","payload":{"case":{"id":{}}}}', 'unlinked'],
  ['NUL in an id', '{"event":"CREATE_CASE","payload":{"case":{"id":"a\\u0000"}}}', 'unlinked'],
  ['half a character', '{"event":"CREATE_CASE","payload":{"caseId":"\\ud800"}}', 'unlinked'],
  ...wrongTypes.map((value) => [
    `wrong types everywhere: ${JSON.stringify(value)}`,
    JSON.stringify({
      event: value,
      payload: { case: value, activity: value, payment: value, decision: value, comments: value },
      order: value,
    }),
    'unlinked',
  ]),
  ...wrongTypes.map((value) => [
    `a payload of ${JSON.stringify(value)}`,
    JSON.stringify({ event: 'PAYMENT_COMPLETED', payload: value }),
    'unlinked',
  ]),
] as [string, string, string][])('keeps %s and answers 200', async (_, body, outcome) => {
  expect(await taken(body)).toBe(outcome);
});

it.each(['NaN', '1e5', '-1', '9'.repeat(40), '1 ', '.5', '5.', '1,000', '0x10'])(
  'keeps a payment of the amount %j, flagged, and never as paid',
  async (amount) => {
    const reference = `amount ${JSON.stringify(amount)}`;
    const payment = { id: reference, amount, status: 'PAID' };
    expect(await taken(careEvent('PAYMENT_COMPLETED', { caseId: 'amounts', members: { payment } }))).toBe('verifying');
    expect(await paymentBy(gateway, reference)).toMatchObject({
      status: null,
      exceptions: ['amount_mismatch', 'unlinked'],
    });
  },
);

it.each(['1e5', '-1', '9'.repeat(40)])('the same for the number %s', async (literal) => {
  const reference = `number ${literal}`;
  const body = `{"event":"PAYMENT_COMPLETED","payload":{"caseId":"amounts","payment":{"id":"${reference}","amount":${literal},"status":"PAID"}}}`;
  expect(await taken(body)).toBe('verifying');
});

it('keeps every digit of an amount that is a number', async () => {
  const body = `{"event":"PAYMENT_COMPLETED","payload":{"caseId":"digits","payment":{"id":"digits","amount":0.123456789012345678,"status":"PAID"}}}`;
  expect(await taken(body)).toBe('applied');
  expect((await paymentBy(gateway, 'digits')).state.facts).toMatchObject({ amount: '0.123456789012345678' });
});

it('flags fees that are not the amount, and records the payment all the same', async () => {
  const payment = {
    id: 'fees',
    amount: '500',
    status: 'PAID',
    fees: { consultFee: '499.99', subFees: [{ amount: '0.01' }] },
  };
  expect(await taken(careEvent('PAYMENT_COMPLETED', { caseId: 'fees', members: { payment } }))).toBe('applied');
  expect(await paymentBy(gateway, 'fees')).toMatchObject({
    status: 'paid',
    exceptions: ['amount_mismatch', 'gap', 'unlinked'],
  });
});

it('reads nothing of a body before its sender is known, and logs no word of it', async () => {
  const canary = 'canary-patient-77';
  const body = JSON.stringify(
    careEvent('ADD_CASE_COMMENT', { caseId: 'canary', members: { comment: { text: canary } } }),
  );
  expect((await tellCare(gateway, account, body, { 'x-cv-signature': '0'.repeat(64) })).status).toBe(401);
  expect((await tellCare(gateway, account, body)).status).toBe(200);
  expect(gateway.log()).not.toContain(canary);
});

it('keeps whatever an event says of a person sealed, in every table', async () => {
  const canary = 'CANARYPATIENT';
  const person = { firstName: canary, email: `${canary}@example.com`, dob: '1970-07-15T00:00:00.000Z' };
  for (const isPHI of [true, false]) {
    const payment = {
      id: `canary-${isPHI}`,
      amount: '5',
      status: 'PAID',
      description: canary,
      fees: { [canary]: '5', subFees: [{ label: canary, amount: '1' }] },
    };
    const members = { payment, decision: { decisionText: canary }, [canary]: canary, comment: { text: canary } };
    const event = careEvent('PAYMENT_COMPLETED', {
      caseId: 'sealed',
      snapshot: { title: canary, status: canary, archiveReason: `${canary} x`, submitter: person },
      members,
      activity: { isPHI, valueAfter: canary },
    });
    await taken(event);
    await taken({ ...event, event: `${canary} x` });
  }
  const tables = await gateway.source.query<{ name: string }[]>(
    `select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('public', 'bullmq') and table_type = 'BASE TABLE'`,
  );
  for (const { name } of tables) {
    const [found] = await gateway.source.query(
      `select count(*)::integer as rows from ${name} t where t::text ilike '%' || $1 || '%'`,
      [canary],
    );
    expect({ name, ...found }).toEqual({ name, rows: 0 });
  }
  expect(gateway.log()).not.toContain(canary);
});

it('stays sound: no accident was logged', () => {
  expect(gateway.log()).not.toContain('webhook.failed');
});

it('keeps an event that carries a document of 20 MiB, also when it is all escapes, and refuses one beyond 25 MiB', async () => {
  const attachment = { id: 'scan', isPHI: true, content: Buffer.alloc(15_728_640, 7).toString('base64') };
  const large = careEvent('ADD_CASE_ATTACHMENT', { caseId: 'large', members: { attachment } });
  expect(await taken(large)).toBe('applied');
  const escapes = `{"event":"CREATE_CASE","payload":{"caseId":"escapes","note":"${'\\u0041'.repeat(4_000_000)}"}}`;
  expect(await taken(escapes)).toBe('applied');
  const beyond = Buffer.alloc(25 * 1_048_576 + 1, ' ');
  expect((await tellCare(gateway, account, beyond)).status).toBe(413);
});
