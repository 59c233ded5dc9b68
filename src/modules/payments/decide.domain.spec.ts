import { accept, reopen } from './decide.domain.js';
import { NOTHING } from './payment-state.domain.js';

it('closes what is open, remembers what it was, and lets effects go', () => {
  const state = { ...NOTHING, frozen: true, exceptions: ['conflict', 'late'] as const, accepted: ['over'] };
  expect(accept(state, ['late', 'verifying'])).toMatchObject({
    ...{ frozen: false, exceptions: [], accepted: ['conflict', 'late', 'over', 'verifying'] },
  });
});

it('never accepts that a payment is nobody’s', () => {
  const state = { ...NOTHING, exceptions: ['over', 'unlinked'] as const };
  expect(accept(state, ['unlinked'])).toMatchObject({ exceptions: ['unlinked'], accepted: ['over'] });
  expect(reopen(state).exceptions).toEqual(['over']);
});
