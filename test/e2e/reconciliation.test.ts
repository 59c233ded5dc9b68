import { ApiTokensService } from '../../src/modules/admin/api-tokens.service.js';
import { ReconciliationRunsService } from '../../src/modules/payments/reconciliation/reconciliation-runs.service.js';
import { ReconciliationsService } from '../../src/modules/payments/reconciliation/reconciliations.service.js';
import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { type Answer, asAdmin, call } from '../support/http.js';
import { PayramDesk } from '../support/payram-desk.js';
import { type Planted, plant } from '../support/reconciliation.js';
import { SettableClock } from '../support/settable-clock.js';
import { until } from '../support/until.js';

let gateway: Gateway;
const clock = new SettableClock();
const PATH = '/api/admin/reconciliations';
const SETUP = { kind: 'system', id: null, name: 'test' } as const;

beforeAll(async () => {
  gateway = await startGateway({ clock });
});

async function desk(): Promise<PayramDesk> {
  const made = await PayramDesk.of(gateway);
  made.payram.now = () => clock.now();
  return made;
}

/** The report of a comparison that was just asked for. */
async function reportOf(asked: Answer): Promise<Record<string, unknown>> {
  expect(asked.status).toBe(202);
  return until('the report', async () => {
    const { body } = await asAdmin(gateway, `${PATH}/${asked.body['id']}`);
    return body['state'] !== 'waiting' && body;
  });
}

async function compared({ account }: PayramDesk): Promise<Record<string, unknown>> {
  // The daily one of a new account may be under way.
  const asked = await until('nothing else to be under way', async () => {
    const answer = await asAdmin(gateway, PATH, { json: { provider: 'payram', account } });
    return answer.status !== 409 && answer;
  });
  return reportOf(asked);
}

async function differencesOf(id: unknown, query = ''): Promise<Record<string, unknown>[]> {
  return itemsOf(await asAdmin(gateway, `${PATH}/${id}/differences?limit=200${query}`));
}

/** As another operator. */
async function as(name: string): Promise<(path: string, json: object) => Promise<Answer>> {
  const { token } = await gateway.app.get(ApiTokensService).issue(SETUP, 'admin', name);
  return (path, json) => call(gateway, path, { json, headers: { authorization: `Bearer ${token}` } });
}

const KINDS: Readonly<Record<string, (reference: string) => Planted[]>> = {
  missing_here: (reference) => [{ reference, isHere: false }],
  missing_there: (reference) => [{ reference, isThere: false }],
  state_diff: (reference) => [{ reference, theirs: { state: 'CANCELLED' } }],
  amount_diff: (reference) => [{ reference, theirs: { filledUsd: '49.99' } }],
  duplicate_tx: (reference) => [
    { reference, theirs: { txHash: `shared-${reference}` } },
    { reference: `${reference}-again`, theirs: { txHash: `shared-${reference}` } },
  ],
  orphan: (reference) => [{ reference, isLinked: false }],
};

it('puts every planted difference among 1,000 payments in its bucket, invents none, and keeps the report', async () => {
  const at = await desk();
  const planted = Object.entries(KINDS).flatMap(([kind, plants]) =>
    [1, 2, 3].flatMap((n) => plants(`${kind}-${n}`).map((one) => ({ kind, ...one }))),
  );
  const matching = Array.from({ length: 1_000 - planted.length }, (_, n) => ({ reference: `m-${n}` }));
  await plant(gateway, at, clock.now(), [...planted, ...matching]);
  const report = await compared(at);
  expect(report).toMatchObject({ state: 'finished', source: 'list', kind: 'payram_payment', differences: 21 });
  const found = await differencesOf(report['id']);
  expect(found.map(({ reference }) => reference)).toEqual(planted.map(({ reference }) => reference).sort());
  for (const { kind, reference } of planted) {
    expect(found.find((one) => one['reference'] === reference)).toMatchObject({ bucket: kind });
  }
  const sum = (name: string) =>
    (report['totals'] as Record<string, number>[]).reduce((all, one) => all + (one[name] ?? 0), 0);
  expect([sum('match'), sum('duplicate_tx'), sum('missing_here')]).toEqual([matching.length, 6, 3]);
  expect((report['totals'] as { network: string | null }[]).map(({ network }) => network).sort()).toEqual([
    'ETH',
    null,
  ]);
  const { body } = await asAdmin(gateway, `${PATH}/${report['id']}/verification`);
  expect(body).toEqual({ sha256: report['sha256'], isIntact: true });
  const alerts = itemsOf(await asAdmin(gateway, '/api/admin/alerts?signal=reconciliation_differs'));
  const details = expect.objectContaining({ differences: 21, runId: report['id'] });
  expect(alerts).toContainEqual(expect.objectContaining({ state: 'open', details }));
});

it('has the same hash when it compares the same again, and shows how long a difference has been there', async () => {
  const at = await desk();
  await plant(gateway, at, clock.now(), [{ reference: 'gone', isThere: false }, { reference: 'same' }]);
  const period = { since: new Date(clock.now().getTime() - 9e8), until: clock.now() };
  const json = { provider: 'payram', account: at.account, ...period };
  const first = await reportOf(await asAdmin(gateway, PATH, { json }));
  const second = await reportOf(await asAdmin(gateway, PATH, { json }));
  expect(second['id']).not.toBe(first['id']);
  expect(second['sha256']).toBe(first['sha256']);
  clock.move(8 * 86_400);
  const later = await compared(at);
  expect(later).toMatchObject({ differences: 1, open: { today: 0, days: 0, week: 1, month: 0, total: 1 } });
  expect(await differencesOf(later['id'])).toMatchObject([{ firstSeenAt: period.until.toISOString() }]);
});

it('waits with what is on its way: what moved after the cut is no difference yet', async () => {
  const at = await desk();
  await plant(gateway, at, clock.now(), [
    { reference: 'moving', theirs: { state: 'OVER_FILLED', filledUsd: '60', updatedAt: clock.now() } },
  ]);
  expect(await compared(at)).toMatchObject({ differences: 0, totals: [{ recent: 1, match: 0 }] });
});

it('does not take a list that breaks off for one that is short, nor a provider that is away for an empty one', async () => {
  const at = await desk();
  await plant(gateway, at, clock.now(), [{ reference: 'there' }]);
  at.payram.server.outage = { status: 200, json: { data: null, totalCount: 7 } };
  expect(await compared(at)).toMatchObject({ state: 'failed', error: 'list_incomplete', sha256: null });
  at.payram.server.outage = { status: 403, json: {} };
  expect(await compared(at)).toMatchObject({ state: 'failed', error: 'provider_answers_403' });
  at.payram.server.outage = { status: 200, json: { rows: [] } };
  expect(await compared(at)).toMatchObject({ state: 'failed', error: 'list_unreadable' });
  at.payram.server.outage = null;
  expect(await compared(at)).toMatchObject({ state: 'finished', differences: 0, totals: [{ match: 1 }] });
});

it('is signed off by somebody else than who resolved its differences, once all are', async () => {
  const at = await desk();
  await plant(gateway, at, clock.now(), [
    { reference: 'a', isHere: false },
    { reference: 'b', isThere: false },
  ]);
  const { id } = await compared(at);
  const [mary, john] = [await as('mary'), await as('john')];
  expect(await john(`${PATH}/${id}/sign-off`, {})).toMatchObject({
    ...{ status: 409, body: { code: 'reconciliation_unresolved' } },
  });
  const note = 'Asked the provider';
  expect(await mary(`${PATH}/${id}/resolutions`, { numbers: [3], note })).toMatchObject({
    ...{ status: 404, body: { code: 'difference_not_found' } },
  });
  const resolved = await mary(`${PATH}/${id}/resolutions`, { numbers: [1, 2], note });
  expect(resolved).toMatchObject({ body: { open: { total: 0 }, resolvedBy: [{ name: 'mary', resolved: 2 }] } });
  expect(await mary(`${PATH}/${id}/sign-off`, {})).toMatchObject({
    ...{ status: 409, body: { code: 'reconciliation_own_work' } },
  });
  const signed = await john(`${PATH}/${id}/sign-off`, { note: 'Seen' });
  expect(signed).toMatchObject({ status: 200, body: { signedOffBy: 'john', signedOffNote: 'Seen' } });
  for (const act of ['sign-off', 'resolutions']) {
    const again = await john(`${PATH}/${id}/${act}`, act === 'sign-off' ? {} : { numbers: [1], note });
    expect(again).toMatchObject({ status: 409, body: { code: 'reconciliation_signed_off' } });
  }
  expect(await differencesOf(id, '&resolved=true')).toHaveLength(2);
  const audit = await asAdmin(gateway, `/api/admin/audit?subjectId=${id}`);
  expect(itemsOf(audit).map(({ action, actorName }) => [action, actorName])).toEqual([
    ['reconciliation.signed_off', 'john'],
    ['reconciliation.resolved', 'mary'],
    ['reconciliation.requested', 'test'],
  ]);
});

it('keeps reports as they are, whoever writes', async () => {
  const at = await desk();
  await plant(gateway, at, clock.now(), [{ reference: 'kept', isThere: false }]);
  const { id } = await compared(at);
  for (const sql of [
    `update reconciliation_run set differences = 0 where id = '${id}'`,
    `delete from reconciliation_run where id = '${id}'`,
    `update reconciliation_difference set bucket = 'orphan' where run_id = '${id}'`,
    `delete from reconciliation_difference where run_id = '${id}'`,
    'truncate reconciliation_resolution',
    `insert into reconciliation_difference (run_id, no, bucket, reference, first_seen_at) values ('${id}', 9, 'orphan', 'x', now())`,
  ]) {
    await expect(gateway.source.query(sql)).rejects.toThrow('stays as it is');
  }
});

it('gives differences as CSV, and disarms what a spreadsheet would run', async () => {
  const at = await desk();
  await plant(gateway, at, clock.now(), [{ reference: '=HYPERLINK("x")', isHere: false }]);
  const { id } = await compared(at);
  const headers = { authorization: `Bearer ${gateway.adminToken}`, accept: 'text/csv' };
  const response = await fetch(`${gateway.baseUrl}${PATH}/${id}/differences`, { headers });
  const [names, line] = (await response.text()).split('\r\n');
  expect(names).toMatch(/^no,bucket,reference,paymentId,asset,network,ours.status,theirs.status,/);
  expect(line).toMatch(/^1,missing_here,"'=HYPERLINK\(""x""\)",,USD,ETH,,FILLED,/);
});

it('compares each listable account once a day by itself, and once more after one that failed', async () => {
  clock.move(86_400);
  const at = await desk();
  await plant(gateway, at, clock.now(), [{ reference: 'daily' }]);
  const daily = gateway.app.get(ReconciliationsService);
  const runs = async () =>
    itemsOf(await asAdmin(gateway, `${PATH}?limit=200`)).filter(({ account }) => account === at.account);
  const finished = () =>
    until('the runs to end', async () => {
      const all = await runs();
      return all.length > 0 && all.every(({ state }) => state !== 'waiting') && all;
    });
  at.payram.server.outage = { status: 403, json: {} };
  await daily.requestDaily();
  expect(await finished()).toMatchObject([{ state: 'failed', requestedBy: 'gateway' }]);
  at.payram.server.outage = null;
  await daily.requestDaily();
  await finished();
  await daily.requestDaily();
  expect(await finished()).toMatchObject([{ state: 'finished' }, { state: 'failed' }]);
  clock.move(86_400);
  await daily.requestDaily();
  expect(await finished()).toHaveLength(3);
});

it('goes on with a run whose process died', async () => {
  const at = await desk();
  await plant(gateway, at, clock.now(), [{ reference: 'left' }]);
  const [made] = await gateway.source.query<{ id: string }[]>(
    `insert into reconciliation_run (id, account_id, kind, source, state, since, until, claimed_until, requested_by, created_at)
     select gen_random_uuid(), id, 'payram_payment', 'list', 'waiting', $2, $3, $4, 'x', $3
     from provider_account where provider = 'payram' and account = $1 returning id`,
    [at.account, new Date(clock.now().getTime() - 9e8), clock.now(), new Date(clock.now().getTime() + 5_000)],
  );
  const id = String(made?.id);
  const runs = gateway.app.get(ReconciliationRunsService);
  await runs.run(id);
  expect((await asAdmin(gateway, `${PATH}/${id}`)).body).toMatchObject({ state: 'waiting' });
  clock.move(6);
  await runs.run(id);
  expect((await asAdmin(gateway, `${PATH}/${id}`)).body).toMatchObject({ state: 'finished', differences: 0 });
});

it.each([
  [{ provider: 'payram', account: 'nobody' }, 422, 'provider_account_unknown'],
  [{ provider: 'stripe', account: 'x' }, 400, 'body_invalid'],
  [{ provider: 'payram' }, 400, 'body_invalid'],
  [{ provider: 'payram', account: 'x', since: 'yesterday' }, 400, 'body_invalid'],
])('refuses to compare %j', async (json, status, code) => {
  expect(await asAdmin(gateway, PATH, { json })).toMatchObject({ status, body: { code } });
});
