import fc from 'fast-check';
import { CaseCatalogue, nameKey } from './case-code.domain.js';

const massTort = (slug: string, name: string, code: string) => ({
  id: `id of ${slug}`,
  slug,
  name,
  code,
  active: true,
});
const catalogue = new CaseCatalogue({
  massTorts: [
    massTort('roundup', 'Roundup Weedkiller', 'RU'),
    massTort('social-media-addiction', 'Social Media Addiction', 'SM'),
    massTort('depo-provera', 'Depo-Provera', 'DP'),
  ],
  lawFirms: [{ name: 'Smith Law Group', aliases: ['SMITHLAW', 'Smith & Partners'] }],
});

it.each([
  ['RU', 'roundup', null],
  ['  ru ', 'roundup', null],
  ['RU-Acme', 'roundup', 'Acme'],
  ['ru-Acme-Law & Sons', 'roundup', 'Acme-Law & Sons'],
  ['SM-YourFirm', 'social-media-addiction', 'YourFirm'],
  ['Roundup Weedkiller', 'roundup', null],
  ['ROUNDUP', 'roundup', null],
  ['social-media-addiction', 'social-media-addiction', null],
  ['depo provera', 'depo-provera', null],
])('resolves %p', (input, slug, lawFirm) => {
  const resolved = { massTortId: `id of ${slug}`, lawFirm, caseCodeInput: input.trim(), warnings: [] };
  expect(catalogue.resolve(input, null)).toEqual(resolved);
});

it.each(['RU-SMITHLAW', 'RU-smith-law', 'RU-Smith Law Group', 'RU-SMITH & PARTNERS'])(
  'answers the known firm in %p by its name',
  (input) => {
    expect(catalogue.resolve(input, null).lawFirm).toBe('Smith Law Group');
  },
);

it.each([
  ['ZZ-Acme', 'Acme'],
  ['ZZ', null],
  ['Something Else', null],
  ['1RU', null],
  ['-', null],
  ['ABCDEFGHIJK-Acme', null],
])('goes on without a mass tort for %p, and says so', (input, lawFirm) => {
  const resolved = catalogue.resolve(input, null);
  expect(resolved).toMatchObject({ massTortId: null, lawFirm, caseCodeInput: input });
  expect(resolved.warnings.map(({ code }) => code)).toEqual(['case_code_unknown']);
});

it.each(['RU-', 'RU- ', 'RU-a\u0000b', `RU-${'x'.repeat(101)}`])(
  'uses the prefix alone of %p, and says so',
  (input) => {
    const resolved = catalogue.resolve(input, null);
    expect(resolved).toMatchObject({ massTortId: 'id of roundup', lawFirm: null });
    expect(resolved.warnings.map(({ code }) => code)).toEqual(['case_code_malformed']);
  },
);

it.each([null, '', '   '])('resolves nothing from %p, without a warning', (input) => {
  expect(catalogue.resolve(input, null)).toEqual({
    massTortId: null,
    lawFirm: null,
    caseCodeInput: null,
    warnings: [],
  });
});

describe('a law firm beside the code', () => {
  it('is used when the code names none', () => {
    expect(catalogue.resolve('RU', ' smithlaw ')).toMatchObject({ lawFirm: 'Smith Law Group', warnings: [] });
  });

  it('agrees with the code in any known spelling', () => {
    expect(catalogue.resolve('RU-SMITHLAW', 'Smith Law Group')).toMatchObject({
      lawFirm: 'Smith Law Group',
      warnings: [],
    });
    expect(catalogue.resolve('RU-Acme-Law', 'ACME LAW')).toMatchObject({ lawFirm: 'Acme-Law', warnings: [] });
  });

  it('gives way to the one in the code when they differ, with a warning', () => {
    const resolved = catalogue.resolve('RU-SMITHLAW', 'Acme');
    expect(resolved.lawFirm).toBe('Smith Law Group');
    expect(resolved.warnings.map(({ code }) => code)).toEqual(['law_firm_mismatch']);
  });
});

it('echoes any input without its outer white space, and never throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string()), (input, firm) => {
      expect(catalogue.resolve(input, firm).caseCodeInput).toBe(input.trim() || null);
    }),
  );
});

it('finds mass torts by id, slug and name', () => {
  expect(catalogue.byId('id of roundup')?.slug).toBe('roundup');
  expect(catalogue.byId('another')).toBeNull();
  expect(catalogue.named('depo-provera')?.code).toBe('DP');
  expect(catalogue.named('Social media addiction')?.code).toBe('SM');
  expect(catalogue.named('RU')).toBeNull();
  expect(catalogue.coded('ru')?.slug).toBe('roundup');
  expect(catalogue.massTorts).toHaveLength(3);
});

it('gives one key to the spellings of one name', () => {
  expect(['Smith Law Group', 'SMITH-LAW-GROUP', 'smithlawgroup', 'Ｓmith Law, Group'].map(nameKey)).toEqual(
    Array(4).fill('smithlawgroup'),
  );
});
