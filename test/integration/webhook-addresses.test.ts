import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { startReceiver } from '../support/receiver.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';
import { aClient, post, ScriptedNames } from '../support/webhook-client.js';

it('refuses addresses that are not opened, however they are written, and reaches none of them', async () => {
  const receiver = await startReceiver();
  const client = aClient({ allowed: '' });
  const hosts = [
    ...['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '017700000001', '127.1', '127.0.1', '[::1]', '[::]'],
    ...['[::127.0.0.1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0.0.0.0', '[64:ff9b::127.0.0.1]', '127.0.0.1.'],
    ...[
      '\u2460\u2461\u2466.0.0.1',
      '169.254.169.254',
      '168.63.129.16',
      '10.0.0.1',
      '100.64.0.1',
      '[fe80::1]',
      '[fc00::1]',
    ],
  ];
  for (const host of hosts) {
    for (const scheme of ['http', 'https']) {
      const { answer } = await post(client, `${scheme}://${host}:${receiver.port}/`);
      expect([host, answer]).toEqual([host, { kind: 'failure', reason: 'blocked_address', sent: false }]);
    }
  }
  expect(receiver.received).toEqual([]);
});

it('refuses a name when one of its addresses is refused', async () => {
  const names = new ScriptedNames([['93.184.216.34', '10.0.0.1']]);
  const { answer } = await post(aClient({ allowed: '', names }), 'https://mixed.example/');
  expect(answer).toEqual({ kind: 'failure', reason: 'blocked_address', sent: false });
});

it('asks for a name once a connection and dials what it checked, so a name that changes its answer gains nothing', async () => {
  const receiver = await startReceiver();
  const names = new ScriptedNames([['127.0.0.2'], ['127.0.0.1']]);
  const client = aClient({ allowed: '127.0.0.2/32', names });
  const { answer } = await post(client, `http://rebinding.example:${receiver.port}/`);
  expect(names.looks).toBe(1);
  expect(answer).toMatchObject({ reason: 'connect_failed', sent: false });
  expect((await post(client, `http://rebinding.example:${receiver.port}/`)).answer).toMatchObject({
    reason: 'blocked_address',
  });
  expect(receiver.received).toEqual([]);
});

it('calls a public address by https and its usual ports only', async () => {
  const names = new ScriptedNames([['93.184.216.34']]);
  const client = aClient({ names });
  for (const url of ['http://public.example/', 'https://public.example:8080/', 'http://93.184.216.34/']) {
    expect((await post(client, url)).answer).toMatchObject({ reason: 'blocked_address' });
  }
});

it('holds TLS with the name, and trusts no certificate it cannot check', async () => {
  const asked: string[] = [];
  const server = createServer({
    SNICallback: (name, done) => {
      asked.push(name);
      done(new Error('There is no certificate for anybody'));
    },
  }).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  remember(() => server.close());
  await until('the server to listen', async () => server.listening);
  const { port } = server.address() as AddressInfo;
  const names = new ScriptedNames([['127.0.0.1']]);
  const { answer } = await post(aClient({ names }), `https://firm.example:${port}/`);
  expect(asked).toEqual(['firm.example']);
  expect(answer).toMatchObject({ kind: 'failure', sent: false });
});
