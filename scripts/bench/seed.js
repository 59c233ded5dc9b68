import { randomUUID } from 'node:crypto';

export const LEADS = 100_000;

/** A partner with a token, and its endpoint at `sinkUrl`. */
export async function seedPartner(gateway, adminToken, sinkUrl) {
  const call = async (method, path, body) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` };
    const response = await fetch(`${gateway.url}/api/admin${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const partner = await call('POST', '/partners', { slug: 'bench', name: 'Bench' });
  const auth = { type: 'bearer', token: 'bench' };
  await call('PUT', '/partners/bench/endpoint?environment=live', { url: sinkUrl, auth, maxConcurrency: 50 });
  await call('PUT', '/partners/bench/cases', [{ massTort: 'roundup' }]);
  return partner;
}

/** A hundred thousand leads that were sent to the partner, each with the identifiers a real one has: the partner's own id is known from its reply. */
export async function seedLeads(client, partnerId) {
  const ids = Array.from({ length: LEADS }, () => randomUUID());
  await client.query(
    `insert into lead (id, user_id, environment, state, mass_tort_id, partner_id, person_sealed, answers_sealed, source,
       submitted_at, created_at, routed_at)
     select id, 'bench-' || at, 'live', 'delivered', (select id from mass_tort where slug = 'roundup'), $2, '\\x00', '\\x00',
       'in_app', now(), now(), now() from unnest($1::uuid[]) with ordinality as given (id, at)`,
    [ids, partnerId],
  );
  await client.query(
    `insert into lead_identifier (partner_id, environment, kind, value, lead_id, source, created_at)
     select $2, 'live', kind,
       case kind when 'lead_id' then id::text when 'external_id' then 'EXT-' || at - 1 else md5(kind || id) end,
       id, 'delivery', now()
     from unnest($1::uuid[]) with ordinality as given (id, at),
       unnest(array['lead_id', 'external_id', 'phone', 'email', 'name']) as kind`,
    [ids, partnerId],
  );
  await client.query('analyze lead, lead_identifier');
  return ids;
}

/** A body of some 650 bytes, as partners send them; no two are alike. */
export function bodyOf(ids, n) {
  return JSON.stringify({
    LeadId: ids[n % ids.length],
    Status: n < ids.length ? 'Contacted' : 'RetainerSigned',
    Message: `Update ${n}. ${'Our intake team spoke with the client about the next steps of the case. '.repeat(4)}`,
    ExternalLeadId: `EXT-${n % ids.length}`,
    CaseCode: 'RU-SMITHLAW',
    ContactPhone: `+1202555${String(n % 10_000).padStart(4, '0')}`,
    ContactEmail: `person.${n}@example.com`,
    LawFirm: 'Smith Law Group',
  });
}
