import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LIMIT = 1_048_576;

/** A call of a simulated provider's API. */
export type ApiCall = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
export type ApiReply = { readonly status: number; readonly json: unknown; readonly headers?: Record<string, string> };

/** What the gateway answered to a webhook. */
export type WebhookAnswer = { readonly status: number; readonly body: Record<string, unknown> };

/** A real HTTP server on a free loopback port that stands for a provider. */
export class SimulatorServer {
  readonly #server: Server;
  /** Answers instead of the provider while it is set: an outage. */
  outage: ApiReply | null = null;
  /** Done after a call came and before it is answered: what may happen meanwhile. */
  beforeAnswer: (call: ApiCall) => Promise<void> = async () => undefined;
  /** Calls that came, oldest first. */
  readonly calls: ApiCall[] = [];

  constructor(private readonly answer: (call: ApiCall) => ApiReply) {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Answers the address of the simulated API. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** The process may end while it listens. */
  unref(): void {
    this.#server.unref();
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await bodyOf(request).catch(() => '');
    const call = { method, path: url, headers, body };
    this.calls.push(call);
    await this.beforeAnswer(call).catch(() => undefined);
    const { status, json, headers: more } = this.outage ?? this.answer(call);
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(json));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > LIMIT) throw new Error('A simulated provider takes no such body');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

/** Posts a webhook; throws when nobody answers. */
export async function postWebhook(url: string, body: string, headers: Record<string, string>): Promise<WebhookAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}
