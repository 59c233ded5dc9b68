import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';
import { AdapterVersionsRepository } from '../../src/modules/adapters/adapter-versions.repository.js';
import { LiveAdaptersService } from '../../src/modules/adapters/live-adapters.service.js';
import { SidePool } from '../../src/platform/database/side-pool.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { Transaction, type Tx } from '../../src/platform/database/transaction.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';

/** Says how often the database was asked. */
class CountingPool extends SidePool {
  reads = 0;

  override read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    this.reads += 1;
    return super.read(work);
  }
}

const DOCUMENT = {
  schemaVersion: 1,
  direction: 'inbound',
  decode: { format: 'auto' },
  map: { Status: ['state'] },
  status: { table: {} },
};

let source: DataSource;
let pool: CountingPool;
let transaction: Transaction;
let live: LiveAdaptersService;

beforeAll(async () => {
  const { url } = await freshDatabase();
  source = await new DataSource(
    sourceOptions({ url, pool: 2, statementTimeoutMs: 5_000, entities: ENTITIES }),
  ).initialize();
  remember(() => source.destroy());
});

beforeEach(() => {
  const own = new CountingPool(source);
  remember(() => own.onApplicationShutdown());
  pool = own;
  transaction = new Transaction(source);
  live = new LiveAdaptersService(pool, transaction, new AdapterVersionsRepository());
});

/** A partner with live versions of these documents; answers its id. */
async function aPartnerWith(documents: readonly object[]): Promise<string> {
  const id = randomUUID();
  await source.query(
    `insert into partner (id, slug, name, created_at, updated_at) values ($1, $2, 'Firm', now(), now())`,
    [id, `p-${id}`],
  );
  for (const [at, document] of documents.entries()) {
    await source.query(
      `insert into adapter_version (id, partner_id, environment, direction, version, document, state, created_at,
         created_by, activated_at, activated_by)
       values ($1, $2, 'live', $3, $4, $5, 'live', now(), 'test', now(), 'test')`,
      [randomUUID(), id, (document as { direction: string }).direction, at + 1, document],
    );
  }
  return id;
}

it('asks the database once for a thousand webhooks, also of partners without an adapter', async () => {
  for (const partnerId of [await aPartnerWith([DOCUMENT]), await aPartnerWith([])]) {
    pool.reads = 0;
    await live.inbound(partnerId, 'live');
    await Promise.all(Array.from({ length: 1_000 }, () => live.inbound(partnerId, 'live')));
    expect(pool.reads).toBe(1);
  }
});

it('compiles a document once, however often it is looked up anew', async () => {
  const partnerId = await aPartnerWith([DOCUMENT]);
  const first = await live.inbound(partnerId, 'live');
  await transaction.run(async (tx) => live.forgetAfter(tx));
  const second = await live.inbound(partnerId, 'live');
  expect(pool.reads).toBe(2);
  expect(second?.compiled).toBe(first?.compiled);
});

it('goes by the live version in sandbox, and tells the directions apart', async () => {
  const outbound = { direction: 'outbound' };
  const partnerId = await aPartnerWith([DOCUMENT, outbound]);
  expect(await live.inbound(partnerId, 'sandbox')).toMatchObject({ version: 1 });
  expect(await live.outbound(partnerId, 'sandbox')).toMatchObject({ version: 2, document: outbound });
  expect(await live.inbound(randomUUID(), 'live')).toBeNull();
});

it('takes a stored document that is not valid any more for an accident, not for a mistake of the sender', async () => {
  const partnerId = await aPartnerWith([{ ...DOCUMENT, map: { Status: ['a['] } }]);
  await expect(live.inbound(partnerId, 'live')).rejects.toThrow('is not valid any more');
});
