import { TARGETS, type Target } from './inbound-adapter.domain.js';
import { incomplete } from './incomplete.domain.js';

const NOTHING = Object.fromEntries(TARGETS.map((target) => [target, null])) as Record<Target, string | null>;
const codeOf = (fields: Partial<Record<Target, string>>) => incomplete({ ...NOTHING, ...fields })?.code ?? null;

it.each(['LeadId', 'ExternalLeadId', 'ContactPhone', 'ContactEmail', 'ContactName'] as const)(
  'takes %s for an identifier',
  (field) => {
    expect(codeOf({ [field]: 'x', Status: 'Signed' })).toBeNull();
  },
);

it('refuses an update that names nobody, whatever else it says', () => {
  expect(codeOf({ Status: 'Signed', CaseCode: 'RU', EventId: 'e', Message: 'm' })).toBe('missing_identifier');
});

it('refuses an update without a status, a sub-status being none', () => {
  expect(codeOf({ LeadId: 'x', SubStatus: 'Client withdrew' })).toBe('missing_status');
});
