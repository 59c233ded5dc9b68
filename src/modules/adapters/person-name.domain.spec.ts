import fc from 'fast-check';
import { cleanPersonName } from './person-name.domain.js';

it.each([
  ['Jane Doe', 'Jane Doe'],
  ['  Jane \t  Doe ', 'Jane Doe'],
  ['Doe, Jane', 'Jane Doe'],
  ['DOE,JANE ANN', 'JANE ANN DOE'],
  ['de la Cruz, José', 'José de la Cruz'],
  ['Ms. Wilhelmina Jo Strand', 'Wilhelmina Jo Strand'],
  ['Dr Jane Doe', 'Jane Doe'],
  ['Strand, Ms. Wilhelmina Jo', 'Wilhelmina Jo Strand'],
  ['John Smith Jr.', 'John Smith'],
  ['John Smith, Jr.', 'John Smith'],
  ['Smith Jr., John', 'John Smith'],
  ['Smith, John, III', 'John Smith'],
  ['Mr. John Smith, M.D.', 'John Smith'],
  ['Martin Luther King Jr', 'Martin Luther King'],
  ["Darnell O'Connor-Webb", "Darnell O'Connor-Webb"],
  ['Yolanda  Price', 'Yolanda Price'],
  ['Jose\u0301 Nu\u00f1ez', 'José Nuñez'],
  ['Prince', 'Prince'],
  ['Dr.', 'Dr.'],
  ['Jr.', 'Jr.'],
  ['Doe,', 'Doe'],
  ['Doe, Jane, Acme Corp', 'Doe, Jane, Acme Corp'],
])('reads the name %j as %j', (given, name) => {
  expect(cleanPersonName(given)).toBe(name);
});

it.each(['', ' \n', 'a'.repeat(201)])('finds no name in %j', (given) => {
  expect(cleanPersonName(given)).toBeNull();
});

it('drops nothing but titles, suffixes and commas, and keeps what it wrote', () => {
  const word = fc.constantFrom('Jane', 'Doe', 'Li', 'Mr', 'Jr.', 'III', ',', ' ', 'é');
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
      const name = cleanPersonName(words.join(' '));
      if (name === null) return;
      for (const kept of words.filter((one) => /^(Jane|Doe|Li|é)$/.test(one))) expect(name).toContain(kept);
    }),
  );
});
