/** A person whose lead a partner has. */
export type Person = {
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly email: string;
};
export type Subject = { readonly leadId: string; readonly person: Person };
export type Bytes = { readonly contentType: string; readonly body: string };

/** How some partner writes a status change, and what a person adds about its statuses. */
export type PartnerFormat = {
  /** `other` is whom a batch speaks of beside its first. */
  readonly write: (subject: Subject, other: Subject) => Bytes | Promise<Bytes>;
  readonly table: Readonly<Record<string, string>>;
  readonly raw: string;
  readonly canonical: string;
};

function json(value: unknown): Bytes {
  return { contentType: 'application/json', body: JSON.stringify(value) };
}

function form(pairs: Readonly<Record<string, string>>): Bytes {
  return { contentType: 'application/x-www-form-urlencoded', body: new URLSearchParams(pairs).toString() };
}

async function multipart(pairs: Readonly<Record<string, string>>): Promise<Bytes> {
  const data = new FormData();
  for (const [name, value] of Object.entries(pairs)) data.set(name, value);
  const response = new Response(data);
  return { contentType: response.headers.get('content-type') ?? '', body: await response.text() };
}

/** The four kinds that PayMe's public pages promise to take, and what else partners' systems send. */
export const PARTNER_FORMATS: Readonly<Record<string, PartnerFormat>> = {
  'nested contact objects': {
    raw: 'Retainer Signed',
    canonical: 'signed',
    table: {},
    write: ({ leadId, person }) =>
      json({
        lead: { ref: leadId, status: 'Retainer Signed', note: 'Client signed by e-sign this morning' },
        contact: {
          name: { given: person.firstName, family: person.lastName },
          phones: [{ kind: 'mobile', number: person.phone }],
          email: person.email,
        },
        owner: { name: 'Pat Staff', email: 'pat@firm.example' },
      }),
  },
  'alternative field names': {
    raw: 'RetainerSigned',
    canonical: 'signed',
    table: {},
    write: ({ leadId, person }) =>
      json({
        PayMeRef: leadId,
        LeadStatus: 'RetainerSigned',
        CaseName: 'RU-SMITHLAW',
        FileNo: '2026-00451',
        Mobile: person.phone,
        ClientEmail: person.email,
      }),
  },
  'custom internal ids': {
    raw: 'Docs Requested',
    canonical: 'docs_requested',
    table: {},
    write: ({ leadId, person }) =>
      json({
        reference: `PAYME/${leadId}`,
        file: { office: 'LA', number: 4512 },
        Status: 'Docs Requested',
        client_phone: person.phone,
      }),
  },
  'a composite status': {
    raw: 'Closed',
    canonical: 'declined_by_client',
    table: { 'Closed | Client withdrew': 'declined_by_client', 'Closed | *': 'closed' },
    write: ({ leadId, person }) =>
      json({
        LeadId: leadId,
        stage: { name: 'Closed', reason: 'Client withdrew' },
        client: { email: person.email, phone: person.phone },
      }),
  },
  'a form with nested names': {
    raw: 'Sent to co-counsel',
    canonical: 'qualifying',
    table: { 'Sent to co-counsel': 'qualifying' },
    write: ({ leadId, person }) =>
      form({
        type: 'deal_update',
        'deal[id]': '9081',
        'deal[stage_title]': 'Sent to co-counsel',
        'deal[status]': '0',
        'contact[email]': person.email,
        'contact[phone]': person.phone,
        'contact[first_name]': person.firstName,
        'contact[last_name]': person.lastName,
        'contact[fields][payme_lead_id]': leadId,
      }),
  },
  'a multipart form': {
    raw: 'Retainer Signed',
    canonical: 'signed',
    table: {},
    write: ({ leadId, person }) =>
      multipart({
        formTitle: 'Intake follow-up',
        'PayMe reference': leadId,
        'Case status': 'Retainer Signed',
        'Client phone': person.phone,
        'Client email': person.email,
      }),
  },
  XML: {
    raw: 'Retainer Signed',
    canonical: 'signed',
    table: {},
    write: ({ leadId, person }) => ({
      contentType: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><update>
          <lead payme="${leadId}"><Status>Retainer Signed</Status></lead>
          <client><FirstName>${person.firstName}</FirstName><LastName>${person.lastName}</LastName>
            <MobilePhone>${person.phone}</MobilePhone><Email>${person.email}</Email></client>
        </update></s:Body></s:Envelope>`,
    }),
  },
  'JSON in a text': {
    raw: 'Retainer Signed',
    canonical: 'signed',
    table: {},
    write: ({ leadId, person }) =>
      form({
        event: 'submission',
        payload: JSON.stringify({
          matter: { payme_id: leadId, status: 'Retainer Signed' },
          client: { name: `${person.firstName} ${person.lastName}`, phone: person.phone, email: person.email },
        }),
      }),
  },
  'a batch': {
    raw: 'Retainer Signed',
    canonical: 'signed',
    table: {},
    write: ({ leadId, person }, other) =>
      json({
        account: 'SL-LA',
        updates: [
          { payme_lead: leadId, status: 'Retainer Signed', phone: person.phone, email: person.email },
          { payme_lead: other.leadId, status: 'Contacted', phone: other.person.phone, email: other.person.email },
        ],
      }),
  },
  'questions and answers': {
    raw: 'Retainer Signed',
    canonical: 'signed',
    table: {},
    write: ({ leadId, person }) =>
      json({
        form: 'Status form',
        answers: [
          { question: 'PayMe lead', answer: leadId },
          { question: 'Case status', answer: 'Retainer Signed' },
          { question: 'Best phone', answer: person.phone },
          { question: 'Email', answer: person.email },
        ],
      }),
  },
  'a history of statuses': {
    raw: 'Signed',
    canonical: 'signed',
    table: {},
    write: ({ leadId, person }) =>
      json({
        case: {
          payme_id: leadId,
          client: { given: person.firstName, family: person.lastName, mobile: person.phone },
          history: [
            { status: 'Retainer Sent', at: '2026-03-01T10:00:00Z' },
            { status: 'Signed', at: '2026-03-04T18:30:00Z' },
            { status: 'New', at: '2026-02-01T09:00:00Z' },
          ],
        },
      }),
  },
};
