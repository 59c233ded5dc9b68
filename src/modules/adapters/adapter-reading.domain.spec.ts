import { readWith } from './adapter-reading.domain.js';
import { compileAdapter, statusIn } from './compiled-adapter.domain.js';
import { decodeBody } from './decode-body.js';

const LEAD = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const BASE = { schemaVersion: 1, direction: 'inbound', decode: { format: 'auto' }, map: {}, status: { table: {} } };

/** From bytes to cleaned fields, as a partner's call goes. */
async function read(document: object, body: string, type = 'application/json') {
  const adapter = compileAdapter({ ...BASE, ...document });
  const decoded = await decodeBody(adapter.document.decode, Buffer.from(body), type);
  const updates = readWith(adapter, decoded.tree, { phoneRegion: 'US' });
  return updates.map(({ fields, ...rest }) => ({
    ...rest,
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
    status: statusIn(adapter, fields.Status ?? '', fields.SubStatus),
  }));
}

describe('a worked example', () => {
  it('of nested contact objects yields name, phone and e-mail', async () => {
    const body = {
      lead: { ref: LEAD, status: 'Retainer Signed', note: 'Signed by e-sign' },
      contact: {
        name: { given: 'Jane', family: 'Doe' },
        phones: [
          { kind: 'work', number: null },
          { kind: 'mobile', number: '(555) 123-4567' },
        ],
        email: 'Jane.Doe@Example.com',
      },
    };
    const map = {
      LeadId: ['lead.ref'],
      Status: ['lead.status'],
      Message: ['lead.note'],
      ContactPhone: ["contact.phones[?kind=='mobile'].number | [0]", 'contact.phones[?number].number | [0]'],
      ContactEmail: ['contact.email'],
      ContactName: ["join(' ', [contact.name.given, contact.name.family][?@])"],
    };
    const [update] = await read({ map }, JSON.stringify(body));
    expect(update?.fields).toEqual({
      LeadId: LEAD,
      Status: 'Retainer Signed',
      Message: 'Signed by e-sign',
      ContactPhone: '+15551234567',
      ContactEmail: 'jane.doe@example.com',
      ContactName: 'Jane Doe',
    });
    expect(update?.trace).toContainEqual({ field: 'Status', from: 'lead.status', value: 'Retainer Signed' });
    expect(update?.warnings.map(({ code }) => code)).toEqual(['phone_not_valid']);
  });

  it('of alternative names yields the fields, and no message from an empty one', async () => {
    const body = {
      PayMeRef: LEAD.toUpperCase(),
      LeadStatus: 'RetainerSigned',
      CaseName: 'RU-SMITHLAW',
      FileNo: '2026-00451',
      Mobile: '555.123.4567',
      Remarks: '',
    };
    const map = {
      LeadId: ['PayMeRef'],
      Status: ['LeadStatus'],
      CaseCode: ['CaseName'],
      ExternalLeadId: ['FileNo'],
      ContactPhone: ['Mobile'],
      Message: ['Remarks'],
    };
    const [update] = await read({ map }, JSON.stringify(body));
    expect(update?.fields).toEqual({
      LeadId: LEAD,
      Status: 'RetainerSigned',
      CaseCode: 'RU-SMITHLAW',
      ExternalLeadId: '2026-00451',
      ContactPhone: '+15551234567',
    });
  });

  it('of an id of two parts and ours within a reference yields both', async () => {
    const body = { reference: `PAYME/${LEAD}`, file: { office: 'LA', number: 4512 }, Status: 'Docs Requested' };
    const map = {
      LeadId: ['reference'],
      ExternalLeadId: ["join('-', [file.office, file.number && to_string(file.number)][?@])"],
      Status: ['Status'],
    };
    const [update] = await read({ map }, JSON.stringify(body));
    expect(update?.fields).toEqual({ LeadId: LEAD, ExternalLeadId: 'LA-4512', Status: 'Docs Requested' });
  });

  describe('of a composite status', () => {
    const document = {
      when: [{ ignoreIf: '!(stage.name)', reason: 'no stage in this event' }],
      map: { LeadId: ['LeadId'], Status: ['stage.name'], SubStatus: ['stage.reason'], EventTime: ['changedAt'] },
      status: {
        table: {
          'Closed | Client withdrew': 'declined_by_client',
          'Closed | Not qualified': 'disqualified',
          'Closed | *': 'closed',
        },
      },
    };
    const stage = (name: string, reason?: string) =>
      JSON.stringify({ LeadId: LEAD, stage: { name, reason }, changedAt: 1772649000000 });

    it('yields both halves and the time, and the status of the pair', async () => {
      expect(await read(document, stage('Closed', 'Client withdrew'))).toMatchObject([
        {
          fields: { Status: 'Closed', SubStatus: 'Client withdrew', EventTime: '2026-03-04T18:30:00.000Z' },
          status: 'declined_by_client',
        },
      ]);
    });

    it.each([
      ['Closed', 'CLIENT_WITHDREW', 'declined_by_client'],
      ['closed', 'moved away', 'closed'],
      ['Closed', undefined, undefined],
      ['Open', 'Client withdrew', undefined],
    ])('finds for %p and %p the status %p', async (name, reason, status) => {
      expect(await read(document, stage(name, reason))).toMatchObject([{ status }]);
    });

    it('is ignored, with its reason and without fields, when the event has no stage', async () => {
      expect(await read(document, stage(''))).toMatchObject([{ ignored: 'no stage in this event', fields: {} }]);
    });
  });
});
