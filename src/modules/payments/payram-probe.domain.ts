import type { IncomingHttpHeaders } from 'node:http';

/** Longer than any probe; nothing longer is looked into before its sender is known. */
const LONGEST = 4_096;

type Call = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/**
 * Whether PayRam only asks if somebody listens. It sends such a call unsigned, and switches the webhook off when it is not
 * answered with 2xx. Nothing else is ever let in by it.
 */
export function isPayramProbe({ headers, body }: Call): boolean {
  return headers['x-webhook-test'] === 'true' || (body.length <= LONGEST && isPing(body.toString()));
}

function isPing(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'event_type' in body && body.event_type === 'payout.ping';
  } catch {
    return false;
  }
}
