import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  asRoot,
  isMarked,
  killGroup,
  mark,
  newDirectory,
  postmasterOf,
  query,
  startElsewhere,
  startHere,
  urlFrom,
} from '../support/embedded-server.js';
import { remember } from '../support/started.js';

const COMPLETE = ['pg', 'postgres-password', 'postgres-port', 'postgres.log'];

async function until(fact: () => Promise<boolean>): Promise<void> {
  while (!(await fact())) await delay(5);
}

describe('several processes', () => {
  it('lose nothing when the one that started the server is killed: the next one takes it over', async () => {
    const dataDir = await newDirectory();
    const first = startElsewhere(dataDir);
    await mark(await urlFrom(first));
    const pid = await postmasterOf(dataDir);
    await killGroup(first);
    const second = await startHere(dataDir);
    expect(await postmasterOf(dataDir)).toBe(pid);
    expect(await isMarked(second.url)).toBe(true);
    await second.stop();
    await expect(query(second.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('that start at once share one server, and the last one to stop ends it', async () => {
    const dataDir = await newDirectory();
    const children = [1, 2, 3].map(() => startElsewhere(dataDir));
    const [url, ...others] = await Promise.all(children.map(urlFrom));
    expect(others).toEqual([url, url]);
    await mark(String(url));
    for (const child of children) {
      expect(await isMarked(String(url))).toBe(true);
      child.send('stop');
      await once(child, 'exit');
    }
    await expect(query(String(url), 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await readdir(dataDir)).sort()).toEqual(COMPLETE);
  });

  it('are not held up by one that was killed while it made the database', async () => {
    const dataDir = await newDirectory();
    const first = startElsewhere(dataDir);
    await until(async () => (await readdir(dataDir)).some((name) => name.startsWith('pg.new-')));
    await killGroup(first);
    expect(await readdir(dataDir)).not.toContain('pg');
    const second = await startHere(dataDir);
    await mark(second.url);
    expect((await readdir(dataDir)).sort()).toEqual(COMPLETE);
    await second.stop();
  });

  it('that stop and start at once end with a server for the one that started', async () => {
    const dataDir = await newDirectory();
    const first = await startHere(dataDir);
    await mark(first.url);
    const [, second] = await Promise.all([first.stop(), startHere(dataDir)]);
    expect(await isMarked(second.url)).toBe(true);
    await second.stop();
  });
});

describe('below a private directory of root', () => {
  asRoot('the database is kept where its account can reach it, and found again', async () => {
    const hidden = await newDirectory();
    await chmod(hidden, 0o700);
    const dataDir = join(hidden, 'project', 'data');
    const first = await startHere(dataDir);
    const home = await readFile(join(dataDir, 'postgres-location'), 'utf8');
    remember(() => rm(home, { recursive: true, force: true }));
    expect(first.reported.join()).toContain(home);
    await mark(first.url);
    await first.stop();
    const second = await startHere(dataDir);
    expect(await isMarked(second.url)).toBe(true);
    expect(await readdir(home)).toContain('pg');
    await second.stop();
  });

  asRoot('a data directory that became private is not taken for an empty one', async () => {
    const outer = await newDirectory();
    const dataDir = join(outer, 'data');
    await mkdir(dataDir, { mode: 0o711 });
    await (await startHere(dataDir)).stop();
    await chmod(outer, 0o700);
    await expect(startHere(dataDir)).rejects.toThrow(`may not enter ${outer}`);
  });
});
