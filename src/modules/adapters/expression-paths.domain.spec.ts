import { itemPathsIn, pathsIn } from './expression-paths.domain.js';

it.each([
  ['lead.status', ['lead.status']],
  ['"Lead Status".name', ['"Lead Status".name']],
  ['leads[0].phone', ['leads[].phone']],
  ['leads[*].phone', ['leads[].phone']],
  ['leads[].phone', ['leads[].phone']],
  ['leads[1:3].phone', ['leads[].phone']],
  ["fields[?name=='phone'].value | [0]", ['fields[].name', 'fields[].value']],
  ['sort_by(stages, &at)[-1].name', ['stages[].at', 'stages[].name']],
  ["sort_by(stages[?kind=='x'], &at)[-1].name", ['stages[].kind', 'stages[].at', 'stages[].name']],
  ['not_null(a.b, c)', ['a.b', 'c']],
  ['a || b.c', ['a', 'b.c']],
  ["join(' ', [first, last])", ['first', 'last']],
  ["status == 'x' && sub", ['status', 'sub']],
  ["'literal'", []],
  ['@', []],
])('reads of %s the paths %j', (expression, paths) => {
  expect(pathsIn(expression)).toEqual(paths);
});

it('follows an element to where it stands in the body', () => {
  expect(itemPathsIn('item.status', 'events')).toEqual(['events[].status']);
  expect(itemPathsIn('item.status', 'events[]')).toEqual(['events[].status']);
  expect(itemPathsIn('item.status', 'data.events[*].change')).toEqual(['data.events[].change.status']);
  expect(itemPathsIn('item.status || body.status', '@')).toEqual(['@[].status', 'status']);
});

it('names no path where it cannot be told', () => {
  expect(pathsIn('lists[*].inner[].x')).toEqual(['lists[].inner']);
  expect(pathsIn('to_array(a)[0].b')).toEqual(['a']);
});
