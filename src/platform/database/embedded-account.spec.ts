import { mayPass, standInFrom } from './embedded-account.js';

const PASSWD = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash
`;

describe('the account in place of root', () => {
  it('is postgres, wherever it stands in the list', () => {
    expect(standInFrom(PASSWD)).toEqual({ name: 'postgres', uid: 101, gid: 104 });
  });

  it('is nobody where there is no postgres', () => {
    const without = PASSWD.replace(/^postgres.*$/m, '');
    expect(standInFrom(without)).toEqual({ name: 'nobody', uid: 65534, gid: 65534 });
  });

  it('is never another name for root', () => {
    expect(standInFrom('postgres:x:0:0::/:/bin/sh')).toBeUndefined();
  });

  it('is nobody at all on a system without either', () => {
    expect(standInFrom('root:x:0:0:root:/root:/bin/bash')).toBeUndefined();
  });
});

describe('passing through a directory', () => {
  const account = { name: 'nobody', uid: 65534, gid: 65534 };

  it.each([
    ['its owner', { uid: 65534, gid: 0, mode: 0o700 }, true],
    ['its owner without the bit, though others have it', { uid: 65534, gid: 0, mode: 0o611 }, false],
    ['its group', { uid: 0, gid: 65534, mode: 0o710 }, true],
    ['its group without the bit, though others have it', { uid: 0, gid: 65534, mode: 0o701 }, false],
    ['others with the bit', { uid: 0, gid: 0, mode: 0o711 }, true],
    ['others who may only list', { uid: 0, gid: 0, mode: 0o744 }, false],
    ['others of a private directory', { uid: 0, gid: 0, mode: 0o700 }, false],
  ])('is decided by the bit for %s', (_, directory, expected) => {
    expect(mayPass(account, directory)).toBe(expected);
  });
});
