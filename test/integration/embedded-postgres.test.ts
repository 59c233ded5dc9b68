import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { embeddedUrl } from '../../src/platform/database/embedded-postgres.js';
import {
  aStoppedCluster,
  isMarked,
  mark,
  newDirectory,
  postmasterOf,
  query,
  type Started,
  startHere,
} from '../support/embedded-server.js';

describe('a data directory', () => {
  let dataDir = '';
  let server: Started;
  beforeEach(async () => {
    dataDir = await aStoppedCluster();
    server = await startHere(dataDir);
  });
  afterEach(() => server.stop());

  it('keeps its data and its address over a stop and a start', async () => {
    await mark(server.url);
    await server.stop();
    const again = await startHere(dataDir);
    expect(again.url).toBe(server.url);
    expect(await isMarked(again.url)).toBe(true);
    await again.stop();
  });

  it('keeps the password from other users, and out of what is reported', async () => {
    const path = join(dataDir, 'postgres-password');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(server.reported.join()).not.toContain(await readFile(path, 'utf8'));
  });

  it('is reached over loopback alone, with the password alone', async () => {
    const rows = await query(
      server.url,
      `select current_setting('listen_addresses') as at, current_setting('fsync') as fsync`,
    );
    expect(rows).toEqual([{ at: '127.0.0.1', fsync: 'on' }]);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('tells tools beside the gateway where the database is', () => {
    expect(embeddedUrl(dataDir)).toBe(server.url);
  });

  it('moves to another port when its own is taken', async () => {
    await mark(server.url);
    await server.stop();
    const squatter = createServer().listen(Number(new URL(server.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const again = await startHere(dataDir);
    expect(again.url).not.toBe(server.url);
    expect(await isMarked(again.url)).toBe(true);
    expect(embeddedUrl(dataDir)).toBe(again.url);
    await again.stop();
    squatter.close();
  });

  it.each([
    ['a process that is something else by now', () => String(process.pid)],
    ['a process that is gone', () => '4194000'],
    ['nobody, because it is empty', () => ''],
    ['nobody, because it is not a number', () => 'garbage'],
  ])('starts over a postmaster.pid that names %s', async (_, pid) => {
    await mark(server.url);
    await server.stop();
    const text = pid() && `${pid()}\n${dataDir}/pg\n1764036154\n5432\n\n127.0.0.1\n  8919 3\nready   \n`;
    await writeFile(join(dataDir, 'pg', 'postmaster.pid'), text, { mode: 0o600 });
    const again = await startHere(dataDir);
    expect(await isMarked(again.url)).toBe(true);
    await again.stop();
  });

  it('leaves another server alone whose number an old postmaster.pid names', async () => {
    const other = await startHere(await newDirectory());
    await server.stop();
    const [{ pid } = {}] = await query(
      other.url,
      `select split_part(pg_read_file('postmaster.pid'), chr(10), 1) as pid`,
    );
    await writeFile(join(dataDir, 'pg', 'postmaster.pid'), `${pid}\n${dataDir}/pg\n1764036154\n5432\n`, {
      mode: 0o600,
    });
    await expect(startHere(dataDir)).rejects.toThrow('postmaster.pid');
    expect(await query(other.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await other.stop();
  });

  it('recovers what was committed when the server itself is killed', async () => {
    await mark(server.url);
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    const again = await startHere(dataDir);
    expect(await isMarked(again.url)).toBe(true);
    await again.stop();
  });

  it('replaces a server that lives and does not answer', async () => {
    await mark(server.url);
    process.kill(await postmasterOf(dataDir), 'SIGSTOP');
    const again = await startHere(dataDir);
    expect(again.reported.join()).toContain('does not answer');
    expect(await isMarked(again.url)).toBe(true);
    await again.stop();
  }, 60_000);

  it('leaves no value of a failed statement in the log', async () => {
    await query(server.url, 'create table contact (email text primary key)');
    const insert = `insert into contact values ('jane@example.org')`;
    await query(server.url, insert);
    await expect(query(server.url, insert)).rejects.toMatchObject({ code: '23505' });
    await expect(query(server.url, `select 'jane@example.org'::uuid`)).rejects.toMatchObject({ code: '22P02' });
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).not.toContain('jane');
  });

  it('begins the log again when it has grown beyond 10 MB', async () => {
    await server.stop();
    await writeFile(join(dataDir, 'postgres.log'), Buffer.alloc(11 * 1024 * 1024, 'x'));
    const again = await startHere(dataDir);
    expect((await stat(join(dataDir, 'postgres.log'))).size).toBeLessThan(100_000);
    await again.stop();
  });

  it('shows the end of the log, and no password, when the server cannot start', async () => {
    await server.stop();
    const error = await startHere(dataDir, { shared_buffers: 'plenty' }).catch((caught: Error) => caught);
    expect(String(error)).toContain('invalid value for parameter "shared_buffers": "plenty"');
    expect(String(error)).not.toContain(await readFile(join(dataDir, 'postgres-password'), 'utf8'));
  });

  it('says what to do when the password of its data is lost', async () => {
    await server.stop();
    await rm(join(dataDir, 'postgres-password'));
    await expect(startHere(dataDir)).rejects.toThrow('put it back');
  });

  it('may be stopped twice', async () => {
    await Promise.all([server.stop(), server.stop()]);
    await expect(query(server.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
