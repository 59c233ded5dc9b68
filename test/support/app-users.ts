import { Transaction } from '../../src/platform/database/transaction.js';
import { OutboxService } from '../../src/platform/outbox/outbox.service.js';
import type { Gateway } from './app.js';
import { leadBody } from './builders.js';
import { asService, type Reachable } from './http.js';
import { until } from './until.js';

/** A user of the app with a case, and a token for the calls that the app makes by itself. */
export type AppUser = { readonly userId: string; readonly leadId: string; readonly token: string };
export type Inbox = { readonly items: Record<string, unknown>[]; readonly nextCursor: string | null };

let serial = 0;

/** `lead` changes the body of the user's lead. */
export async function anAppUser(gateway: Reachable, lead: Record<string, unknown> = {}): Promise<AppUser> {
  serial += 1;
  const userId = `app-user-${serial}`;
  const { body } = await asService(gateway, '/api/leads', { json: leadBody({ userId, ...lead }) });
  const issued = await asService(gateway, `/api/app/users/${userId}/tokens`, { method: 'POST' });
  if (issued.status !== 201) throw new Error(`No token: ${JSON.stringify(issued.body)}`);
  return { userId, leadId: String(body['id']), token: String(issued.body['token']) };
}

/** Commits the news that a lead moved, as its module does. */
export async function sayMoved(gateway: Gateway, leadId: string, status = 'signed', push = true): Promise<void> {
  const data = { leadId, status, push };
  const outbox = gateway.app.get(OutboxService);
  await gateway.app.get(Transaction).run((tx) => outbox.append(tx, [{ topic: 'lead.status_changed', data }]));
}

export async function inboxOf(gateway: Reachable, userId: string, query = ''): Promise<Inbox> {
  const { status, body } = await asService(gateway, `/api/app/users/${userId}/notifications${query}`);
  if (status !== 200) throw new Error(`No inbox: ${JSON.stringify(body)}`);
  return body as Inbox;
}

/** Waits until the inbox holds that many, and answers them. */
export function inboxWith(gateway: Reachable, userId: string, count: number): Promise<Inbox['items']> {
  return until(`${count} notifications`, async () => {
    const { items } = await inboxOf(gateway, userId);
    return items.length === count && items;
  });
}
