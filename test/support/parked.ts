import type { Gateway } from './app.js';
import { type Answer, asAdmin } from './http.js';

export type Item = Record<string, unknown> & { readonly id: string };
export type Group = Item & {
  readonly reason: string;
  readonly count: number;
  readonly common: unknown;
  readonly example: Item;
};

/** What of a partner waits, as operators see it. */
export async function waitingGroups(gateway: Gateway, partnerId: string, query = ''): Promise<Group[]> {
  const { status, body } = await asAdmin(gateway, `/api/admin/parked?partnerId=${partnerId}${query}`);
  if (status !== 200) throw new Error(`The queue was not shown: ${JSON.stringify(body)}`);
  return body['items'] as Group[];
}

/** @throws Error unless everything that waits has one cause */
export async function soleGroup(gateway: Gateway, partnerId: string): Promise<Group> {
  const [group, ...more] = await waitingGroups(gateway, partnerId);
  if (!group || more.length > 0) throw new Error(`Not one group: ${JSON.stringify([group, ...more])}`);
  return group;
}

/** Does something about what waits. */
export function decide(gateway: Gateway, path: string, json: object = {}): Promise<Answer> {
  return asAdmin(gateway, `/api/admin/parked/${path}`, { json });
}

/** The newest entries of an action. */
export async function audited(gateway: Gateway, action: string): Promise<Item[]> {
  return (await asAdmin(gateway, `/api/admin/audit?action=${action}`)).body['items'] as Item[];
}
