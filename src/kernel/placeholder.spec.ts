import { holdsPlaceholder, isPlaceholder } from './placeholder.js';

const UNFILLED = [
  '{{lead.id}}',
  ' {{ contact.phone | default }} ',
  '$'.concat('{id}'),
  '[[Status]]',
  '%PHONE%',
  '<%= id %>',
  '*|EMAIL|*',
  '{id}',
];

it.each(UNFILLED)('knows %p for a place that was not filled in', (text) => {
  expect(isPlaceholder(text)).toBe(true);
  expect(holdsPlaceholder(JSON.stringify({ a: text }))).toBe(true);
});

it.each([
  '',
  'Signed',
  '50% off 20%',
  '{}',
  'Hello {{name}}, welcome',
  '[Closed]',
  '100%',
  '$5',
  'a@b.example',
  '%41%42',
])('takes %p for a value', (text) => {
  expect(isPlaceholder(text)).toBe(false);
  expect(holdsPlaceholder(JSON.stringify({ a: text, b: { c: {} } }))).toBe(false);
});

it('finds places in forms and XML, too', () => {
  expect(holdsPlaceholder('id={{id}}&status=Signed')).toBe(true);
  expect(holdsPlaceholder('<id>{{id}}</id>')).toBe(true);
});
