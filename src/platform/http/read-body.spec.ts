import { EventEmitter, once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { DomainError } from '../../kernel/domain-error.js';
import { readBody } from './read-body.js';

const LIMIT = 1_000;

type Reading = { readonly bytes?: Buffer; readonly code?: string };

const readings = new EventEmitter();
let server: Server;

/** Answers 200 once a body was read, else the refusal's code; every reading is an event, too. */
beforeAll(async () => {
  server = createServer((request, response) => {
    readBody(request, LIMIT).then(
      (bytes) => {
        readings.emit('reading', { bytes });
        response.end();
      },
      (error: unknown) => {
        const code = error instanceof DomainError ? error.code : String(error);
        readings.emit('reading', { code });
        response.writeHead(400, { connection: 'close' }).end(code);
      },
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** What was read of a request with these chunks; without a length among the headers it is sent in pieces. */
async function read(chunks: readonly Buffer[], headers: Record<string, string | number> = {}): Promise<Reading> {
  const { port } = server.address() as AddressInfo;
  const reading = once(readings, 'reading');
  const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers });
  request.on('error', () => undefined);
  request.on('response', (response: IncomingMessage) => response.resume());
  for (const chunk of chunks) request.write(chunk);
  request.end();
  const [found] = (await reading) as [Reading];
  return found;
}

const bytesOf = (length: number) => Buffer.from(Array.from({ length }, (_, at) => at % 256));

it.each([
  ['in one piece', [bytesOf(300)]],
  ['in pieces', [bytesOf(300), bytesOf(7), bytesOf(256)]],
  ['exactly at the limit', [bytesOf(LIMIT)]],
])('gives the exact bytes of a body %s', async (_, chunks) => {
  expect(await read(chunks)).toEqual({ bytes: Buffer.concat(chunks) });
});

it('gives no bytes for no body', async () => {
  expect(await read([], { 'content-length': 0 })).toEqual({ bytes: Buffer.alloc(0) });
});

it('takes the encoding identity, in any case', async () => {
  expect(await read([bytesOf(5)], { 'content-encoding': 'Identity' })).toEqual({ bytes: bytesOf(5) });
});

it.each(['gzip', 'br', 'deflate', 'identity, gzip'])('refuses a body that is compressed: %s', async (encoding) => {
  expect(await read([bytesOf(5)], { 'content-encoding': encoding })).toEqual({ code: 'encoding_unsupported' });
});

it('refuses a body that announces more than the limit before any of it came', async () => {
  const { port } = server.address() as AddressInfo;
  const reading = once(readings, 'reading');
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${LIMIT + 1}\r\n\r\n`);
  expect(await reading).toEqual([{ code: 'body_too_large' }]);
  socket.destroy();
});

it('refuses a body that turns out larger than the limit, by a single byte too', async () => {
  expect(await read([bytesOf(LIMIT), bytesOf(1)])).toEqual({ code: 'body_too_large' });
});

it('stops reading a body without end', async () => {
  const { port } = server.address() as AddressInfo;
  const reading = once(readings, 'reading');
  const request = httpRequest({ port, host: '127.0.0.1', method: 'POST' });
  request.on('error', () => undefined);
  const timer = setInterval(() => request.write(bytesOf(400)), 1);
  expect(await reading).toEqual([{ code: 'body_too_large' }]);
  clearInterval(timer);
  request.destroy();
});

it('refuses a body that its sender breaks off', async () => {
  const { port } = server.address() as AddressInfo;
  const reading = once(readings, 'reading');
  const socket = connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf of it');
  await once(server, 'request');
  socket.destroy();
  expect(await reading).toEqual([{ code: 'body_incomplete' }]);
});
