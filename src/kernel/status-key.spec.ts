import fc from 'fast-check';
import { compositeKey, statusKey } from './status-key.js';

it.each([
  'RetainerSigned',
  'Retainer Signed',
  'retainer_signed',
  'RETAINER-SIGNED',
  '  Retainer…Signed!  ',
  'Ｒetainer Signed',
])('reads %j as retainer signed', (raw) => {
  expect(statusKey(raw)).toBe('retainer signed');
});

it.each([
  ['Closed - Won (2nd)', 'closed won 2nd'],
  ['DNQ', 'dnq'],
  ['iPhoneLead', 'i phone lead'],
  ['ÉtatFinal', 'état final'],
  ['Stage2Review', 'stage2review'],
  ['***', ''],
  ['', ''],
])('reads %j as %j', (raw, key) => {
  expect(statusKey(raw)).toBe(key);
});

it('leaves a key as it is', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9 _.-]{0,40}$/);
  fc.assert(fc.property(word, (raw) => statusKey(statusKey(raw)) === statusKey(raw)));
});

it('joins status and sub-status, and keeps a star that stands for any', () => {
  expect(compositeKey('In Review', 'docsMissing')).toBe('in review | docs missing');
  expect(compositeKey('Closed', ' * ')).toBe('closed | *');
});

it('keeps the bar for itself, so that no raw status reads as a composite one', () => {
  expect(statusKey('closed | won')).toBe('closed won');
});
