import type pg from 'pg';
import { DataSource } from 'typeorm';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';

it('survives a connection that is lost in the moment in which it is handed over', async () => {
  const { url } = await freshDatabase();
  const source = await new DataSource(sourceOptions({ url, pool: 2, statementTimeoutMs: 5_000 })).initialize();
  remember(() => source.destroy());
  const { master: pool } = source.driver as unknown as { master: pg.Pool };
  const handedOver = new Promise<void>((resolve, reject) => {
    pool.connect((_, client, release) => {
      try {
        client?.emit('error', new Error('terminating connection due to administrator command'));
        resolve();
      } catch (error) {
        reject(error);
      } finally {
        release(true);
      }
    });
  });
  await expect(handedOver).resolves.toBeUndefined();
  expect(await source.query('select 1 as one')).toEqual([{ one: 1 }]);
});
