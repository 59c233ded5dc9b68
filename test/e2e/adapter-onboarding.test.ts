import { activate, adaptersOf } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { reportBytes, statusOf } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';

let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  url = (await startReceiver()).url;
});

type Person = { readonly firstName: string; readonly lastName: string; readonly phone: string; readonly email: string };
type Known = { readonly leadId: string; readonly person: Person };

/** A firm with a lead that it was sent: samples are about it. */
async function aFirm(): Promise<{ firm: TestPartner; known: Known }> {
  const firm = await aPartner(gateway, url);
  const lead = leadBody();
  return { firm, known: { leadId: await aDeliveredLead(gateway, firm, lead), person: lead['contact'] as Person } };
}

type Kind = {
  readonly bodyOf: (known: Known) => unknown;
  /** What a person adds to the draft about statuses. */
  readonly table: Record<string, string>;
  readonly raw: string;
  readonly canonical: string;
};

const KINDS: [string, Kind][] = [
  [
    'nested contact objects',
    {
      raw: 'Retainer Signed',
      canonical: 'signed',
      table: {},
      bodyOf: ({ leadId, person }) => ({
        lead: { ref: leadId, status: 'Retainer Signed', note: 'Client signed by e-sign this morning' },
        contact: {
          name: { given: person.firstName, family: person.lastName },
          phones: [{ kind: 'mobile', number: person.phone }],
          email: person.email,
        },
        owner: { name: 'Pat Staff', email: 'pat@firm.example' },
      }),
    },
  ],
  [
    'alternative field names',
    {
      raw: 'RetainerSigned',
      canonical: 'signed',
      table: {},
      bodyOf: ({ leadId, person }) => ({
        PayMeRef: leadId,
        LeadStatus: 'RetainerSigned',
        CaseName: 'RU-SMITHLAW',
        FileNo: '2026-00451',
        Mobile: person.phone,
        ClientEmail: person.email,
      }),
    },
  ],
  [
    'custom internal ids',
    {
      raw: 'Docs Requested',
      canonical: 'docs_requested',
      table: {},
      bodyOf: ({ leadId, person }) => ({
        reference: `PAYME/${leadId}`,
        file: { office: 'LA', number: 4512 },
        Status: 'Docs Requested',
        client_phone: person.phone,
      }),
    },
  ],
  [
    'a composite status',
    {
      raw: 'Closed',
      canonical: 'declined_by_client',
      table: { 'Closed | Client withdrew': 'declined_by_client', 'Closed | *': 'closed' },
      bodyOf: ({ leadId, person }) => ({
        LeadId: leadId,
        stage: { name: 'Closed', reason: 'Client withdrew' },
        client: { email: person.email, phone: person.phone },
      }),
    },
  ],
];

it.each(KINDS)('takes a partner with %s from a pasted sample to an applied status', async (_, kind) => {
  const { firm, known } = await aFirm();
  const body = JSON.stringify(kind.bodyOf(known));
  const sample = { contentType: 'application/json', body };

  const { body: proposal } = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples: [sample] } });
  const { adapter, samples: read, fields } = proposal as Proposed;
  expect(read[0]?.results[0]).toMatchObject({ LeadId: known.leadId, Status: kind.raw });
  expect(fields.find(({ field }) => field === 'LeadId')).toMatchObject({ band: 'auto' });

  const confirmed = { ...adapter, status: { ...adapter.status, table: kind.table } };
  const draft = { adapter: confirmed, samples: [{ ...sample, expected: read[0]?.results }] };
  const saved = await asAdmin(gateway, adaptersOf(firm), { json: draft });
  expect(saved.body['samples']).toMatchObject([{ passes: true }]);

  expect((await activate(gateway, firm, Number(saved.body['version']))).status).toBe(200);
  const sent = await reportBytes(gateway, firm.accessToken, body, 'application/json');
  const { canonical } = kind;
  expect(sent.body).toMatchObject({ Outcome: 'applied', CanonicalStatus: canonical, MatchedBy: 'lead_id' });
  expect(await statusOf(gateway, known.leadId)).toBe(canonical);
});

type Proposed = {
  readonly adapter: { readonly status: object };
  readonly fields: { field: string; band: string }[];
  readonly samples: { results: Record<string, string | null>[] }[];
};

it('proposes LeadId from its looks alone for a person to check only', async () => {
  const { firm } = await aFirm();
  const body = JSON.stringify({ lead_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890', status: 'Signed' });
  const { body: proposal } = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples: [{ body }] } });
  const leadId = (proposal as Proposed).fields.find(({ field }) => field === 'LeadId');
  expect(leadId?.band).not.toBe('auto');
});

it('sees no lead of another partner in a sample', async () => {
  const [{ known }, { firm: other }] = [await aFirm(), await aFirm()];
  const body = JSON.stringify({ ref: known.leadId, status: 'Signed' });
  const ask = (firm: TestPartner) => asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples: [{ body }] } });
  const bandOf = (proposal: object) => (proposal as Proposed).fields.find(({ field }) => field === 'LeadId')?.band;
  expect(bandOf((await ask(other)).body)).not.toBe('auto');
});
