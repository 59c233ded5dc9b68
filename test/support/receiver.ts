import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { remember } from './started.js';

/** A request as it came. */
export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Names as they were spelled, each followed by its value. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
};

/** What is done with a request; `received` is the one that came, already in the list. */
export type Reply = (response: ServerResponse, received: Received) => void;

/** A partner's endpoint: a real HTTP server on loopback that keeps what it gets and answers what it is told. */
export type Receiver = {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** From now on. */
  answer: (reply: Reply) => void;
  /** Once each, in this order, before what `answer` says. */
  answerNext: (...replies: Reply[]) => void;
  /** Requests that came and are not answered. */
  readonly open: () => number;
  readonly stop: () => Promise<void>;
};

/** Starts answering 200 `{}`. Stopped after the test file. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const next: Reply[] = [];
  let usual: Reply = answering(200, '{}');
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
    whole(request).then((body) => {
      const one = recordOf(request, body);
      received.push(one);
      (next.shift() ?? usual)(response, one);
    }, ignored);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const stop = () => stopServer(server);
  remember(stop);
  return {
    url: `http://127.0.0.1:${port}/leads`,
    port,
    received,
    answer: (reply) => {
      usual = reply;
    },
    answerNext: (...replies) => {
      next.push(...replies);
    },
    open: () => open,
    stop,
  };
}

export function answering(status: number, body: string | Buffer = '', headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

/** Never answers. */
export const hanging: Reply = () => undefined;

/** Takes the request and cuts the connection. */
export const resetting: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** Says 200 and goes on for ever, this many bytes at a time. */
export function endless(chunk: number, everyMs = 5): Reply {
  return (response) => {
    response.writeHead(200);
    response.flushHeaders();
    const timer = setInterval(() => response.write('x'.repeat(chunk)), everyMs);
    response.on('close', () => clearInterval(timer));
  };
}

async function whole(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function recordOf({ method = '', url = '', headers, rawHeaders }: IncomingMessage, body: Buffer): Received {
  return { method, url, headers, rawHeaders, body };
}

async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((close) => server.close(close));
  server.closeAllConnections();
  await closed;
}

/** The sender went away in the middle of its request. */
function ignored(): void {}
