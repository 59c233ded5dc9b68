import { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';
import { newId } from '../../src/kernel/uuid.js';
import { PartnerCasesRepository } from '../../src/modules/cases/partner-cases.repository.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';

const repository = new PartnerCasesRepository();
const NOW = new Date('2026-05-01T00:00:00.000Z');
let source: DataSource;
let transaction: Transaction;
let massTortId: string;

beforeAll(async () => {
  const { url } = await freshDatabase();
  source = await new DataSource(
    sourceOptions({ url, pool: 8, statementTimeoutMs: 5_000, entities: ENTITIES }),
  ).initialize();
  remember(() => source.destroy());
  transaction = new Transaction(source);
  const rows: { id: string }[] = await source.query(`select id from mass_tort where slug = 'roundup'`);
  massTortId = rows[0]?.id ?? '';
});

/** A partner that handles roundup. */
async function aPartner(
  change: { states?: string[]; active?: boolean; partnerActive?: boolean } = {},
): Promise<string> {
  const id = newId(NOW);
  const { states = null, active = true, partnerActive = true } = change;
  await source.query(
    'insert into partner (id, slug, name, active, created_at, updated_at) values ($1, $2, $2, $3, $4, $4)',
    [id, `p-${id}`, partnerActive, NOW],
  );
  const handled = { massTortId, states, dailyCap: null, weight: 1, active, caseCodes: [] };
  await transaction.run((tx) => repository.replace(tx, id, [handled]));
  return id;
}

const take = (partnerId: string, dailyCap: number, day = '2026-05-01') =>
  transaction.run((tx) => repository.takeSlot(tx, { partnerId, massTortId, dailyCap, day }));

it('gives out exactly the cap, however many ask at once', async () => {
  const partnerId = await aPartner();
  const taken = await Promise.all(Array.from({ length: 20 }, () => take(partnerId, 5)));
  expect(taken.filter(Boolean)).toHaveLength(5);
  expect(await take(partnerId, 5, '2026-05-02')).toBe(true);
  expect(await take(partnerId, 6)).toBe(true);
});

it('gives a slot back when the lead that took it is not kept', async () => {
  const partnerId = await aPartner();
  const failed = transaction.run(async (tx) => {
    await repository.takeSlot(tx, { partnerId, massTortId, dailyCap: 1, day: '2026-05-01' });
    throw new Error('The lead could not be kept');
  });
  await expect(failed).rejects.toThrow('The lead could not be kept');
  expect(await take(partnerId, 1)).toBe(true);
});

it('gives out nothing under a cap of 0', async () => {
  expect(await take(await aPartner(), 0)).toBe(false);
});

it('offers active partners that handle the case in that state', async () => {
  const everywhere = await aPartner();
  const inCalifornia = await aPartner({ states: ['CA'] });
  const inTexas = await aPartner({ states: ['TX'] });
  const off = [await aPartner({ active: false }), await aPartner({ partnerActive: false })];
  const offered = async (state: string | null) => {
    const candidates = await transaction.run((tx) => repository.candidates(tx, massTortId, state));
    return candidates.map(({ partnerId }) => partnerId);
  };
  const forCalifornia = await offered('CA');
  expect(forCalifornia).toEqual(expect.arrayContaining([everywhere, inCalifornia]));
  for (const other of [inTexas, ...off]) expect(forCalifornia).not.toContain(other);
  const forUnknown = await offered(null);
  expect(forUnknown).toContain(everywhere);
  expect(forUnknown).not.toContain(inCalifornia);
});

it('replaces a set as a whole, also when two replace it at once', async () => {
  const partnerId = await aPartner();
  const sets = [1, 2, 3, 4].map((weight) => [
    { massTortId, states: null, dailyCap: null, weight, active: true, caseCodes: [] },
  ]);
  await Promise.all(sets.map((cases) => transaction.run((tx) => repository.replace(tx, partnerId, cases))));
  expect(await transaction.run((tx) => repository.ofPartner(tx, partnerId))).toHaveLength(1);
});
