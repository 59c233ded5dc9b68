import { candidateOf, sharedPaths } from './candidate.domain.js';
import { compositesOf } from './composites.domain.js';
import { flatten } from './flatten.domain.js';
import { WHOLE } from './place.domain.js';

function compositesIn(tree: unknown): { expression: string; value: unknown }[] {
  const { paths } = sharedPaths([[...flatten(tree, WHOLE, new Map())]]);
  const candidates = paths.map((path) => candidateOf(path, 'US', 1));
  return compositesOf(candidates, 'US').map(({ expression, values }) => ({ expression, value: values[0] }));
}

it.each<[string, unknown, string]>([
  ['of one object', { contact: { given: 'Jane', family: 'Doe' } }, 'Jane Doe'],
  ['with a middle one', { FirstName: 'Ada', MiddleInitial: 'M', LastName: 'Cole' }, 'Ada M Cole'],
  ['with a prefix of their own', { owner_fname: 'X', contact_fname: 'Jane', contact_lname: 'Doe' }, 'Jane Doe'],
  ['of objects with a value', { properties: { firstname: { value: 'Jane' }, lastname: { value: 'Doe' } } }, 'Jane Doe'],
  [
    'of answers',
    {
      answers: [
        { question: 'First name', answer: 'Jane' },
        { question: 'Last name', answer: 'Doe' },
      ],
    },
    'Jane Doe',
  ],
  [
    'in Spanish, with two last names',
    { nombre: 'Lucía', apellido_paterno: 'Romero', apellido_materno: 'Díaz' },
    'Lucía Romero Díaz',
  ],
  ['of numbered parts, as forms send them', { '1.3': 'Dana', '1.6': 'Whitfield' }, 'Dana Whitfield'],
  ['of names that hold a way', { 'Customer.first_name': 'Jane', 'Customer.last_name': 'Doe' }, 'Jane Doe'],
  ['in French, where the name is the last one', { prenom: 'Émile', nom: 'Roche' }, 'Émile Roche'],
])('puts the parts of a name together %s', (_, tree, name) => {
  expect(compositesIn(tree).map(({ value }) => value)).toContain(name);
});

it('puts an area code before its number, also when both are numbers', () => {
  expect(compositesIn({ phone: { area: '214', number: '555-0107' } })).toEqual([
    { expression: "join('', [phone.area, phone.number][?@])", value: '214555-0107' },
  ]);
  const [numbers] = compositesIn({ phone: { area: 214, number: 5550107 } });
  expect(numbers?.expression).toBe(
    "join('', [phone.area && to_string(phone.area), phone.number && to_string(phone.number)][?@])",
  );
});

it('joins no names of two people', () => {
  expect(compositesIn({ 'Agent.first_name': 'Kim', 'Customer.last_name': 'Doe' })).toEqual([]);
  expect(compositesIn({ '2.1': '1 Main St', '2.3': 'Portland', '2.4': 'Oregon' })).toEqual([]);
  expect(compositesIn({ client: { first_name: 'Jane' }, owner: { last_name: 'Estes' } })).toEqual([]);
});
