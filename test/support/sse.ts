import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Gateway } from './app.js';
import { remember } from './started.js';
import { until } from './until.js';

export type StreamedEvent = { readonly id: string; readonly type: string; readonly data: Record<string, unknown> };

/** An open stream of server-sent events, as an app has it. */
export type EventStream = {
  readonly headers: IncomingHttpHeaders;
  /** What came so far. */
  readonly events: StreamedEvent[];
  /** The waiting times that the gateway asked for before a new connection, in milliseconds. */
  readonly retries: number[];
  /** Settles when either side has ended the stream. */
  readonly ended: Promise<void>;
  readonly close: () => void;
};

/**
 * Connects as a user; it is closed after the test file. Not by `fetch`, which opens a connection in reserve after one
 * was cut off, and that keeps a gateway from stopping.
 * @throws Error when the gateway answers no stream
 */
export async function openStream(
  gateway: Pick<Gateway, 'baseUrl'>,
  token: string,
  lastEventId?: string,
): Promise<EventStream> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  const request = get(`${gateway.baseUrl}/api/app/me/stream`, { headers, agent: false });
  const close = () => void request.destroy();
  remember(close);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  request.on('error', () => undefined);
  if (response.statusCode !== 200) throw new Error(`No stream: ${response.statusCode}`);
  const heard: Heard = { events: [], retries: [] };
  const ended = listen(response, heard).catch(() => undefined);
  return { headers: response.headers, ...heard, ended, close };
}

/** Waits until the stream has brought that many events, and answers them. */
export function eventsOf(stream: EventStream, count: number): Promise<StreamedEvent[]> {
  return until(`${count} events on the stream`, async () => stream.events.length >= count && stream.events);
}

type Heard = { events: StreamedEvent[]; retries: number[] };

async function listen(response: IncomingMessage, heard: Heard): Promise<void> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8')) {
    const frames = (rest + String(chunk)).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) hear(frame, heard);
  }
}

function hear(frame: string, { events, retries }: Heard): void {
  const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s, 2)));
  const { id, event: type, data, retry } = fields;
  if (retry !== undefined) retries.push(Number(retry));
  if (data !== undefined) events.push({ id: id ?? '', type: type ?? 'message', data: JSON.parse(data) });
}
