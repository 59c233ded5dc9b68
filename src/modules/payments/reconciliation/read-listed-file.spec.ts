import { DomainError, type Issue } from '../../../kernel/domain-error.js';
import type { Kind } from '../state-tables.domain.js';
import type { ListedItem } from './listed-item.domain.js';
import { readListedFile } from './read-listed-file.js';

async function read(text: string, kind: Kind = 'paidlys_invoice'): Promise<ListedItem[]> {
  const items: ListedItem[] = [];
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
  }
  await readListedFile(pieces(), kind, async (some) => void items.push(...some));
  return items;
}

async function issuesOf(text: string, kind?: Kind): Promise<readonly Issue[]> {
  const error = await read(text, kind).catch((caught: unknown) => caught);
  if (!(error instanceof DomainError)) throw new Error('It was read');
  expect(error).toMatchObject({ kind: 'rejected', code: 'csv_invalid' });
  expect(error.message).toContain(error.issues[0]?.path);
  return error.issues;
}

it('reads an export, whatever the order of its columns and the pieces that it comes in', async () => {
  const text = 'Status,reference,filled,updated_at\r\nclosed,"ä-1",,\r\ndone,b-2,10.50,2026-11-01T12:00:00Z\r\n';
  expect(await read(text)).toMatchObject([
    { reference: 'ä-1', status: 'expired', filled: null, updatedAt: null },
    { reference: 'b-2', status: 'done', filled: '10.5', updatedAt: new Date('2026-11-01T12:00:00.000Z') },
  ]);
});

it('names a deposit as its webhooks do', async () => {
  const text = 'status,filled,asset,network,tx_hash,address\ndone,3,usdt,trc20usdt,h1,T1\n';
  expect(await read(text, 'paidlys_deposit')).toMatchObject([{ reference: 'trc20usdt|h1|T1|usdt', status: 'done' }]);
});

it('hands over a long file piece by piece', async () => {
  const lines = Array.from({ length: 2_500 }, (_, n) => `r-${n},done\n`).join('');
  const sizes: number[] = [];
  async function* all() {
    yield Buffer.from(`reference,status\n${lines}`);
  }
  await readListedFile(all(), 'paidlys_invoice', async (items) => void sizes.push(items.length));
  expect(sizes).toEqual([1_000, 1_000, 500]);
});

it.each<[string, string, string]>([
  ['an empty file', '', 'line 1'],
  ['a column that is none', 'reference,status,amuont\n', 'line 1, column 3'],
  ['a column that is missing', 'reference\n', 'line 1, status'],
  ['a column that is there twice', 'reference,status,status\n', 'line 1, status'],
  ['a line with too few cells', 'reference,status\na,done\nb\n', 'line 3, the line'],
  ['no reference', 'reference,status\n ,done\n', 'line 2, reference'],
  ['a status that nobody knows', 'reference,status\na,paid\n', 'line 2, status'],
  ['an amount that is none', 'reference,status,filled\na,done,"1,50"\n', 'line 2, filled'],
  ['an amount with an exponent', 'reference,status,amount\na,done,1e5\n', 'line 2, amount'],
  ['a time without a zone', 'reference,status,updated_at\na,done,2026-11-01 12:00\n', 'line 2, updated_at'],
  ['a quote that stays open', 'reference,status\n"a,done\n', 'line 2'],
])('refuses %s, and says where', async (_, text, path) => {
  expect((await issuesOf(text))[0]?.path).toBe(path);
});

it('tells the first twenty mistakes together', async () => {
  const lines = Array.from({ length: 100 }, (_, n) => `r-${n},nothing\n`).join('');
  const issues = await issuesOf(`reference,status\n${lines}`);
  expect(issues).toHaveLength(20);
  expect(issues.at(-1)?.path).toBe('line 21, status');
});

it('refuses what is not UTF-8', async () => {
  async function* latin() {
    yield Buffer.from([0x72, 0xff, 0x0a]);
  }
  await expect(readListedFile(latin(), 'paidlys_invoice', async () => undefined)).rejects.toMatchObject({
    code: 'csv_invalid',
  });
});
