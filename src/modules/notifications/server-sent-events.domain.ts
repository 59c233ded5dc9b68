import { DomainError } from '../../kernel/domain-error.js';

/** Fewer digits than a double holds exactly. */
const NUMBER = /^\d{1,15}$/;

/** A comment: keeps proxies from closing a quiet connection, and tells the sender of one that is gone. */
export const PING = ': ping\n\n';

/** How long the app waits before it connects again after the stream broke off. */
export function retryFrame(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

/** One event as `text/event-stream` (WHATWG HTML, "Server-sent events"). JSON holds no line break. */
export function eventFrame({ seq, type, data }: { seq: number; type: string; data: object }): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * The number of the last event that the app has seen; null when it names none. The header is newer than the query: a
 * browser connects again with the address of the first time.
 * @throws DomainError `last_event_id_invalid`
 */
export function readLastEventId(header: unknown, query: unknown): number | null {
  const given = header ?? query;
  if (given === undefined || given === '') return null;
  if (typeof given === 'string' && NUMBER.test(given)) return Number(given);
  const sentence = 'Last-Event-ID is not the id of an event. Send the last id you received, or none.';
  throw new DomainError('malformed', 'last_event_id_invalid', sentence);
}
