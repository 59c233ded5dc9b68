import { caseOf } from './user-cases.domain.js';

const lead = {
  id: 'lead-1',
  userId: 'user-1',
  environment: 'live' as const,
  massTort: { slug: 'roundup', name: 'Roundup' },
  partner: null,
  state: 'routed',
  status: null,
  timeline: [],
};
const standing = { label: 'Agreement signed', meaning: 'You have signed.', stage: 70, terminal: false };

describe('A case as the app shows it', () => {
  it('explains the status in words', () => {
    expect(caseOf({ ...lead, status: 'signed' }, standing)).toMatchObject({
      leadId: 'lead-1',
      status: 'signed',
      ...standing,
    });
  });

  it('has no words before the first status', () => {
    const nothing = { status: null, label: null, meaning: null, stage: null, terminal: false };
    expect(caseOf(lead, undefined)).toMatchObject(nothing);
  });

  it('leaves out what is none of the app’s business', () => {
    expect(caseOf(lead, undefined)).not.toHaveProperty('userId');
  });
});
