import { EndpointSlots } from './endpoint-slots.js';

it('gives an endpoint so many slots, and others theirs', () => {
  const slots = new EndpointSlots();
  const taken = [slots.open(), slots.open(), slots.open()].map((slot) => slot.take('slow', 2));
  expect(taken).toEqual([true, true, false]);
  expect(slots.open().take('other', 2)).toBe(true);
});

it('gives a slot back when it is closed, once', () => {
  const slots = new EndpointSlots();
  const [first, second] = [slots.open(), slots.open()];
  first.take('slow', 1);
  expect(second.take('slow', 1)).toBe(false);
  first.close();
  first.close();
  expect(second.take('slow', 1)).toBe(true);
  expect(slots.open().take('slow', 1)).toBe(false);
});

it('counts a slot once, however often its transaction is run again', () => {
  const slots = new EndpointSlots();
  const slot = slots.open();
  expect([slot.take('slow', 1), slot.take('slow', 1)]).toEqual([true, true]);
  slot.close();
  expect(slots.open().take('slow', 1)).toBe(true);
});

it('lets every holder know that somebody was turned away, until one finds nothing due', () => {
  const slots = new EndpointSlots();
  const [one, other] = [slots.open(), slots.open()];
  one.take('slow', 2);
  other.take('slow', 2);
  expect([one.misses(), other.misses()]).toEqual([0, 0]);
  slots.open().take('slow', 2);
  expect([one.misses(), other.misses()]).toEqual([1, 1]);
  one.foundNothing(1);
  expect([one.misses(), other.misses()]).toEqual([0, 0]);
});

it('forgets nobody who is turned away while a holder looks', () => {
  const slots = new EndpointSlots();
  const holder = slots.open();
  holder.take('slow', 1);
  slots.open().take('slow', 1);
  const misses = holder.misses();
  slots.open().take('slow', 1);
  holder.foundNothing(misses);
  expect(holder.misses()).toBe(2);
});

it('says nothing of an endpoint before a slot is taken or after it is closed', () => {
  const slots = new EndpointSlots();
  const holder = slots.open();
  holder.take('slow', 1);
  const turnedAway = slots.open();
  turnedAway.take('slow', 1);
  expect(turnedAway.misses()).toBe(0);
  turnedAway.foundNothing(0);
  turnedAway.close();
  holder.close();
  expect(holder.misses()).toBe(0);
});
