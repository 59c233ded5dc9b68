import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { freshDatabase } from '../support/database.js';
import { allHandled, report, reportedOn, statusOf, toldAbout } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

/** Two processes on one database, as behind a balancer. */
let gateways: [Gateway, Gateway];
let firm: TestPartner;

beforeAll(async () => {
  const { url: databaseUrl } = await freshDatabase();
  gateways = [await startGateway({ databaseUrl }), await startGateway({ databaseUrl })];
  firm = await aPartner(gateways[0], (await startReceiver()).url);
});

/** Sends reports in turn to both gateways, all at once. */
const reportAll = (reports: object[]) =>
  Promise.all(reports.map((json, at) => report(gateways[at % 2 === 0 ? 0 : 1], firm.accessToken, json)));

it('applies one of many identical updates, wherever they arrive', async () => {
  const LeadId = await aDeliveredLead(gateways[0], firm);
  const answers = await reportAll(Array(40).fill({ LeadId, Status: 'RetainerSigned' }));
  expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
  expect(answers.filter(({ body }) => body['Outcome'] === 'applied')).toHaveLength(1);
  await until('the news to be told', () => allHandled(gateways[0]));
  expect([await reportedOn(gateways[1], LeadId), await toldAbout(gateways[0], LeadId)]).toEqual([
    ['RetainerSigned!'],
    1,
  ]);
});

it('takes equal content for news again once its day is over, whether or not its key was cleared away', async () => {
  const LeadId = await aDeliveredLead(gateways[0], firm);
  const send = async () => {
    const { body } = await report(gateways[0], firm.accessToken, { LeadId, Status: 'Contacted' });
    return body['Outcome'];
  };
  expect([await send(), await send()]).toEqual(['applied', 'duplicate']);
  await gateways[0].source.query('update status_update_key set expires_at = now() where lead_id = $1', [LeadId]);
  expect([await send(), await send()]).toEqual(['applied', 'duplicate']);
});

const STAGES = [
  'Received',
  'Contacted',
  'Qualifying',
  'Docs Requested',
  'Docs Received',
  'Retainer Sent',
  'Signed',
  'Filed',
];

it('keeps every update of many leads, moves each lead upwards only, and tells of each move once', async () => {
  const leads = await Promise.all(Array.from({ length: 5 }, () => aDeliveredLead(gateways[0], firm)));
  const reports = leads.flatMap((LeadId) =>
    STAGES.flatMap((Status) => [
      { LeadId, Status },
      { LeadId, Status },
    ]),
  );
  // The same disorder every time: by the remainders of a multiple.
  const disordered = reports.map((_, at) => reports[(at * 37) % reports.length]).filter((one) => one !== undefined);
  expect(new Set(disordered).size).toBe(80);
  const answers = await reportAll(disordered);
  expect(answers.map(({ status }) => status)).toEqual(Array(80).fill(200));
  expect(answers.filter(({ body }) => body['Outcome'] === 'duplicate')).toHaveLength(40);
  await until('the news to be told', () => allHandled(gateways[0]));
  for (const lead of leads) {
    const told = await reportedOn(gateways[1], lead);
    const moves = told.filter((one) => one.endsWith('!')).map((one) => STAGES.indexOf(one.slice(0, -1)));
    expect(told.map((one) => one.replace('!', '')).sort()).toEqual([...STAGES].sort());
    expect(moves).toEqual([...moves].sort((one, other) => one - other));
    expect([await statusOf(gateways[0], lead), await toldAbout(gateways[0], lead)]).toEqual(['filed', moves.length]);
  }
});

it('learns one external id for one lead, whoever claims it at once, and never points it elsewhere', async () => {
  const [one, other] = [await aDeliveredLead(gateways[0], firm), await aDeliveredLead(gateways[0], firm)];
  const answers = await reportAll(
    [one, other].flatMap((LeadId) => [
      { LeadId, ExternalLeadId: 'both', Status: 'Received' },
      { LeadId, ExternalLeadId: 'both', Status: 'Contacted' },
    ]),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(200));
  const first = await report(gateways[0], firm.accessToken, { ExternalLeadId: 'both', Status: 'Signed' });
  const again = await report(gateways[1], firm.accessToken, { ExternalLeadId: 'both', Status: 'Filed' });
  expect(first.body).toMatchObject({ MatchedBy: 'external_id', LeadId: again.body['LeadId'] });
  expect([one, other]).toContain(first.body['LeadId']);
});
