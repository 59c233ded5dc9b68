import type { MadePartner } from './admin.js';
import type { Gateway } from './app.js';
import { asAdmin } from './http.js';

let serial = 0;

/** A partner that is not live; it has tokens and nothing else. */
export async function anOnboardingPartner(gateway: Gateway): Promise<MadePartner> {
  serial += 1;
  const slug = `newcomer-${serial}`;
  const json = { slug, name: `Newcomer ${serial}`, live: false };
  const { body } = await asAdmin(gateway, '/api/admin/partners', { json });
  return { ...(body as Omit<MadePartner, 'slug'>), slug };
}

/** Says where its leads go, in both environments. */
export async function saveEndpoints(gateway: Gateway, slug: string, url: string): Promise<void> {
  for (const environment of ['live', 'sandbox']) {
    const path = `/api/admin/partners/${slug}/endpoint?environment=${environment}`;
    const json = { url, auth: { type: 'api_key', header: 'X-API-Key', value: 'k' } };
    await asAdmin(gateway, path, { method: 'PUT', json });
  }
}
