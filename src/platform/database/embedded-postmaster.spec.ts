import { postmasterIn } from './embedded-postmaster.js';

it('reads the process and the port of a server that is up', () => {
  const file = '4711\n/data/pg\n1764036154\n43581\n\n127.0.0.1\n  8919 3\nready   \n';
  expect(postmasterIn(file)).toEqual({ pid: 4711, port: 43581 });
});

it.each([
  ['nothing', ''],
  ['half of a file', '4711\n/data/pg\n'],
  ['something else', 'not a server\n\n\n\n'],
  ['a group of processes, which a signal would reach as a whole', '-4711\n/data/pg\n1764036154\n43581\n'],
  ['the first process of the system', '1\n/data/pg\n1764036154\n43581\n'],
])('sees no server in %s', (_, file) => {
  expect(postmasterIn(file)).toBeUndefined();
});
