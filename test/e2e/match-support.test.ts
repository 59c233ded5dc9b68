import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { rehearse, report } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

const ADAPTER = {
  schemaVersion: 1,
  direction: 'inbound',
  decode: { format: 'json' },
  map: { ContactName: ['who'], Status: ['status'], ContactState: ['state'], ContactBirthDate: ['born'] },
  status: { table: {} },
};

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

it('a name is supported by state or birth date where a partner has no case codes', async () => {
  const firm = await aPartner(gateway, (await startReceiver()).url);
  const json = leadBody({ partner: firm.slug });
  const leadId = await aDeliveredLead(gateway, firm, json);
  const path = `/api/admin/partners/${firm.slug}/adapters`;
  const { body: draft } = await asAdmin(gateway, path, { json: { adapter: ADAPTER } });
  await asAdmin(gateway, `${path}/${draft['version']}/activate`, { json: {} });
  const { firstName, lastName } = json['contact'] as Record<string, string>;
  const who = `Ms. ${firstName} Ann ${lastName}`;
  await until('the adapter to read', async () => {
    const { body } = await rehearse(gateway, firm.accessToken, { who, status: 'Signed', state: 'california' });
    return (body['normalized_payload'] as Record<string, unknown>)['ContactState'] === 'CA';
  });
  const matched = async (more: object) => {
    const { body } = await report(gateway, firm.accessToken, { who, status: 'Signed', ...more });
    return body['MatchedBy'] ?? body['Code'];
  };
  expect(await matched({})).toBe('lead_not_found');
  expect(await matched({ state: 'TX' })).toBe('lead_not_found');
  expect(await matched({ state: 'california', born: '03/16/1985' })).toBe('lead_not_found');
  expect(await matched({ state: 'california' })).toBe('name');
  expect(await matched({ born: '03/15/1985' })).toBe('name');
  const { body } = await rehearse(gateway, firm.accessToken, { who, status: 'Filed', born: '03/15/1985', state: 'TX' });
  expect(body['match_resolution']).toMatchObject({ outcome: 'matched', matched_by: 'name' });
  const { body: list } = await asAdmin(gateway, `/api/admin/receipts?leadId=${leadId}`);
  expect(JSON.stringify(list)).not.toContain('1985-03-15');
});
