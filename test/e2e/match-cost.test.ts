import pg from 'pg';
import { startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody } from '../support/builders.js';
import { freshDatabase } from '../support/database.js';
import { sentLeads } from '../support/load.js';
import { allHandled, report } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

const LEADS = 20_000;
const TABLES = ['lead', 'lead_identifier', 'external_id_dispute', 'status_update_key'];

/** Rows that scans of whole tables have read. PostgreSQL knows it of every connection that has ended. */
async function scanned(url: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ table: string; rows: string }>(
    'select relname as table, seq_tup_read as rows from pg_stat_user_tables where relname = any($1)',
    [TABLES],
  );
  await client.end();
  return Object.fromEntries(rows.map(({ table, rows: read }) => [table, Number(read)]));
}

it('no step of the ladder reads a table from end to end, however many leads there are', async () => {
  const { url } = await freshDatabase();
  const gateway = await startGateway({ databaseUrl: url });
  const firm = await aPartner(gateway, (await startReceiver()).url);
  const many = await sentLeads(gateway.source, firm.id, LEADS);
  await gateway.source.query('analyze lead, lead_identifier');
  const json = leadBody({ partner: firm.slug });
  await aDeliveredLead(gateway, firm, json);
  const { firstName, lastName, email, phone } = json['contact'] as Record<string, string>;
  const reports: [object, string][] = [
    [{ LeadId: many[7], ExternalLeadId: 'X-7' }, 'lead_id'],
    [{ LeadId: many[8], ExternalLeadId: 'X-7' }, 'lead_id'],
    [{ ExternalLeadId: 'X-7' }, 'external_id'],
    [{ ContactPhone: phone }, 'phone'],
    [{ ContactEmail: email }, 'email'],
    [{ ContactName: `${firstName} ${lastName}`, CaseCode: 'RU' }, 'name'],
    [{ LeadId: 'x', ExternalLeadId: 'x', ContactPhone: '2025550100', ContactName: 'No Body' }, 'lead_not_found'],
  ];
  for (const [at, [keys, expected]] of reports.entries()) {
    const { body } = await report(gateway, firm.accessToken, { Status: 'Signed', Message: String(at), ...keys });
    expect(body['MatchedBy'] ?? body['Code']).toBe(expected);
  }
  await until('what follows to be done', () => allHandled(gateway));
  await gateway.stop();
  await until('the connections to end', async () => Object.keys(await scanned(url)).length === TABLES.length);
  for (const rows of Object.values(await scanned(url))) expect(rows).toBeLessThan(LEADS);
});
