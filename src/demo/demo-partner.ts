import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const HEADER = 'x-api-key';
const LIMIT = 1_048_576;

/**
 * A law firm's intake system as far as a gateway sees it: takes leads at `POST /leads`, checks the API key, and answers
 * with an id of its own, the same one for the same lead.
 */
export class DemoPartner {
  readonly #ids = new Map<string, string>();
  readonly #server: Server;

  constructor(private readonly apiKey: string) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Listens on a free loopback port; answers the address to send leads to. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.#server.unref();
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/leads`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request).catch(() => null);
    if (request.method !== 'POST' || request.url !== '/leads') reply(response, 404, { error: 'not found' });
    else if (request.headers[HEADER] !== this.apiKey) reply(response, 401, { error: 'unknown API key' });
    else if (typeof body?.['LeadId'] !== 'string') reply(response, 422, { error: 'LeadId is missing' });
    else reply(response, 201, { status: 'accepted', id: this.#idOf(body['LeadId']) });
  }

  #idOf(leadId: string): string {
    const known = this.#ids.get(leadId);
    if (known !== undefined) return known;
    const id = `SL-${randomInt(100_000, 1_000_000)}`;
    this.#ids.set(leadId, id);
    return id;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > LIMIT) return null;
    chunks.push(chunk as Buffer);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : null;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
