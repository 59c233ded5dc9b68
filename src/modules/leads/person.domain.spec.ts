import { personOf, soundOf } from './person.domain.js';

const GIVEN = {
  firstName: ' Zoe\u0308 ',
  lastName: 'Núñez  Smith',
  email: ' Zoe.N+x@Example.COM',
  phone: '(555) 123-4567',
  state: 'CA',
};

it('keeps contact values in the form in which they are compared and sent', () => {
  expect(personOf({ ...GIVEN, dateOfBirth: '1985-03-15' })).toEqual({
    firstName: 'Zoë',
    lastName: 'Núñez Smith',
    email: 'zoe.n+x@example.com',
    phone: '+15551234567',
    state: 'CA',
    dateOfBirth: '1985-03-15',
  });
});

it('has no date of birth where none was given', () => {
  expect(Object.keys(personOf(GIVEN))).not.toContain('dateOfBirth');
});

it.each([
  ['Smith', 'Smyth'],
  ['Núñez', 'Nunez'],
  ["O'Brien", 'OBRIEN'],
  ['Smith-Jones', 'smith jones'],
  ['Catherine', 'Katherine'],
  ['Meyer', 'Maier'],
])('gives %s and %s one key', (one, other) => {
  expect(soundOf(one)).toBe(soundOf(other));
});

it.each(['Doe', 'Li', 'Øst', '李', '12', 'Ng'])('gives %s a key that is not empty', (name) => {
  expect(soundOf(name)).not.toBe('');
});

it('gives different names different keys', () => {
  expect(new Set(['Doe', 'Roe', 'Smith', 'Jones', 'Garcia', '李', '王'].map(soundOf)).size).toBe(7);
});
