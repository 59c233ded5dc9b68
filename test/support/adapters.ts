import { type Answer, asAdmin, type Reachable } from './http.js';

type Partner = { readonly slug: string };

export function adaptersOf({ slug }: Partner): string {
  return `/api/admin/partners/${slug}/adapters`;
}

/** Saves a draft; answers its number. */
export async function aDraft(
  gateway: Reachable,
  partner: Partner,
  adapter: object,
  more: object = {},
): Promise<number> {
  const answer = await asAdmin(gateway, adaptersOf(partner), { json: { adapter: documentOf(adapter), ...more } });
  if (answer.status !== 201) throw new Error(`The draft was not taken: ${JSON.stringify(answer.body)}`);
  return Number(answer.body['version']);
}

export function activate(gateway: Reachable, partner: Partner, version: number, json: object = {}): Promise<Answer> {
  return asAdmin(gateway, `${adaptersOf(partner)}/${version}/activate`, { json });
}

/** Saves a document and makes it live; answers its number. */
export async function aLiveAdapter(
  gateway: Reachable,
  partner: Partner,
  adapter: object,
  more: object = {},
): Promise<number> {
  const version = await aDraft(gateway, partner, adapter, more);
  const answer = await activate(gateway, partner, version, { reason: 'a test' });
  if (answer.status !== 200) throw new Error(`It was not activated: ${JSON.stringify(answer.body)}`);
  return version;
}

/** A whole document of the parts that a test is about; an outbound one stays as it is. */
export function documentOf(parts: object): object {
  if ('encode' in parts) return parts;
  return {
    schemaVersion: 1,
    direction: 'inbound',
    decode: { format: 'auto' },
    map: {},
    status: { table: {} },
    ...parts,
  };
}

/** An outbound document that writes LeadId to `ref`, and whatever else a test is about. */
export function outboundOf(map: readonly object[], encode: object = { format: 'json' }): object {
  const rules = [{ to: 'ref', from: ['LeadId'], required: true }, ...map];
  return { schemaVersion: 1, direction: 'outbound', encode, map: rules };
}
