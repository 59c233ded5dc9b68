import { asAdmin, asService, type Reachable } from './http.js';
import { until } from './until.js';

export type TestPartner = {
  readonly slug: string;
  readonly id: string;
  readonly accessToken: string;
  readonly testAccessToken: string;
};

let serial = 0;

/** A partner that takes roundup leads at `url`, for both environments. */
export async function aPartner(gateway: Reachable, url: string, endpoint: object = {}): Promise<TestPartner> {
  serial += 1;
  const slug = `firm-${serial}`;
  const made = await asAdmin(gateway, '/api/admin/partners', { json: { slug, name: `Firm ${serial}` } });
  for (const environment of ['live', 'sandbox']) {
    const json = { url, auth: { type: 'api_key', header: 'X-API-Key', value: 'k' }, ...endpoint };
    const path = `/api/admin/partners/${slug}/endpoint?environment=${environment}`;
    const saved = await asAdmin(gateway, path, { method: 'PUT', json });
    if (saved.status !== 200) throw new Error(`The endpoint was not saved: ${JSON.stringify(saved.body)}`);
  }
  await asAdmin(gateway, `/api/admin/partners/${slug}/cases`, { method: 'PUT', json: [{ massTort: 'roundup' }] });
  const { id, accessToken, testAccessToken } = made.body as {
    id: string;
    accessToken: string;
    testAccessToken: string;
  };
  return { slug, id, accessToken, testAccessToken };
}

/** A valid body for `POST /api/leads`; every call names another person. */
export function leadBody(change: Record<string, unknown> = {}): Record<string, unknown> {
  serial += 1;
  const contact = {
    firstName: 'Jane',
    lastName: `Doe${letters(serial)}`,
    email: `jane.${serial}@example.com`,
    phone: `+1202555${String(1000 + (serial % 9000)).slice(0, 4)}`,
    state: 'CA',
    dateOfBirth: '1985-03-15',
  };
  return { userId: `user-${serial}`, massTort: 'roundup', contact, answers: { wasInjured: 'yes' }, ...change };
}

/** A lead that its partner has. */
export async function aDeliveredLead(
  gateway: Reachable,
  partner: TestPartner,
  change: Record<string, unknown> = {},
): Promise<string> {
  const { status, body } = await asService(gateway, '/api/leads', {
    json: leadBody({ partner: partner.slug, ...change }),
  });
  if (status !== 201) throw new Error(`The lead was not taken: ${JSON.stringify(body)}`);
  const id = String(body['id']);
  await until('the lead to be delivered', async () => {
    const lead = await asService(gateway, `/api/leads/${id}`);
    return lead.body['state'] === 'delivered';
  });
  return id;
}

/** 1 → `b`, 27 → `bb`: names need letters. */
function letters(number: number): string {
  const rest = Math.floor(number / 26);
  return (rest > 0 ? letters(rest) : '') + String.fromCharCode(97 + (number % 26));
}
