import { countedOn, keptOf } from './shadow.domain.js';

const of = (...classes: ('same' | 'broken' | 'fixed')[]) => classes.map((one) => ({ class: one }));

it('counts on from page to page, and names no class that never was', () => {
  expect(countedOn({ same: 2, broken: 1 }, of('same', 'fixed', 'broken'))).toEqual({ same: 3, broken: 2, fixed: 1 });
  expect(countedOn({}, [])).toEqual({});
});

it('keeps what differs, and no more than a thousand of it in all', () => {
  expect(keptOf({ same: 5_000 }, of('same', 'fixed', 'broken'))).toEqual(of('fixed', 'broken'));
  expect(keptOf({ same: 5, broken: 999 }, of('fixed', 'broken'))).toEqual(of('fixed'));
  expect(keptOf({ broken: 400, fixed: 700 }, of('fixed'))).toEqual([]);
});
