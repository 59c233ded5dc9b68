import { type AddressInfo, createServer } from 'node:net';
import { answering, endless, hanging, resetting, startReceiver } from '../support/receiver.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';
import { aClient, BODY, post, SlowNames } from '../support/webhook-client.js';

it('sends the exact bytes and headers, and tells answer, phases and address', async () => {
  const receiver = await startReceiver();
  receiver.answer(answering(201, '{"id":7}', { 'x-reply': 'yes', 'set-cookie': 'session=secret' }));
  const { answer, phases, address } = await post(aClient(), `${receiver.url}?a=b`);
  expect(receiver.received).toMatchObject([{ method: 'POST', url: '/leads?a=b', body: BODY }]);
  expect(receiver.received[0]?.headers).toMatchObject({ 'x-one': '1', 'content-length': '14' });
  expect(answer).toMatchObject({ kind: 'response', status: 201, headers: { 'x-reply': 'yes' } });
  expect(answer.kind === 'response' && answer.body.toString()).toBe('{"id":7}');
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(address).toBe('127.0.0.1');
  expect(phases.firstByte).toBeGreaterThanOrEqual(phases.connect ?? Number.NaN);
  expect(phases.total).toBeGreaterThanOrEqual(phases.firstByte ?? Number.NaN);
});

it('keeps connections and sends many at once', async () => {
  const receiver = await startReceiver();
  const client = aClient();
  const all = await Promise.all(Array.from({ length: 40 }, () => post(client, receiver.url)));
  expect(all.every(({ answer }) => answer.kind === 'response')).toBe(true);
  expect(receiver.received).toHaveLength(40);
});

it('never follows a redirect', async () => {
  const target = await startReceiver();
  const receiver = await startReceiver();
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answerNext(answering(status, '', { location: target.url }));
    const { answer } = await post(aClient(), receiver.url);
    expect(answer).toMatchObject({ kind: 'response', status });
  }
  expect(target.received).toEqual([]);
});

it('ignores a proxy named by the environment', async () => {
  const proxy = await startReceiver();
  const receiver = await startReceiver();
  process.env['HTTP_PROXY'] = proxy.url;
  await post(aClient(), receiver.url);
  delete process.env['HTTP_PROXY'];
  expect(proxy.received).toEqual([]);
  expect(receiver.received).toHaveLength(1);
});

it('gives up at the deadline, and says that the request was sent', async () => {
  const receiver = await startReceiver();
  receiver.answer(hanging);
  const { answer, phases } = await post(aClient(), receiver.url, { timeoutMs: 150 });
  expect(answer).toEqual({ kind: 'failure', reason: 'timeout', sent: true });
  expect(phases).toMatchObject({ firstByte: null });
  await until('the connection to be cut', async () => receiver.open() === 0);
});

it('says that nothing was sent when the deadline passes before the connection stands', async () => {
  const { answer } = await post(aClient({ names: new SlowNames() }), 'http://slow.example:8080/', { timeoutMs: 100 });
  expect(answer).toEqual({ kind: 'failure', reason: 'timeout', sent: false });
});

it('sends nothing after it gave up, even when the connection comes about later', async () => {
  const receiver = await startReceiver();
  const names = new SlowNames();
  const client = aClient({ names });
  const { answer } = await post(client, `http://late.example:${receiver.port}/`, { timeoutMs: 50 });
  expect(answer).toMatchObject({ sent: false });
  names.answer('127.0.0.1');
  await post(aClient(), receiver.url);
  await until('the later request', async () => receiver.received.length > 0);
  expect(receiver.received.map(({ url }) => url)).toEqual(['/leads']);
});

it('tells a refused connection, an unknown name and a lost connection apart', async () => {
  const receiver = await startReceiver();
  receiver.answer(resetting);
  const gone = await startReceiver();
  await gone.stop();
  const client = aClient();
  expect((await post(client, gone.url)).answer).toEqual({ kind: 'failure', reason: 'connect_failed', sent: false });
  expect((await post(client, receiver.url)).answer).toEqual({ kind: 'failure', reason: 'connection_lost', sent: true });
  const unknown = await post(client, 'http://no-such-host.invalid:8080/');
  expect(unknown.answer).toEqual({ kind: 'failure', reason: 'dns_failed', sent: false });
});

it('takes something that is not HTTP for an answer that could not be read', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.end('220 mail ready\r\n\r\n'))).listen(
    0,
    '127.0.0.1',
  );
  remember(() => server.close());
  await until('the server to listen', async () => server.listening);
  const { port } = server.address() as AddressInfo;
  const { answer } = await post(aClient(), `http://127.0.0.1:${port}/`);
  expect(answer).toMatchObject({ kind: 'failure', reason: 'bad_response', sent: true });
});

it('reads 64 KiB at most, and the status line counts', async () => {
  const receiver = await startReceiver();
  receiver.answer(endless(10_000, 1));
  const { answer } = await post(aClient(), receiver.url);
  expect(answer).toMatchObject({ kind: 'response', status: 200 });
  expect(answer.kind === 'response' && answer.body.length).toBe(64 * 1_024);
  await until('the connection to be cut', async () => receiver.open() === 0);
});

it('takes an answer whose body never ends by its status line when the time is up', async () => {
  const receiver = await startReceiver();
  receiver.answer(endless(1));
  const { answer, phases } = await post(aClient(), receiver.url, { timeoutMs: 300 });
  expect(answer).toMatchObject({ kind: 'response', status: 200 });
  expect(phases.total).toBeGreaterThanOrEqual(290);
});

it('reads any bytes and odd headers without failing', async () => {
  const receiver = await startReceiver();
  receiver.answer((response) => {
    response.writeHead(200, { 'x-odd': 'na\u00efve', 'x-long': 'y'.repeat(9_000) }).end(Buffer.of(0, 255, 128, 1));
  });
  const { answer } = await post(aClient(), receiver.url);
  if (answer.kind !== 'response') throw new Error('no response');
  expect([...answer.body]).toEqual([0, 255, 128, 1]);
  expect(answer.headers['x-long']).toHaveLength(8 * 1_024);
});

it('is lost when it is told to stop, and sends nothing any more', async () => {
  const receiver = await startReceiver();
  receiver.answer(hanging);
  const client = aClient();
  const posting = post(client, receiver.url);
  await until('the request to arrive', async () => receiver.received.length === 1);
  client.stop();
  expect((await posting).answer).toEqual({ kind: 'lost', sent: true });
  expect((await post(client, receiver.url)).answer).toEqual({ kind: 'lost', sent: false });
  expect(receiver.received).toHaveLength(1);
});

it('keeps an answer that has begun when it is told to stop', async () => {
  const receiver = await startReceiver();
  const client = aClient();
  receiver.answer((response) => {
    response.writeHead(200).write('x');
    // The head has to be on its way before the stop; the answer itself never ends.
    setTimeout(() => client.stop(), 100);
  });
  expect((await post(client, receiver.url)).answer).toMatchObject({ kind: 'response', status: 200 });
});
