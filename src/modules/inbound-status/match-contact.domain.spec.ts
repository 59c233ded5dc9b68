import fc from 'fast-check';
import type { MatchCandidate } from './match-candidate.domain.js';
import { judgeContact } from './match-contact.domain.js';

const NOW = new Date('2026-03-04T12:00:00Z');
const CONTEXT = { now: NOW, terminal: (status: string) => status === 'closed' };
const LONG_AGO = { status: 'closed', statusAt: new Date('2025-01-01T00:00:00Z') };

function lead(
  leadId: string,
  name: string,
  massTortId = 'roundup',
  about: Partial<MatchCandidate> = {},
): MatchCandidate {
  const [firstName = '', lastName = ''] = name.split(' ');
  const open = { identifiedAt: NOW, status: null, statusAt: null };
  return { leadId, ...open, massTortId, ...about, person: () => ({ firstName, lastName }) };
}

function judged(name: string | null, massTortId: string | null, leads: readonly MatchCandidate[]) {
  const values = { lead_id: null, external_id: null, phone: '+15551234567', email: null, name };
  return judgeContact('phone', { values, massTortId, state: null, birthDate: null }, leads, CONTEXT);
}

const chosen = (...asked: Parameters<typeof judged>): string => {
  const verdict = judged(...asked);
  return verdict.end === 'matched' ? `${verdict.candidate.leadId}${verdict.teaches ? ' taught' : ''}` : verdict.end;
};

describe('a phone that one lead has had', () => {
  it.each<[string, string | null, string | null, string]>([
    ['alone', null, null, 'A'],
    ['with the name', 'Jane Doe', null, 'A taught'],
    ['with the case', null, 'roundup', 'A taught'],
    ['with the name, but another case', 'Jane Doe', 'talc', 'A taught'],
    ['with the case, but another name', 'Rita Roe', 'roundup', 'A'],
    ['with half the name and another case', 'Jane Roe', 'talc', 'A'],
    ['with a first name only and another case', 'Rita', 'talc', 'A'],
    ['with another name and no case', 'Rita Roe', null, 'A'],
    ['with another name and another case', 'Rita Roe', 'talc', 'disagree'],
  ])('%s: %j, %j → %s', (_, name, massTortId, expected) => {
    expect(chosen(name, massTortId, [lead('A', 'Jane Doe')])).toBe(expected);
  });
});

describe('a phone that a family shares', () => {
  const family = [lead('A', 'Jane Doe'), lead('B', 'John Doe', 'talc')];

  it.each<[string, string | null, string | null, string]>([
    ['nothing', null, null, 'ambiguous'],
    ['the name of one', 'John Doe', null, 'B taught'],
    ['the case of one', null, 'roundup', 'A taught'],
    ['the name of one and the case of the other', 'John Doe', 'roundup', 'ambiguous'],
    ["a stranger's name and the case of one", 'Max Moe', 'roundup', 'ambiguous'],
    ['the name of one and the case of nobody', 'John Doe', 'paraquat', 'B taught'],
  ])('is told apart by what agrees with one: %s', (_, name, massTortId, expected) => {
    expect(chosen(name, massTortId, family)).toBe(expected);
  });

  it('lets the name choose among leads of one case', () => {
    expect(chosen('John Doe', 'roundup', [lead('A', 'Jane Doe'), lead('B', 'John Doe')])).toBe('B taught');
  });

  it('was shared for good: one that ended long ago still asks for name or case', () => {
    const ended = lead('B', 'John Doe', 'talc', LONG_AGO);
    expect(chosen(null, null, [lead('A', 'Jane Doe'), ended])).toBe('ambiguous');
    expect(judged('Jane Doe', null, [lead('A', 'Jane Doe'), ended]).lost).toEqual([
      { leadId: 'B', why: 'It ended 90 days ago or more.' },
    ]);
  });
});

it('never chooses a lead that a full name contradicts among several', () => {
  const names = fc.constantFrom('Jane Doe', 'John Doe', 'Rita Roe');
  const cases = fc.constantFrom('roundup', 'talc');
  const leads = fc.array(fc.tuple(names, cases), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(names, fc.option(cases), leads, (name, massTortId, all) => {
      const family = all.map(([one, tort], at) => lead(`L${at}`, one, tort));
      const verdict = judged(name, massTortId, family);
      if (verdict.end !== 'matched') return;
      expect(all[family.indexOf(verdict.candidate)]?.[0]).toBe(name);
    }),
  );
});
