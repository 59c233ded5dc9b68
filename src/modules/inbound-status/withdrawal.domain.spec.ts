import { standingWithout } from './withdrawal.domain.js';

const at = (hour: number) => new Date(Date.UTC(2026, 2, 4, hour));
const reported = (status: string, hour: number, receiptId: string, applied = true) => ({
  type: 'status.reported',
  at: at(hour),
  status,
  receiptId,
  applied,
});

it('goes back to the last status that another report brought', () => {
  const timeline = [reported('contacted', 1, 'a'), reported('signed', 2, 'b'), reported('filed', 3, 'c')];
  expect(standingWithout(timeline, 'c')).toEqual({ status: 'signed', at: at(2) });
});

it('passes over what was kept without effect, and what is no status', () => {
  const created = { type: 'lead.created', at: at(0), applied: true };
  const timeline = [
    created,
    reported('contacted', 1, 'a'),
    reported('filed', 2, 'b', false),
    reported('signed', 3, 'c'),
  ];
  expect(standingWithout(timeline, 'c')).toEqual({ status: 'contacted', at: at(1) });
});

it('goes back to none when it was the first', () => {
  expect(standingWithout([reported('signed', 1, 'a')], 'a')).toEqual({ status: null, at: null });
});

it('does not go back to what was taken back before', () => {
  const withdrawn = { type: 'status.withdrawn', at: at(3), status: 'contacted', receiptId: 'b', applied: true };
  const timeline = [reported('contacted', 1, 'a'), reported('signed', 2, 'b'), withdrawn, reported('filed', 4, 'c')];
  expect(standingWithout(timeline, 'c')).toEqual({ status: 'contacted', at: at(1) });
});
