import { aBarePartner, letsIn, type MadePartner } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { freshDatabase } from '../support/database.js';
import { asAdmin } from '../support/http.js';
import { rehearse } from '../support/partner-status.js';
import { until } from '../support/until.js';

let here: Gateway;
let there: Gateway;
let partner: MadePartner;

beforeAll(async () => {
  const { url: databaseUrl } = await freshDatabase();
  here = await startGateway({ databaseUrl });
  there = await startGateway({ databaseUrl });
  partner = await aBarePartner(here);
});

const put = (path: string, json: unknown) => asAdmin(here, path, { method: 'PUT', json });

/** What the other process makes of a report. */
async function resolvedThere(json: object): Promise<Record<string, Record<string, unknown>>> {
  const { body } = await rehearse(there, partner.accessToken, { LeadId: 'x', Status: 'New', ...json });
  return body as Record<string, Record<string, unknown>>;
}

it('takes a mass tort that another process added, though it knew that there was none', async () => {
  const caseOf = async () => (await resolvedThere({ CaseCode: 'HM-X' }))['case_resolution']?.['mass_tort_id'];
  expect(await caseOf()).toBeNull();
  const { body } = await put('/api/admin/mass-torts', { slug: 'hernia-mesh', name: 'Hernia Mesh', code: 'HM' });
  await until('the other process to know it', async () => (await caseOf()) === body['id']);
});

it('takes another spelling of a law firm that another process added', async () => {
  const firmOf = async () => (await resolvedThere({ CaseCode: 'RU-BEST' }))['case_resolution']?.['law_firm'];
  expect(await firmOf()).toBe('BEST');
  await put('/api/admin/law-firms', { name: 'Best & Sons', aliases: ['BEST'] });
  await until('the other process to know it', async () => (await firmOf()) === 'Best & Sons');
});

it('takes a status that another process added, and one that another process mapped', async () => {
  const statusOf = async (Status: string) =>
    (await resolvedThere({ Status }))['status_resolution']?.['normalized_status'];
  expect([await statusOf('Mediation'), await statusOf('Papers in')]).toEqual([null, null]);
  await put('/api/admin/statuses', {
    code: 'in_mediation',
    label: 'In mediation',
    meaning: 'A neutral person helps.',
    stage: 85,
    terminal: false,
    pushText: 'There is news for you. Open the app to see it.',
    rawStrings: ['Mediation'],
  });
  await until('the other process to know it', async () => (await statusOf('Mediation')) === 'in_mediation');
  await put(`/api/admin/partners/${partner.slug}/status-map`, { papers_in: 'docs_received' });
  await until('the other process to know it', async () => (await statusOf('Papers in')) === 'docs_received');
});

it('refuses a token that another process revoked', async () => {
  const path = `/api/admin/partners/${partner.slug}/tokens`;
  const { body } = await asAdmin(here, path, { json: { environment: 'live' } });
  expect(await letsIn(there, String(body['token']))).toBe(true);
  await asAdmin(here, `${path}/${body['id']}`, { method: 'DELETE' });
  await until('the other process to refuse it', async () => !(await letsIn(there, String(body['token']))));
});
