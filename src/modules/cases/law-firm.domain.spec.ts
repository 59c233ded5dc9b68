import { keyedAliases, spellingProblems } from './law-firm.domain.js';

const smith = { name: 'Smith Law Group', aliases: ['SMITHLAW'] };
const acme = { name: 'Acme', aliases: [] };

it('lets a firm keep and change its own spellings', () => {
  expect(spellingProblems({ name: 'SMITH LAW GROUP', aliases: ['smith-law', 'Smith & Co'] }, [smith, acme])).toEqual(
    [],
  );
});

it('names every spelling that stands for another firm', () => {
  const problems = spellingProblems({ name: 'Jones', aliases: ['a-c-m-e', 'Jones LLP', 'smithlaw'] }, [smith, acme]);
  expect(problems.map(({ path }) => path)).toEqual(['aliases.0', 'aliases.2']);
});

it('refuses a name that is an alias of another firm', () => {
  expect(spellingProblems({ name: 'Smith Law', aliases: [] }, [smith]).map(({ path }) => path)).toEqual(['name']);
});

it('refuses spellings without a letter or digit, which would match nothing or everything', () => {
  expect(spellingProblems({ name: '---', aliases: ['', '&'] }, []).map(({ path }) => path)).toEqual([
    'name',
    'aliases.0',
    'aliases.1',
  ]);
});

it('keeps one alias a key, and none that repeats the name', () => {
  const keyed = keyedAliases({ name: 'Acme', aliases: ['ACME', 'Acme Law', 'acme-law', 'AL'] });
  expect(keyed).toEqual([
    { alias: 'acme-law', aliasKey: 'acmelaw' },
    { alias: 'AL', aliasKey: 'al' },
  ]);
});
