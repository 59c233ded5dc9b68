import fc from 'fast-check';
import { type Proposal, type ProposeOptions, propose } from './propose.js';

const OURS = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const NESTED = {
  lead: { ref: OURS, status: 'Retainer Signed', note: 'Signed by e-sign on the phone.' },
  contact: {
    name: { given: 'Jane', family: 'Doe' },
    phones: [
      { kind: 'work', number: null },
      { kind: 'mobile', number: '(555) 123-4567' },
    ],
    email: 'Jane.Doe@Example.com',
  },
  owner: { name: 'Kim Estes', email: 'kestes@firm.example', phone: '+13055550199' },
};
const LEAD = { id: OURS, phone: '+15551234567', email: 'jane.doe@example.com', firstName: 'Jane', lastName: 'Doe' };

const json = (body: unknown) => ({ contentType: 'application/json', body: Buffer.from(JSON.stringify(body)) });
const proposed = (body: unknown, options?: ProposeOptions) => propose([json(body)], options);
const fieldOf = ({ fields }: Proposal, field: string) => fields.find((one) => one.field === field);
const resultOf = ({ samples }: Proposal) => samples[0]?.results[0];

it('reads a nested format: status, remark, and the client, not the owner', async () => {
  expect(resultOf(await proposed(NESTED))).toMatchObject({
    LeadId: OURS,
    Status: 'Retainer Signed',
    Message: 'Signed by e-sign on the phone.',
    ContactPhone: '+15551234567',
    ContactEmail: 'jane.doe@example.com',
    ContactName: 'Jane Doe',
    LawFirm: null,
  });
});

it('never takes our id for granted by its name or shape', async () => {
  const proposal = await proposed({ PayMeLeadId: OURS, Status: 'Signed', id: 7 });
  expect(fieldOf(proposal, 'LeadId')).toMatchObject({ expression: 'PayMeLeadId', band: 'check' });
});

it('takes our id for granted when it is a lead that was delivered', async () => {
  const proposal = await proposed({ x: OURS, Status: 'Signed' }, { findDelivered: async () => [{ id: OURS }] });
  expect(fieldOf(proposal, 'LeadId')).toMatchObject({ expression: 'x', band: 'auto', confidence: 0.97 });
});

it('asks whether the only UUID is our id, unless it is the record’s own', async () => {
  const alone = await proposed({ caseNumber: 'C-7', Status: 'Signed', alternateCaseNumber: OURS });
  expect(fieldOf(alone, 'LeadId')).toMatchObject({ expression: 'alternateCaseNumber', band: 'check' });
  const own = await proposed({ caseNumber: 'C-7', Status: 'Signed', caseId: OURS });
  expect(fieldOf(own, 'LeadId')?.band).toBe('not_found');
  const others = await proposed({ caseNumber: 'C-7', Status: 'Signed', workspace: { id: OURS } });
  expect(fieldOf(others, 'LeadId')?.band).toBe('not_found');
});

it('never takes the id of a person, nor a UUID that may be ours, for the record’s without asking', async () => {
  const person = await proposed({ ContactId: '8820', Status: 'Signed' });
  expect(fieldOf(person, 'ExternalLeadId')).toMatchObject({ expression: 'ContactId', band: 'check' });
  const uuid = await proposed({ case_id: OURS, Status: 'Signed' });
  expect(fieldOf(uuid, 'ExternalLeadId')).toMatchObject({ expression: 'case_id', band: 'check' });
  const both = await proposed({ case_id: '0a1b2c3d-4e5f-4607-8192-a3b4c5d6e7f8', Status: 'Signed', payme_id: OURS });
  expect(fieldOf(both, 'ExternalLeadId')).toMatchObject({ expression: 'case_id', band: 'auto' });
});

it('reads the wording of a status rather than its code, and proposes the code for nothing', async () => {
  const proposal = await proposed({ lead_id: 7, status: 'DQ', status_name: 'Disqualified' });
  expect(resultOf(proposal)).toMatchObject({ Status: 'Disqualified', SubStatus: null });
});

it('takes a case for granted only when the catalogue names it', async () => {
  const cases = [{ slug: 'roundup', name: 'Roundup Weedkiller', code: 'RU' }];
  const known = await proposed({ id: 7, status: 'Signed', case_type: 'RU-SMITHLAW' }, { cases });
  expect(fieldOf(known, 'CaseCode')).toMatchObject({ expression: 'case_type', band: 'auto' });
  const unknown = await proposed({ id: 7, status: 'Signed', case_type: 'Talcum Powder' }, { cases });
  expect(fieldOf(unknown, 'CaseCode')).toMatchObject({ expression: 'case_type', band: 'check' });
});

it('asks for leads by every id, phone and e-mail of the samples', async () => {
  const asked: unknown[] = [];
  await proposed(NESTED, {
    findDelivered: async (keys) => {
      asked.push(keys);
      return [];
    },
  });
  expect(asked).toEqual([
    {
      leadIds: [OURS],
      phones: expect.arrayContaining(['+15551234567', '+13055550199']),
      emails: expect.arrayContaining(['jane.doe@example.com', 'kestes@firm.example']),
    },
  ]);
});

it('finds a lead that is echoed under names that say nothing', async () => {
  const body = { a: OURS, b: '555-123-4567', c: 'Doe, Jane', d: 'jane.doe@example.com', s: 'Signed Up' };
  const proposal = await proposed(body, { findDelivered: async () => [LEAD] });
  const bands = ['LeadId', 'ContactPhone', 'ContactName', 'ContactEmail'].map(
    (field) => fieldOf(proposal, field)?.band,
  );
  expect(bands).toEqual(['auto', 'auto', 'auto', 'auto']);
});

it('proposes no phone, e-mail or name that stands among the data of staff', async () => {
  const staff = { name: 'Kim Estes', email: 'kestes@firm.example', phone: '+13055550199' };
  const proposal = await proposed({ id: 7, status: 'Signed', assigned_to: staff, created_by: staff });
  expect(resultOf(proposal)).toMatchObject({ ContactPhone: null, ContactEmail: null, ContactName: null });
});

it('takes the status of something else for no sub-status', async () => {
  const proposal = await proposed({ id: 7, status: 'Signed', verification_status: 'verified', statute_status: 'Open' });
  expect(resultOf(proposal)).toMatchObject({ Status: 'Signed', SubStatus: null });
});

it('takes the new status and never the previous one', async () => {
  const proposal = await proposed({
    old: { status: 'Retainer Sent' },
    new: { status: 'Signed' },
    previous_status: 'Open',
  });
  expect(fieldOf(proposal, 'Status')?.expression).toBe('new.status');
});

it('leaves out what looks like an identity, card or access number, and says so without the value', async () => {
  const proposal = await proposed({
    status: 'Signed',
    SSN: '123-45-6789',
    memo: '4111 1111 1111 1111',
    api_key: 'k-123',
  });
  expect(proposal.warnings.map(({ code }) => code)).toEqual([
    'sensitive_member',
    'sensitive_member',
    'sensitive_member',
  ]);
  expect(JSON.stringify(proposal)).not.toMatch(/123-45|4111|k-123/);
});

it('takes a long id for an id, though it may pass for a card number', async () => {
  const proposal = await proposed({ call_id: '300000000918273', status: 'Signed' });
  expect(resultOf(proposal)?.ExternalLeadId).toBe('300000000918273');
});

it('says what it takes for granted where the samples leave it open', async () => {
  const open = { status: 'Signed', client_phone: '(202) 555-0101', status_changed_at: '3/4/2026 10:00' };
  const codes = (await proposed(open)).warnings.map(({ code }) => code);
  expect(codes).toEqual(['phone_region_assumed', 'time_zone_assumed', 'date_order_assumed']);
  const told = { status: 'Signed', client_phone: '+12025550101', status_changed_at: '2026-03-04T10:00:00Z' };
  expect((await proposed(told)).warnings).toEqual([]);
});

it('reads each update of a batch, and passes over events about something else', async () => {
  const event = (propertyName: string, propertyValue: string, occurredAt: number) => ({
    objectId: 3958,
    propertyName,
    propertyValue,
    occurredAt,
  });
  const body = [event('hs_lead_status', 'SIGNED', 1772659208000), event('hubspot_owner_id', '7', 1772659300000)];
  const { adapter, samples } = await proposed(body);
  expect(adapter.decode.forEach).toBe('@');
  expect(adapter.when).toHaveLength(1);
  expect(samples[0]?.results.map(({ Status, ExternalLeadId }) => [Status, ExternalLeadId])).toEqual([
    ['SIGNED', '3958'],
  ]);
});

it('reads forms, XML, and JSON within a form member whose name has a dot', async () => {
  const form = new URLSearchParams({
    'deal[id]': '9081',
    'deal[stage_title]': 'Signed Up',
    'data.json': '{"client_email":["a@example.com"]}',
  });
  const forms = await propose([
    { contentType: 'application/x-www-form-urlencoded', body: Buffer.from(form.toString()) },
  ]);
  expect(resultOf(forms)).toMatchObject({ ExternalLeadId: '9081', Status: 'Signed Up', ContactEmail: 'a@example.com' });
  const xml = '<s:Update xmlns:s="urn:x"><s:Lead><s:Id>77</s:Id><s:Status>Signed</s:Status></s:Lead></s:Update>';
  expect(resultOf(await propose([{ contentType: 'text/xml', body: Buffer.from(xml) }]))).toMatchObject({
    ExternalLeadId: '77',
    Status: 'Signed',
  });
});

it('reads a multipart body whose boundary was not pasted with it', async () => {
  const part = (name: string, value: string) =>
    `--x1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body = Buffer.from(`${part('Status', 'Signed')}${part('client_email', 'a@example.com')}--x1--\r\n`);
  const proposal = await propose([{ contentType: 'multipart/form-data', body }]);
  expect(resultOf(proposal)).toMatchObject({ Status: 'Signed', ContactEmail: 'a@example.com' });
});

it('tells the firm’s own data by what samples about two people share', async () => {
  const about = (id: number, email: string) =>
    json({ id, status: 'Signed', notify: 'desk@firm.example', client: { email } });
  const proposal = await propose([about(1, 'a@example.com'), about(2, 'b@example.com')]);
  expect(proposal.samples.map(({ results }) => results[0]?.ContactEmail)).toEqual(['a@example.com', 'b@example.com']);
});

it('says why for every field, with what came next, and quotes no value', async () => {
  const proposal = await proposed({ id: 7, status: 'Signed', stage: 'Open', client_email: 'a@example.com' });
  expect(proposal.fields.map(({ field }) => field)).toHaveLength(12);
  expect(fieldOf(proposal, 'Status')?.reason).toMatch(/status.*Next best: stage\./);
  expect(JSON.stringify(proposal.fields)).not.toMatch(/Signed|a@example/);
});

it('suggests what the statuses mean that it read and that were listed', async () => {
  const canonical = [{ code: 'signed', rawStrings: ['Signed'] }];
  const { statuses } = await proposed({ id: 7, status: 'Signed' }, { canonical, statuses: ['Whatever'] });
  expect(statuses.map(({ raw, canonical: code }) => [raw, code])).toEqual([
    ['Signed', 'signed'],
    ['Whatever', null],
  ]);
});

it('proposes the same however the members are ordered', async () => {
  const members = Object.entries({ ...NESTED, ContactId: 5, campaign: 'Talc', stage: 'New', phone2: '+12025550100' });
  const expected = (await proposed(Object.fromEntries(members))).adapter;
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(members, { minLength: members.length }), async (shuffled) => {
      expect((await proposed(Object.fromEntries(shuffled))).adapter).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
