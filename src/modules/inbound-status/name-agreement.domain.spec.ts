import fc from 'fast-check';
import { lastNameAgrees, nameAgrees, readings } from './name-agreement.domain.js';

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

it('reads two words in both orders, and a comma in one', () => {
  expect(readings('Jane Anne Doe')).toEqual([person('Jane', 'Doe'), person('Doe', 'Jane')]);
  expect(readings('Doe, Jane Anne')).toEqual([person('Jane', 'Doe')]);
  expect(readings('Jane')).toEqual([]);
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
