import { pageOf, wholeList } from './page.domain.js';

const found = [{ id: 'c' }, { id: 'b' }, { id: 'a' }];

it('points to the next page when there is more than was asked', () => {
  expect(pageOf(found, 2, 9)).toEqual({ items: [{ id: 'c' }, { id: 'b' }], nextCursor: 'b', total: 9 });
});

it('ends when there is no more, also with a full page', () => {
  expect(pageOf(found, 3, 3).nextCursor).toBeNull();
  expect(pageOf([], 3, 0)).toEqual({ items: [], nextCursor: null, total: 0 });
});

it('gives a short list as its only page', () => {
  expect(wholeList(['a', 'b'])).toEqual({ items: ['a', 'b'], nextCursor: null, total: 2 });
});
