import { createServer, type Socket } from 'node:net';
import { ProviderHttp, type ProviderReply } from '../../src/modules/payments/provider-http.js';
import { readConfig } from '../../src/platform/config/config.js';
import { Dialler, type Names, SystemNames } from '../../src/platform/outbound/dialler.js';
import { remember } from '../support/started.js';
import { ScriptedNames } from '../support/webhook-client.js';

let port: number;
let dialled = 0;
/** What the server answers, byte by byte. */
let answer = '';

beforeAll(async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    dialled += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
  remember(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

beforeEach(() => {
  dialled = 0;
});

function aClient(allowed: string, names: Names = new SystemNames()): ProviderHttp {
  const config = readConfig({ DATABASE_URL: 'postgres://db/x', ALLOW_PRIVATE_ENDPOINTS: allowed });
  const http = new ProviderHttp(new Dialler(config, names));
  remember(() => http.onApplicationShutdown());
  return http;
}

function asked(http: ProviderHttp, url: string, headers: Record<string, string> = {}): Promise<ProviderReply> {
  return http.call({ method: 'GET', url, headers: { 'api-key': 'secret', ...headers } });
}

const NOT_SENT = { is: 'away', sent: false };
const OPEN = '127.0.0.0/8,::1/128';

it.each(['127.0.0.1', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost'])(
  'never dials %s where no private network is opened, by http or https',
  async (host) => {
    const http = aClient('');
    expect(await asked(http, `http://${host}:${port}/`)).toEqual(NOT_SENT);
    expect(await asked(http, `https://${host}:${port}/`)).toEqual(NOT_SENT);
    expect(dialled).toBe(0);
  },
);

it('dials no name that stands for a private address beside a public one, nor one that turns into it', async () => {
  const mixed = aClient('', new ScriptedNames([['93.184.216.34', '127.0.0.1']]));
  expect(await asked(mixed, `https://payram.example:${port}/`)).toEqual(NOT_SENT);
  const turning = aClient('', new ScriptedNames([['127.0.0.1'], ['93.184.216.34']]));
  expect(await asked(turning, 'https://payram.example/')).toEqual(NOT_SENT);
  expect(dialled).toBe(0);
});

it.each([['http://payram.example/'], ['https://payram.example:9000/']])(
  'sends no key to a public address by %s, though private networks are opened',
  async (url) => {
    const names = new ScriptedNames([['93.184.216.34']]);
    expect(await asked(aClient(OPEN, names), url)).toEqual(NOT_SENT);
    expect(names.looks).toBe(1);
  },
);

it('follows no redirect', async () => {
  answer = `HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${port}/other\r\nContent-Length: 0\r\n\r\n`;
  expect(await asked(aClient(OPEN), `http://127.0.0.1:${port}/`)).toMatchObject({ is: 'answer', status: 302 });
  expect(dialled).toBe(1);
});

it.each([
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['nothing', ''],
  ['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'],
  ['an endless answer', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(300_000)}`],
  ['endless headers', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(300_000)}\r\n\r\n`],
])('takes %s for a provider that is away, and may have acted', async (_, bytes) => {
  answer = bytes;
  expect(await asked(aClient(OPEN), `http://127.0.0.1:${port}/`)).toEqual({ is: 'away', sent: true });
});

it('knows that a call which cannot be written was not sent', async () => {
  expect(await asked(aClient(OPEN), `http://127.0.0.1:${port}/`, { 'api-key': 'key\nwith a line' })).toEqual(NOT_SENT);
  expect(dialled).toBe(0);
});

it('reads a list that is longer than one payment, as far as the call allows', async () => {
  answer = `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(300_000)}`;
  const list = { method: 'GET' as const, url: `http://127.0.0.1:${port}/`, headers: {}, longest: 300_000 };
  expect(await aClient(OPEN).call(list)).toMatchObject({ is: 'answer', text: 'x'.repeat(300_000) });
  expect(await aClient(OPEN).call({ ...list, longest: 299_999 })).toEqual({ is: 'away', sent: true });
});
