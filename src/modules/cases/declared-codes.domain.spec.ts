import { CaseCatalogue } from './case-code.domain.js';
import { caseCodeProblem, DeclaredFirms } from './declared-codes.domain.js';

const massTort = (slug: string, code: string, active = true) => ({
  id: slug,
  slug,
  name: `Case ${code}`,
  code,
  active,
});
const catalogue = new CaseCatalogue({
  massTorts: [massTort('roundup', 'RU'), massTort('paraquat', 'PQ'), massTort('old-case', 'OC', false)],
  lawFirms: [
    { name: 'Smith Law Group', aliases: ['SMITHLAW'] },
    { name: 'Jones', aliases: [] },
  ],
});

it.each([
  ['RU', 'roundup', null],
  ['ru-Smith-Law', 'roundup', null],
  ['Case RU', 'roundup', null],
  ['ZZ-SMITHLAW', 'roundup', 'is no code, slug or name of a mass tort'],
  ['PQ-SMITHLAW', 'roundup', 'stands for paraquat'],
  ['OC', 'old-case', 'stands for a mass tort that is switched off'],
  ['RU-', 'roundup', 'names no law firm after its hyphen'],
  ['RU-ACME', 'roundup', 'names a law firm that is not in the catalogue'],
])('says of the code %p for %s: %p', (code, slug, problem) => {
  expect(caseCodeProblem(code, slug, catalogue)).toBe(problem);
});

describe('the firms of a partner', () => {
  const firms = new DeclaredFirms(
    [
      { massTortId: 'roundup', caseCodes: ['RU-SMITHLAW', 'RU-Acme', 'RU'] },
      { massTortId: 'paraquat', caseCodes: ['PQ'] },
    ],
    catalogue,
  );

  it.each([
    ['one of them by its name', 'roundup', 'Smith Law Group', false],
    ['one that the catalogue does not know', 'roundup', 'ACME', false],
    ['another one', 'roundup', 'Jones', true],
    ['any, where its codes name none', 'paraquat', 'Jones', false],
    ['any, where it handles nothing', 'old-case', 'Jones', false],
  ])('are asked about %s', (_, slug, firm, contradicted) => {
    expect(firms.contradicts(slug, firm)).toBe(contradicted);
  });
});
