import { readDeclaredStatuses } from './declared-statuses.domain.js';

it('reads raw statuses with and without sub-status, each once however it is spelled', () => {
  const { statuses, issues } = readDeclaredStatuses([
    ' Retainer Signed',
    'RETAINER_SIGNED',
    'Closed | Client withdrew',
  ]);
  expect(issues).toEqual([]);
  expect(statuses).toEqual([
    { statusKey: 'retainer signed', rawStatus: 'Retainer Signed' },
    { statusKey: 'closed | client withdrew', rawStatus: 'Closed | Client withdrew' },
  ]);
});

it.each([
  ['an object', { Signed: 'signed' }, ['']],
  ['too many', Array.from({ length: 2_001 }, (_, at) => `s${at}`), ['']],
  [
    'what is no text, empty or too long',
    ['Signed', 7, '--', 'x'.repeat(201), 'a\0b', '\ud800x'],
    ['1', '2', '3', '4', '5'],
  ],
])('names the place of %s', (_, list, paths) => {
  const { statuses, issues } = readDeclaredStatuses(list);
  expect(issues.map(({ path }) => path)).toEqual(paths);
  expect(statuses).toEqual([]);
});
