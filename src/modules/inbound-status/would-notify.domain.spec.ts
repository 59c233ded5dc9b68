import { wouldNotify } from './would-notify.domain.js';

const SIGNED = { notify: true, pushText: 'Your case has news.' };
const MOVE = { moves: true, matchedBy: 'lead_id', environment: 'live', standing: SIGNED } as const;

it('foretells the push of a move that is worth one', () => {
  expect(wouldNotify(MOVE)).toMatchObject({ notify: true, push_text: SIGNED.pushText });
});

it.each([
  ['a lead that stays where it is', { moves: false }],
  ['a status without a meaning', { standing: null }],
  ['a sandbox token', { environment: 'sandbox' as const }],
  ['a status that nobody is told of', { standing: { ...SIGNED, notify: false } }],
  ['a lead found by its name', { matchedBy: 'name' }],
])('foretells none for %s, and says why', (_, change) => {
  const { why, ...told } = wouldNotify({ ...MOVE, ...change });
  expect(told).toEqual({ notify: false, push_text: null });
  expect(why).toMatch(/^[A-Z].*\.$/);
});
