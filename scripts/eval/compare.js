import { readWith } from '../../dist/src/modules/adapters/adapter-reading.domain.js';
import { compileAdapter } from '../../dist/src/modules/adapters/compiled-adapter.domain.js';
import { decodeBody } from '../../dist/src/modules/adapters/decode-body.js';

/** Label in the formats → our field. */
const FIELDS = {
  leadId: 'LeadId',
  externalLeadId: 'ExternalLeadId',
  status: 'Status',
  subStatus: 'SubStatus',
  phone: 'ContactPhone',
  email: 'ContactEmail',
  name: 'ContactName',
  caseCode: 'CaseCode',
  lawFirm: 'LawFirm',
  message: 'Message',
};

const squeezed = (value) => (value === null || value === undefined ? null : String(value).replace(/\s+/g, ' ').trim());
const withoutFullStop = (value) => squeezed(value)?.replace(/\.$/, '') ?? null;
const lower = (value) => squeezed(value)?.toLowerCase() ?? null;
const NORMAL = {
  leadId: lower,
  email: lower,
  status: withoutFullStop,
  subStatus: withoutFullStop,
  message: withoutFullStop,
};

/** What the proposed adapter makes of a sample; of several updates the newest, by event time, else by order. */
export async function readingOf(adapter, { body, contentType }, region) {
  const compiled = compileAdapter(adapter);
  const { tree } = await decodeBody(adapter.decode, body, contentType);
  const updates = readWith(compiled, tree, { phoneRegion: region }).filter(({ ignored }) => ignored === null);
  const inOrder = updates.toSorted((one, other) =>
    (one.fields.EventTime ?? '').localeCompare(other.fields.EventTime ?? ''),
  );
  return inOrder.at(-1)?.fields ?? {};
}

/** One line for each field: was it there, was it proposed, was it right, and in which band. */
export function compared(expected, fields, proposed) {
  return Object.entries(FIELDS).map(([label, field]) => {
    const normal = NORMAL[label] ?? squeezed;
    const [wanted, given] = [normal(expected[label]), normal(fields[field])];
    const { band, confidence, expression } = proposed.find((one) => one.field === field);
    return {
      label,
      wanted,
      given,
      band,
      confidence,
      expression,
      present: wanted !== null,
      made: given !== null,
      right: given !== null && given === wanted,
    };
  });
}
