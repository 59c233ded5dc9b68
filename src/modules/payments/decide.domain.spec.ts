import { applyEvent } from './apply-event.domain.js';
import { accept, reopen } from './decide.domain.js';
import { NOTHING } from './payment-state.domain.js';

it('closes what is open, remembers what it was, and lets effects go', () => {
  const state = { ...NOTHING, frozen: true, exceptions: ['conflict', 'late'] as const, accepted: ['over'] };
  expect(accept('payram_payment', state, ['late', 'verifying'])).toMatchObject({
    ...{ frozen: false, exceptions: [], accepted: ['conflict', 'late', 'over', 'verifying'] },
  });
});

it('never accepts that a payment is nobody’s', () => {
  const state = { ...NOTHING, exceptions: ['over', 'unlinked'] as const };
  expect(accept('payram_payment', state, ['unlinked'])).toMatchObject({ exceptions: ['unlinked'], accepted: ['over'] });
  expect(reopen(state).exceptions).toEqual(['over']);
});

it('takes money that leaves for ours, as far as it was told to be, and goes on from there', () => {
  const withdrawal = {
    ...{ kind: 'paidlys_withdrawal' as const, reference: 'w', at: null, facts: {}, progress: false, verified: true },
    ...{ known: false, flaws: [] },
  };
  const told = (status: string) => ({ ...withdrawal, status, rawStatus: status });
  const before = applyEvent(applyEvent(NOTHING, told('initiated')).state, told('broadcast')).state;
  expect(before).toMatchObject({ status: null, frozen: true, exceptions: ['unlinked'] });
  const taken = accept('paidlys_withdrawal', before, []);
  expect(taken).toMatchObject({ status: 'broadcast', frozen: false, exceptions: [], accepted: ['unlinked'] });
  expect(applyEvent(taken, told('done'))).toMatchObject({
    outcome: 'applied',
    pages: false,
    state: { status: 'done' },
  });
});
