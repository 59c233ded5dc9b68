import fc from 'fast-check';
import { type MatchCandidate, type MatchKeys, matchLead, RULES, type Rule } from './lead-match.domain.js';

const NOW = new Date('2026-03-04T12:00:00Z');
const DAY_MS = 86_400_000;
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const CONTEXT = { now: NOW, terminal: (status: string) => status === 'closed' };

type About = Partial<Omit<MatchCandidate, 'person'>> & { readonly name?: string; readonly born?: string };

/** A lead that was sent yesterday, on Jane Doe's roundup case. */
function lead(leadId: string, { name = 'Jane Doe', born = '1985-03-15', ...about }: About = {}): MatchCandidate {
  const [firstName = '', lastName = ''] = name.split(' ');
  const lately = { identifiedAt: daysAgo(1), status: null, statusAt: null, massTortId: 'roundup' };
  return { leadId, ...lately, ...about, person: () => ({ firstName, lastName, state: 'CA', dateOfBirth: born }) };
}

const none: Record<Rule, readonly MatchCandidate[]> = { lead_id: [], external_id: [], phone: [], email: [], name: [] };
const VALUES = { lead_id: 'A', external_id: 'X-1', phone: '+15551234567', email: 'jane@example.com', name: 'Jane Doe' };

/** The keys named, with their values; `said` overrides them. */
function keys(
  rules: readonly Rule[],
  said: Partial<Record<Rule, string>> = {},
  massTortId: string | null = null,
): MatchKeys {
  const values = Object.fromEntries(
    RULES.map((rule) => [rule, said[rule] ?? (rules.includes(rule) ? VALUES[rule] : null)]),
  );
  return { values: values as MatchKeys['values'], massTortId, state: null, birthDate: null };
}

/** What was found, in one word: `A by phone`, `ambiguous`, `disagree`, `not_found`. */
function found(asked: MatchKeys, there: Partial<typeof none>): string {
  const match = matchLead(asked, { ...none, ...there }, CONTEXT);
  if (match.outcome === 'matched') return `${match.leadId} by ${match.by}`;
  return match.disagree ? 'disagree' : match.outcome;
}

const teaches = (asked: MatchKeys, there: Partial<typeof none>): boolean => {
  const match = matchLead(asked, { ...none, ...there }, CONTEXT);
  return match.outcome === 'matched' && match.teaches;
};

const A = lead('A');
const B = lead('B');

describe('the strongest key that is known decides', () => {
  it.each(RULES.map((rule, at) => [rule, RULES.slice(at)] as const))('%s before those below it', (rule, rules) => {
    const there = Object.fromEntries(rules.map((one) => [one, [one === rule ? A : lead('B', { name: 'Rita Roe' })]]));
    expect(found(keys(rules, {}, 'roundup'), there)).toBe(`A by ${rule}`);
  });

  it('asks the next key when nothing is under one, however wrong its value', () => {
    expect(found(keys(RULES, { lead_id: 'no-uuid' }), { email: [A] })).toBe('A by email');
  });

  it('passes over keys that were not sent', () => {
    expect(found(keys(['email']), { lead_id: [B], phone: [B], email: [A] })).toBe('A by email');
  });

  it('finds nothing without keys, and nothing where there is nothing', () => {
    expect(found(keys([]), { lead_id: [A] })).toBe('not_found');
    expect(found(keys(RULES), {})).toBe('not_found');
  });
});

describe('more than one lead under a key', () => {
  it.each(['lead_id', 'external_id', 'phone', 'email'] as const)(
    'of %s ends the search, whatever weaker keys know',
    (rule) => {
      expect(found(keys(RULES.slice(RULES.indexOf(rule))), { [rule]: [A, B], name: [A] })).toBe('ambiguous');
    },
  );

  it('is not decided by the newest', () => {
    expect(found(keys(['phone']), { phone: [lead('A', { identifiedAt: daysAgo(300) }), B] })).toBe('ambiguous');
  });
});

describe('ids', () => {
  const other = lead('B', { name: 'Rita Roe' });

  it.each(['lead_id', 'external_id'] as const)(
    'of %s are overruled by phone and last name that both point elsewhere',
    (rule) => {
      const asked = keys([rule, 'phone'], { name: 'Rita Roe' });
      expect(found(asked, { [rule]: [A], phone: [other] })).toBe('disagree');
    },
  );

  it.each([
    ['the phone alone points elsewhere', keys(['lead_id', 'phone']), [other]],
    ['the name alone points elsewhere', keys(['lead_id', 'phone'], { name: 'Rita Roe' }), []],
    ['the phone points here', keys(['lead_id', 'phone'], { name: 'Rita Roe' }), [A]],
    ['the phone points to many', keys(['lead_id', 'phone'], { name: 'Rita Roe' }), [other, A]],
    ['the last name fits both', keys(['lead_id', 'phone', 'name']), [lead('B', { name: 'John Doe' })]],
    ['the name fits nobody', keys(['lead_id', 'phone'], { name: 'Max Moe' }), [other]],
    ['the phone points to a lead that the external id does not', keys(['lead_id', 'external_id', 'phone']), [other]],
  ])('stand when %s', (_, asked, phone) => {
    expect(found(asked, { lead_id: [A], phone })).toBe('A by lead_id');
  });

  it.each([
    ['and last name', keys(['lead_id', 'external_id'], { name: 'Rita Roe' }), []],
    ['and phone', keys(['lead_id', 'external_id', 'phone']), [other]],
  ])('of ours are overruled by external id %s that both point elsewhere', (_, asked, phone) => {
    expect(found(asked, { lead_id: [A], external_id: [other], phone })).toBe('disagree');
  });

  it('of ours stand against external id and phone when the name is on their side', () => {
    const asked = keys(['lead_id', 'external_id', 'phone', 'name']);
    expect(found(asked, { lead_id: [A], external_id: [other], phone: [other] })).toBe('A by lead_id');
  });

  it('of ours stand against an external id alone, and say for whom it is known', () => {
    const match = matchLead(keys(['lead_id', 'external_id']), { ...none, lead_id: [A], external_id: [B] }, CONTEXT);
    expect(match).toMatchObject({ leadId: 'A', teaches: false, disputed: 'B' });
    expect(match.steps[0]?.lost).toEqual([{ leadId: 'B', why: expect.stringContaining('external id is known') }]);
  });

  it('open no person when no name was sent', () => {
    const sealed = (leadId: string): MatchCandidate => ({
      ...lead(leadId),
      person: () => {
        throw new Error('Nobody asked for a name');
      },
    });
    const asked = keys(['lead_id', 'external_id', 'phone']);
    expect(found(asked, { lead_id: [sealed('A')], external_id: [sealed('B')], phone: [] })).toBe('A by lead_id');
    expect(found(asked, { lead_id: [sealed('A')], phone: [sealed('B')] })).toBe('A by lead_id');
  });

  it('know no window', () => {
    const old = lead('A', { identifiedAt: daysAgo(2_000), status: 'closed', statusAt: daysAgo(1_000) });
    expect(found(keys(['lead_id']), { lead_id: [old] })).toBe('A by lead_id');
    expect(found(keys(['external_id']), { external_id: [old] })).toBe('A by external_id');
  });
});

it('takes an e-mail address for exactly one lead only, whatever name and case say', () => {
  const other = { name: 'John Doe', massTortId: 'talc' };
  const asked = keys(['email', 'name'], {}, 'roundup');
  expect(found(asked, { email: [A, lead('B', other)], name: [A] })).toBe('ambiguous');
  const ended = lead('B', { ...other, status: 'closed', statusAt: daysAgo(90) });
  expect(found(asked, { email: [A, ended] })).toBe('A by email');
  expect(found(keys(['email']), { email: [A, ended] })).toBe('ambiguous');
});

describe('the window of phone, e-mail and name', () => {
  const asked = (rule: Rule) => (rule === 'name' ? keys(['name'], {}, 'roundup') : keys([rule]));
  const CASES: [string, About, boolean][] = [
    ['open', { status: 'signed', statusAt: daysAgo(400) }, true],
    ['ended 89 days ago', { status: 'closed', statusAt: daysAgo(89) }, true],
    ['ended 90 days ago', { status: 'closed', statusAt: daysAgo(90) }, false],
    ['sent 730 days ago', { identifiedAt: daysAgo(730) }, true],
    ['sent 731 days ago', { identifiedAt: daysAgo(731) }, false],
  ];

  it.each((['phone', 'email', 'name'] as const).flatMap((rule) => CASES.map((one) => [rule, ...one] as const)))(
    'of %s, a lead that is %s: %j is in it: %p',
    (rule, _, about, inside) => {
      expect(found(asked(rule), { [rule]: [lead('A', about)] })).toBe(inside ? `A by ${rule}` : 'not_found');
    },
  );

  it('lets a lead outside it not stand in the way of the next key', () => {
    const old = lead('B', { identifiedAt: daysAgo(800) });
    expect(found(keys(['phone', 'email']), { phone: [old], email: [A] })).toBe('A by email');
  });
});

describe('a name', () => {
  it('alone never matches', () => {
    expect(found(keys(['name']), { name: [A] })).toBe('not_found');
    expect(found(keys(['name'], {}, 'talc'), { name: [A] })).toBe('not_found');
  });

  it('matches with the case when exactly one lead remains', () => {
    const sounding = [
      A,
      lead('B', { massTortId: 'talc' }),
      lead('C', { name: 'Jane Dough' }),
      lead('D', { name: 'John Doe' }),
    ];
    expect(found(keys(['name'], {}, 'roundup'), { name: sounding })).toBe('A by name');
    expect(found(keys(['name'], {}, 'roundup'), { name: [...sounding, lead('E')] })).toBe('ambiguous');
  });

  it('is ambiguous among more than 20 that sound alike', () => {
    const sounding = Array.from({ length: 20 }, (_, at) => lead(`N${at}`, { name: 'John Doe' }));
    expect(found(keys(['name'], {}, 'roundup'), { name: [...sounding.slice(1), A] })).toBe('A by name');
    expect(found(keys(['name'], {}, 'roundup'), { name: [...sounding, A] })).toBe('ambiguous');
  });
});

describe('an external id is learnt', () => {
  it.each([
    ['by lead_id', keys(['lead_id']), { lead_id: [A] }, true],
    ['not again by lead_id', keys(['lead_id', 'external_id']), { lead_id: [A], external_id: [A] }, false],
    ['not by external_id', keys(['external_id']), { external_id: [A] }, false],
    ['not by phone alone', keys(['phone']), { phone: [A] }, false],
    ['by phone and name', keys(['phone', 'name']), { phone: [A] }, true],
    ['by phone and case', keys(['phone'], {}, 'roundup'), { phone: [A] }, true],
    ['not by e-mail, even with the name', keys(['email', 'name']), { email: [A] }, false],
    ['not by name and case', keys(['name'], {}, 'roundup'), { name: [A] }, false],
  ])('%s', (_, asked, there, expected) => {
    expect(teaches(asked, there)).toBe(expected);
  });
});

it('explains every step with its rule, masked value, number of candidates and reason', () => {
  const { steps } = matchLead(keys(RULES), { ...none, name: [A] }, CONTEXT);
  expect(steps.map(({ rule, value, candidates }) => [rule, value, candidates])).toEqual([
    ['lead_id', 'A', 0],
    ['external_id', 'X-1', 0],
    ['phone', '+1555•••4567', 0],
    ['email', 'j•••@example.com', 0],
    ['name', 'J•••', 1],
  ]);
  expect(steps.every(({ why }) => why.endsWith('.'))).toBe(true);
});

it('does not depend on the order in which leads were found', () => {
  const names = fc.constantFrom('Jane Doe', 'John Doe', 'Rita Roe');
  const about = fc.record({ name: names, massTortId: fc.constantFrom('roundup', 'talc') });
  const leads = fc.array(about, { maxLength: 4 }).map((all) => all.map((one, at) => lead(`L${at}`, one)));
  const rules = fc.subarray([...RULES]);
  fc.assert(
    fc.property(rules, leads, leads, names, (asked, phone, email, name) => {
      const question = keys(asked, asked.includes('name') ? { name } : {}, 'roundup');
      const answer = found(question, { phone, email });
      expect(found(question, { phone: [...phone].reverse(), email: [...email].reverse() })).toBe(answer);
      if (answer.endsWith('by email')) expect(email).toHaveLength(1);
    }),
  );
});
