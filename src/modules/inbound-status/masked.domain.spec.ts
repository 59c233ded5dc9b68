import { maskedTrace, maskedValue } from './masked.domain.js';

it.each([
  ['ContactPhone', '+15551234567', '+1555•••4567'],
  ['ContactEmail', 'jane@example.com', 'j•••@example.com'],
  ['ContactName', 'Jane Doe', 'J•••'],
  ['Message', 'She has signed', 'S•••'],
  ['ExternalLeadId', 'A-1', 'A-1'],
  ['Status', 'Signed', 'Signed'],
])('shows of %s %j only %j', (field, value, shown) => {
  expect(maskedValue(field, value)).toBe(shown);
});

it('keeps what is not there, and where a value came from', () => {
  expect(maskedValue('ContactPhone', null)).toBeNull();
  expect(maskedTrace([{ field: 'Message', from: 'note', value: 'x y' }])).toEqual([
    { field: 'Message', from: 'note', value: 'x•••' },
  ]);
});
