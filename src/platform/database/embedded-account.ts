import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A system account the server can run as. */
export type Account = { name: string; uid: number; gid: number };

/** Whom a file belongs to and what its mode bits allow. */
type Access = { uid: number; gid: number; mode: number };

/** PostgreSQL refuses to run as root; these accounts may stand in, the better one first. */
const STAND_INS = ['postgres', 'nobody'];

/** The account for the server among the lines of /etc/passwd; root itself never is. */
export function standInFrom(passwd: string): Account | undefined {
  const accounts = passwd.split('\n').map(toAccount);
  return STAND_INS.map((name) => accounts.find((account) => account.name === name && account.uid > 0)).find(Boolean);
}

function toAccount(line: string): Account {
  const [name = '', , uid, gid] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}

/** Whether the account may pass through a directory. Access lists are not read: a wrong no costs a copy, nothing more. */
export function mayPass({ uid, gid }: Account, directory: Access): boolean {
  if (directory.uid === uid) return (directory.mode & 0o100) !== 0;
  if (directory.gid === gid) return (directory.mode & 0o010) !== 0;
  return (directory.mode & 0o001) !== 0;
}

/** The directory, or the one above it, that the account may not pass; undefined when it gets through. */
export async function barrierFor(account: Account | undefined, directory: string): Promise<string | undefined> {
  if (!account) return undefined;
  const above = dirname(directory);
  const barrier = above === directory ? undefined : await barrierFor(account, above);
  if (barrier) return barrier;
  return mayPass(account, await stat(directory)) ? undefined : directory;
}

/**
 * The account that has to run the server over `cluster`; undefined when that is this process's own. A cluster that is
 * there already keeps its owner.
 */
export async function accountFor(cluster: string): Promise<Account | undefined> {
  const own = process.getuid?.();
  const owner = await stat(cluster).catch(() => undefined);
  if (own !== 0) {
    assertOwn(cluster, own, owner?.uid);
    return undefined;
  }
  if (!owner) return standIn();
  if (owner.uid > 0) return { name: `user id ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const { name } = await standIn();
  throw new Error(`${cluster} belongs to root, as whom PostgreSQL refuses to run: chown -R ${name} ${cluster}`);
}

/** Windows has no user ids: there, both are undefined or of no meaning. */
function assertOwn(cluster: string, own: number | undefined, owner: number | undefined): void {
  if (own === undefined || owner === undefined || own === owner) return;
  throw new Error(`${cluster} belongs to user id ${owner}: start the gateway as that user, or as root.`);
}

async function standIn(): Promise<Account> {
  const account = standInFrom(await readFile('/etc/passwd', 'utf8'));
  if (account) return account;
  throw new Error('PostgreSQL refuses to run as root, and there is no user postgres or nobody: set DATABASE_URL.');
}

/** Options that make a child process run as the account, from a directory that every account may be in. */
export function runAs(account: Account | undefined) {
  const identity = account ? { uid: account.uid, gid: account.gid } : {};
  // Our own variables hold secrets, and PG… ones would change what the server does.
  return { ...identity, cwd: '/', env: { LC_ALL: 'C' }, windowsHide: true };
}
