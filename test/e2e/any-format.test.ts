import { activate, adaptersOf } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { inboxOf, inboxWith } from '../support/app-users.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin, asService } from '../support/http.js';
import { type Bytes, PARTNER_FORMATS, type Person, type Subject } from '../support/partner-formats.js';
import { allHandled, reportBytes } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  url = (await startReceiver()).url;
});

type Known = Subject & { readonly userId: string };

/** A lead that the firm was sent. */
async function aKnownLead(firm: TestPartner): Promise<Known> {
  const lead = leadBody();
  const leadId = await aDeliveredLead(gateway, firm, lead);
  return { leadId, person: lead['contact'] as Person, userId: String(lead['userId']) };
}

type Result = Readonly<Record<string, string | null>>;
type Proposed = {
  readonly adapter: { readonly status: object };
  readonly samples: readonly { readonly results: readonly Result[] }[];
};

/** What an operator does with a pasted sample: looks at the proposal, adds what statuses mean, saves it. */
async function draftFrom(firm: TestPartner, sample: Bytes, table: object): Promise<number> {
  const { body } = await asAdmin(gateway, `${adaptersOf(firm)}/propose`, { json: { samples: [sample] } });
  const { adapter, samples } = body as Proposed;
  const confirmed = { ...adapter, status: { ...adapter.status, table } };
  const draft = { adapter: confirmed, samples: [{ ...sample, expected: samples[0]?.results }] };
  const saved = await asAdmin(gateway, adaptersOf(firm), { json: draft });
  expect(saved.body['samples']).toMatchObject([{ passes: true }]);
  return Number(saved.body['version']);
}

/** The answer about the first update of a body. */
function firstOf(body: Record<string, unknown>): unknown {
  return Array.isArray(body['Results']) ? body['Results'][0] : body;
}

it.each(Object.entries(PARTNER_FORMATS))(
  'takes a partner with %s from a pasted sample to a user who is told, once',
  async (_, { write, table, raw, canonical }) => {
    const firm = await aPartner(gateway, url);
    const [test, real, other] = [await aKnownLead(firm), await aKnownLead(firm), await aKnownLead(firm)];
    const sample = await write(test, other);
    const version = await draftFrom(firm, sample, table);

    const preview = await asAdmin(gateway, `${adaptersOf(firm)}/${version}/preview`, { json: { samples: [sample] } });
    expect(preview.body).toMatchObject({ version, comparedWith: null, counts: { fixed: 1, broken: 0 } });
    expect((await activate(gateway, firm, version)).status).toBe(200);

    const { body, contentType } = await write(real, other);
    const sent = await reportBytes(gateway, firm.accessToken, body, contentType);
    expect(sent.status).toBe(200);
    expect(firstOf(sent.body)).toMatchObject({
      Outcome: 'applied',
      LeadId: real.leadId,
      RawStatus: raw,
      CanonicalStatus: canonical,
      MatchedBy: 'lead_id',
    });
    expect((await asService(gateway, `/api/leads/${real.leadId}`)).body['status']).toBe(canonical);
    expect((await asService(gateway, `/api/leads/${test.leadId}`)).body['status']).toBeNull();

    await inboxWith(gateway, real.userId, 1);
    const again = await reportBytes(gateway, firm.accessToken, body, contentType);
    expect(firstOf(again.body)).toMatchObject({ Outcome: 'duplicate', LeadId: real.leadId });
    await until('all news to be told', () => allHandled(gateway));
    expect((await inboxOf(gateway, real.userId)).items).toHaveLength(1);
    expect((await inboxOf(gateway, test.userId)).items).toHaveLength(0);
  },
);
