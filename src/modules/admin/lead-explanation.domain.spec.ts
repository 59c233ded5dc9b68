import { explain, type LeadFacts } from './lead-explanation.domain.js';

const at = new Date('2026-03-04T18:30:00.000Z');
const DELIVERY = {
  id: 'd-1',
  state: 'delivered',
  reason: null,
  attempts: 1,
  httpStatus: 200,
  nextAttemptAt: null,
  finishedAt: at,
};
const FACTS: LeadFacts = {
  state: 'delivered',
  massTort: 'Roundup Weedkiller',
  createdAt: at,
  partner: 'Smith Law',
  obstacle: null,
  delivery: DELIVERY,
  report: null,
  waiting: [],
};
const ofDelivery = (change: Partial<NonNullable<LeadFacts['delivery']>>) =>
  explain({ ...FACTS, delivery: { ...DELIVERY, finishedAt: null, ...change } });

it.each([
  ['no_partner', 'of Roundup Weedkiller in TX, no active partner takes it there.', 'Give a partner'],
  ['no_endpoint', 'endpoint that can be used.', 'Save an endpoint'],
  ['capped', 'reached its cap of the day.', 'Raise a cap'],
] as const)('says why nobody has a lead: %s', (code, why, fix) => {
  const told = explain({ ...FACTS, partner: null, delivery: null, obstacle: { code, state: 'TX' } });
  expect(told.sentence).toMatch(/^Nobody has it since 2026-03-04 18:30 UTC: /);
  expect([told.sentence, told.fix]).toEqual([expect.stringContaining(why), expect.stringContaining(fix)]);
});

it('says when a partner would take it after all', () => {
  const told = explain({ ...FACTS, partner: null, delivery: null });
  expect(told.fix).toContain('within a minute');
});

it.each([
  ['delivered', { finishedAt: at }, 'Smith Law has it since 2026-03-04 18:30 UTC and has reported nothing', null],
  ['waiting', {}, 'It is about to be sent to Smith Law.', null],
  [
    'retrying',
    { attempts: 3, httpStatus: 503, nextAttemptAt: at },
    '3 times it could not be sent to Smith Law (answered 503); the next attempt is due 2026-03-04 18:30 UTC.',
    'Nothing, unless',
  ],
  ['held', { reason: 'endpoint_disabled' }, 'It is held back from Smith Law (endpoint_disabled).', 'Save the endpoint'],
  [
    'held',
    { reason: 'outbound_incomplete' },
    'It is held back from Smith Law (outbound_incomplete).',
    'Correct the outbound adapter',
  ],
  ['held', { reason: 'poison' }, 'It is held back from Smith Law (poison).', '/api/admin/deliveries/d-1/resend'],
  [
    'unknown',
    { httpStatus: null, reason: 'timeout' },
    'It may have reached Smith Law; nobody can tell (timeout).',
    'Ask Smith Law.',
  ],
  [
    'exhausted',
    { attempts: 9, httpStatus: 500 },
    'It never reached Smith Law: exhausted after 9 of its attempts (answered 500).',
    'resend',
  ],
  [
    'refused',
    { httpStatus: 410 },
    'It never reached Smith Law: refused after 1 of its attempts (answered 410).',
    'resend',
  ],
] as const)('says of a delivery that is %s what it waits for: %j', (state, change, sentence, fix) => {
  const told = ofDelivery({ state, ...change });
  expect(told.sentence).toContain(sentence);
  if (fix === null) expect(told.fix).toBeNull();
  else expect(told.fix).toContain(fix);
});

it('says that a lead is about to be sent before anything is owed', () => {
  expect(explain({ ...FACTS, delivery: null }).sentence).toBe('It was routed to Smith Law and is about to be sent.');
});

it('says what the partner reported', () => {
  const report = { rawStatus: 'RetainerSigned', label: 'Agreement signed', at };
  expect(explain({ ...FACTS, report })).toEqual({
    sentence: 'Smith Law reported "RetainerSigned" on 2026-03-04 18:30 UTC: Agreement signed.',
    fix: null,
  });
});

it('says what waits for somebody first of all that would fix it', () => {
  const waiting = [
    { reason: 'status_unmapped', fix: 'Say what it means.' },
    { reason: 'external_id_conflict', fix: 'Decide.' },
  ];
  expect(explain({ ...FACTS, waiting })).toEqual({
    sentence: expect.stringMatching(
      /moved it; something about it waits for an operator \(status_unmapped, and 1 more\)\.$/,
    ),
    fix: 'Say what it means.',
  });
});
