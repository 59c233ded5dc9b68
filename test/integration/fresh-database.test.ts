import { freshDatabase } from '../support/database.js';
import { query } from '../support/embedded-server.js';

it('gives every test file a migrated database of its own', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  await query(one.url, 'create table only_here ()');
  expect(await query(other.url, `select to_regclass('only_here') as found`)).toEqual([{ found: null }]);
  expect(await query(other.url, `select to_regclass('migration') is not null as migrated`)).toEqual([
    { migrated: true },
  ]);
});
