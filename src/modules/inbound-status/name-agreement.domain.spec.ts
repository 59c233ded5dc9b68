import fc from 'fast-check';
import { isFullName, lastNameAgrees, nameAgrees, nameContradicts, readings } from './name-agreement.domain.js';

const person = (firstName: string, lastName: string) => ({ firstName, lastName });

it.each([
  ['Jane Doe', 'Jane', 'Doe'],
  ['JANE DOE', 'Jane', 'Doe'],
  ['Doe Jane', 'Jane', 'Doe'],
  ['Doe, Jane', 'Jane', 'Doe'],
  ['Doe , Jane Anne', 'Jane', 'Doe'],
  ['Jane Anne Doe', 'Jane', 'Doe'],
  ['Jane Doe', 'Jane Anne', 'Doe'],
  ['Zoe Nunez', 'Zoë', 'Núñez'],
  ['Søren Łukasz', 'Soren', 'Lukasz'],
  ["Mary O'Brien", 'Mary', 'OBrien'],
  ['Ann Smith-Jones', 'Ann', 'Smith Jones'],
  ['Smith Jones, Ann', 'Ann', 'Smith-Jones'],
  ['Jonathon Doe', 'Jonathan', 'Doe'],
  ['Bill Doe', 'William', 'Doe'],
  ['Doe, Betty', 'Elizabeth', 'Doe'],
  ['Kate Doe', 'Catherine', 'Doe'],
  ['Maria Garcia Lopez', 'Maria', 'García-López'],
  ['Garcia Lopez Maria Ana', 'María', 'García López'],
  ['Juan de la Cruz', 'Juan', 'De La Cruz'],
  ['Md Rahman', 'Md', 'Rahman'],
])('%j can mean %s %s', (name, firstName, lastName) => {
  expect(nameAgrees(name, person(firstName, lastName))).toBe(true);
});

it.each([
  [null, 'Jane', 'Doe'],
  ['', 'Jane', 'Doe'],
  ['Jane', 'Jane', 'Doe'],
  ['Doe', 'Jane', 'Doe'],
  ['John Doe', 'Jane', 'Doe'],
  ['Jane Roe', 'Jane', 'Doe'],
  ['J Doe', 'Jane', 'Doe'],
  ['Jane Dolan', 'Jane', 'Doe'],
  ['Bill Doe', 'Robert', 'Doe'],
  ['Doe Jane', 'Doe', 'Doe'],
  ['Jane, Doe', 'Jane', 'Doe'],
  ['• •', 'Jane', 'Doe'],
])('%j cannot mean %s %s', (name, firstName, lastName) => {
  expect(nameAgrees(name, person(firstName, lastName))).toBe(false);
});

it.each([
  ['John Doe', true],
  ['Doe, John', true],
  ['Doe John', true],
  ['Jane Roe', false],
  ['Doe', false],
  [null, false],
])('the last name of %j agrees with Doe, in either order: %p', (name, agrees) => {
  expect(lastNameAgrees(name, person('Jane', 'Doe'))).toBe(agrees);
});

it('reads words in both orders with the names ending anywhere, and a comma in one', () => {
  expect(readings('Jane Doe')).toEqual([person('Jane', 'Doe'), person('Doe', 'Jane')]);
  expect(readings('Jane Anne Doe')).toEqual([
    person('Jane', 'Anne Doe'),
    person('Anne', 'Jane'),
    person('Jane', 'Doe'),
    person('Doe', 'Jane Anne'),
  ]);
  expect(readings('Doe, Jane Anne')).toEqual([person('Jane', 'Doe')]);
});

it.each([[''], ['Jane'], ['Doe,'], ['a b c d e f g h i']])('%j is no full name', (text) => {
  expect(isFullName(text)).toBe(false);
});

it.each([
  ['Rita Roe', true],
  ['Roe, Rita', true],
  ['Rita Doe', false],
  ['Jane Roe', false],
  ['Roe Jane', false],
  ['Rita', false],
  [null, false],
])('%j names somebody else than Jane Doe: %p', (text, contradicts) => {
  expect(nameContradicts(text, person('Jane', 'Doe'))).toBe(contradicts);
});

it('takes every name for its own, in any order and case', () => {
  const name = fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ÿ]{2,12}$/);
  fc.assert(
    fc.property(name, name, (first, last) => {
      const who = person(first, last);
      for (const text of [
        `${first} ${last}`,
        `${last} ${first}`,
        `${last}, ${first}`,
        `${first} X ${last}`.toUpperCase(),
      ])
        expect(nameAgrees(text, who)).toBe(true);
    }),
  );
});
