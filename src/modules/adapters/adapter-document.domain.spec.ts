import { DomainError } from '../../kernel/domain-error.js';
import { checkDocument } from './adapter-document.domain.js';

const DOCUMENT = {
  schemaVersion: 1,
  direction: 'inbound',
  decode: { format: 'auto' },
  map: { Status: ['state'] },
  status: { table: { Won: 'signed', 'Note added': null } },
};
const CODES = new Set(['signed']);

/** The paths that a refusal names. */
function refused(change: object): string[] {
  try {
    checkDocument({ ...DOCUMENT, ...change }, CODES);
  } catch (error) {
    if (error instanceof DomainError) return error.issues.map(({ path }) => path);
    throw error;
  }
  return [];
}

it('takes a valid document, and knows its direction', () => {
  expect(checkDocument(DOCUMENT, CODES)).toMatchObject({ direction: 'inbound', inbound: { useDefaults: true } });
});

it('refuses canonical statuses that are not in use, each by its place', () => {
  expect(refused({ status: { table: { Won: 'signed', Lost: 'gone', 'Closed | *': 'gone' } } })).toEqual([
    'status.table.Lost',
    'status.table["Closed | *"]',
  ]);
});

it.each(['\0', '\ud800'])('refuses %j, which cannot be stored, in values and names', (text) => {
  expect(refused({ when: [{ ignoreIf: 'a', reason: `x${text}` }] })).toEqual(['when[0].reason']);
  expect(refused({ status: { table: { [`x${text}`]: null } } })).toHaveLength(1);
});

it('leaves what is wrong with its shape to the compiler', () => {
  expect(refused({ script: 'x' })).toEqual(['script']);
});
