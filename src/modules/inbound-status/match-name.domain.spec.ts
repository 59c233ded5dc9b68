import type { MatchCandidate, MatchKeys } from './match-candidate.domain.js';
import { judgeName } from './match-name.domain.js';

const NOW = new Date('2026-03-04T12:00:00Z');
const CONTEXT = { now: NOW, terminal: () => false };
const JANE = { firstName: 'Jane', lastName: 'Doe', state: 'CA', dateOfBirth: '1985-03-15' };

function lead(leadId: string, person: Partial<typeof JANE> = {}, massTortId = 'roundup'): MatchCandidate {
  return {
    leadId,
    identifiedAt: NOW,
    status: null,
    statusAt: null,
    massTortId,
    person: () => ({ ...JANE, ...person }),
  };
}

type Said = Partial<Pick<MatchKeys, 'massTortId' | 'state' | 'birthDate'>>;

/** What the rule says of Jane Doe with what else was said. */
function judged(said: Said, leads: readonly MatchCandidate[]) {
  const values = { lead_id: null, external_id: null, phone: null, email: null, name: 'Doe, Jane' };
  return judgeName({ values, massTortId: null, state: null, birthDate: null, ...said }, leads, CONTEXT);
}

it.each<[string, Said, string]>([
  ['nothing', {}, 'go_on'],
  ['the case', { massTortId: 'roundup' }, 'matched'],
  ['another case', { massTortId: 'talc' }, 'go_on'],
  ['the state', { state: 'CA' }, 'matched'],
  ['another state', { state: 'TX' }, 'go_on'],
  ['the birth date', { birthDate: '1985-03-15' }, 'matched'],
  ['another birth date', { birthDate: '1985-03-16' }, 'go_on'],
  ['the case, but another birth date', { massTortId: 'roundup', birthDate: '1985-03-16' }, 'go_on'],
  ['the state, but another case', { state: 'CA', massTortId: 'talc' }, 'go_on'],
  ['the case, but another state: people move', { state: 'TX', massTortId: 'roundup' }, 'matched'],
  ['the birth date, but another case: people have several', { massTortId: 'talc', birthDate: '1985-03-15' }, 'matched'],
])('a name with %s', (_, said, end) => {
  expect(judged(said, [lead('A')]).end).toBe(end);
});

it('a birth date that the lead lacks leaves it to the case', () => {
  const undated: MatchCandidate = { ...lead('A'), person: () => ({ firstName: 'Jane', lastName: 'Doe' }) };
  expect(judged({ birthDate: '1985-03-15' }, [undated]).end).toBe('go_on');
  expect(judged({ birthDate: '1985-03-15', massTortId: 'roundup' }, [undated]).end).toBe('matched');
});

it('tells people of one name apart, and gives up when it cannot', () => {
  const twins = [lead('A'), lead('B', { state: 'TX' }), lead('C', { firstName: 'John' })];
  expect(judged({ state: 'TX' }, twins)).toMatchObject({ end: 'matched', candidate: { leadId: 'B' }, teaches: false });
  expect(judged({ birthDate: '1985-03-15' }, twins).end).toBe('ambiguous');
});

it('says why each of the others lost', () => {
  const old = { ...lead('D'), identifiedAt: new Date('2023-01-01T00:00:00Z') };
  const { lost } = judged({ state: 'TX' }, [
    lead('A'),
    lead('B', { state: 'TX' }),
    lead('C', { firstName: 'John' }),
    old,
  ]);
  expect(lost).toEqual([
    { leadId: 'D', why: 'It was sent more than 24 months ago.' },
    { leadId: 'C', why: 'It sounds alike, but the name is another.' },
    { leadId: 'A', why: 'Neither case code, birth date nor state agrees.' },
  ]);
});
