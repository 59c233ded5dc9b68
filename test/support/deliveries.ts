import { leadBody, type TestPartner } from './builders.js';
import { asAdmin, asService, type Reachable } from './http.js';
import { until } from './until.js';

/** A delivery as operators read it. */
export type SeenDelivery = {
  readonly id: string;
  readonly leadId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly webhookId: string;
  readonly adapterVersion: number | null;
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly {
    readonly number: number;
    readonly cause: string;
    readonly outcome: string;
    readonly reason: string | null;
    readonly httpStatus: number | null;
    readonly reply: string | null;
    readonly captured: Readonly<Record<string, string | null>> | null;
    readonly requestHeaders: Readonly<Record<string, string>>;
    readonly nextAttemptAt: string | null;
  }[];
};

/** Hands in a lead for this partner; answers its id. */
export async function sendLead(gateway: Reachable, partner: TestPartner, change: object = {}): Promise<string> {
  const json = leadBody({ partner: partner.slug, ...change });
  const { status, body } = await asService(gateway, '/api/leads', { json });
  if (status !== 201) throw new Error(`The lead was not taken: ${JSON.stringify(body)}`);
  return String(body['id']);
}

/** The lead's delivery, once there is one that fits. */
export function deliveryWhere(
  gateway: Reachable,
  leadId: string,
  fits: (delivery: SeenDelivery) => boolean,
): Promise<SeenDelivery> {
  return until(`a fitting delivery of lead ${leadId}`, async () => {
    const lead = await asService(gateway, `/api/leads/${leadId}`);
    const [delivery] = lead.body['deliveries'] as { id: string }[];
    if (!delivery) return null;
    const { body } = await asAdmin(gateway, `/api/admin/deliveries/${delivery.id}`);
    const seen = body as unknown as SeenDelivery;
    return fits(seen) ? seen : null;
  });
}

export function deliveryIn(gateway: Reachable, leadId: string, state: string): Promise<SeenDelivery> {
  return deliveryWhere(gateway, leadId, (delivery) => delivery.state === state);
}

export function saveEndpoint(gateway: Reachable, { slug }: TestPartner, url: string, change: object = {}) {
  const json = { url, auth: { type: 'api_key', header: 'X-API-Key', value: 'k' }, ...change };
  return asAdmin(gateway, `/api/admin/partners/${slug}/endpoint?environment=live`, { method: 'PUT', json });
}
