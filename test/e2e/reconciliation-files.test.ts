import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { type Answer, asAdmin } from '../support/http.js';
import { anAccount, tell } from '../support/payments.js';
import { SettableClock } from '../support/settable-clock.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let account: string;
const clock = new SettableClock();
const PATH = '/api/admin/reconciliations';

beforeAll(async () => {
  gateway = await startGateway({ clock });
  account = await anAccount(gateway, 'paidlys');
});

async function upload(csv: string, more = '', headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${gateway.baseUrl}${PATH}/files?provider=paidlys&account=${account}${more}`, {
    ...{ method: 'POST', body: csv },
    headers: { authorization: `Bearer ${gateway.adminToken}`, 'content-type': 'text/csv', ...headers },
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

async function reportOf(asked: Answer): Promise<Record<string, unknown>> {
  expect(asked.status).toBe(202);
  return until('the report', async () => {
    const { body } = await asAdmin(gateway, `${PATH}/${asked.body['id']}`);
    return body['state'] !== 'waiting' && body;
  });
}

it('compares what PaidLys exports with what its webhooks told', async () => {
  for (const [invoiceId, status] of [
    ['a', 'done'],
    ['b', 'pending'],
    ['c', 'closed'],
  ]) {
    await tell(gateway, 'paidlys', account, { invoiceId, status, message: '' });
  }
  clock.move(3 * 86_400);
  const csv = 'reference,status,amount,asset\r\na,done,10,eur\r\nb,done,10,eur\r\n"d,1",created,5,eur\r\n';
  const report = await reportOf(await upload(csv));
  expect(report).toMatchObject({ state: 'finished', source: 'file', kind: 'paidlys_invoice' });
  const found = itemsOf(await asAdmin(gateway, `${PATH}/${report['id']}/differences`));
  expect(found.map(({ reference, bucket }) => [reference, bucket])).toEqual([
    ...[
      ['a', 'orphan'],
      ['b', 'state_diff'],
      ['c', 'missing_there'],
      ['d,1', 'missing_here'],
    ],
  ]);
});

it('compares deposits by where, what and in which transaction', async () => {
  const deposit = { amount: '3.5', asset: 'usdt', network: 'trc20usdt', depositAddress: 'T1', hash: 'h1', id: 'x' };
  await tell(gateway, 'paidlys', account, { ...deposit, status: 'done' });
  clock.move(3_600);
  const head = 'status,filled,asset,network,tx_hash,address\n';
  const same = await reportOf(await upload(`${head}done,3.50,usdt,trc20usdt,h1,T1\n`, '&kind=paidlys_deposit'));
  expect(same['totals']).toMatchObject([
    { asset: 'usdt', network: 'trc20usdt', orphan: 1, ours: '3.5', theirs: '3.5' },
  ]);
  const less = await reportOf(await upload(`${head}done,3.49,usdt,trc20usdt,h1,T1\n`, '&kind=paidlys_deposit'));
  expect(less['totals']).toMatchObject([{ amount_diff: 1, orphan: 0 }]);
});

it('refuses a file with line and column, and counts nothing of it', async () => {
  const lines = Array.from({ length: 3_000 }, (_, n) => `r-${n},done\n`).join('');
  const refused = await upload(`reference,status\n${lines}x,paid\n`);
  expect(refused).toMatchObject({ status: 422, body: { code: 'csv_invalid' } });
  expect(refused.body['issues']).toMatchObject([{ path: 'line 3002, status' }]);
  const [run] = itemsOf(await asAdmin(gateway, `${PATH}?limit=1`));
  expect(run).toMatchObject({ state: 'failed', error: 'file_refused' });
  expect(await gateway.source.query('select count(*)::int as kept from reconciliation_item')).toEqual([{ kept: 0 }]);
});

it('takes CSV only, as it is', async () => {
  const wrong = { status: 415, body: { code: 'csv_expected' } };
  expect(await upload('reference,status\n', '', { 'content-type': 'text/plain' })).toMatchObject(wrong);
  expect(await upload('reference,status\n', '', { 'content-encoding': 'gzip' })).toMatchObject(wrong);
  expect(await upload('reference,status\n', '&kind=payram_payment')).toMatchObject({
    status: 422,
    body: { code: 'kind_invalid' },
  });
  const listed = await asAdmin(gateway, PATH, { json: { provider: 'paidlys', account } });
  expect(listed).toMatchObject({ status: 409, body: { code: 'provider_not_listable' } });
});

it('compares one file of an account and kind at a time', async () => {
  await gateway.source.query(
    `insert into reconciliation_run (id, account_id, kind, source, state, since, until, claimed_until, requested_by, created_at)
     select gen_random_uuid(), id, 'paidlys_withdrawal', 'file', 'waiting', $2, $3, 'infinity', 'x', $3
     from provider_account where account = $1`,
    [account, new Date(0), clock.now()],
  );
  const second = await upload('reference,status\n', '&kind=paidlys_withdrawal');
  expect(second).toMatchObject({ status: 409, body: { code: 'reconciliation_waiting' } });
});
