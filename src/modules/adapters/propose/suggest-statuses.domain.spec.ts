import { suggestStatuses } from './suggest-statuses.domain.js';

const CANONICAL = [
  { code: 'signed', rawStrings: ['RetainerSigned', 'Client Signed'] },
  { code: 'docs_received', rawStrings: ['Documents Received'] },
  { code: 'disqualified', rawStrings: ['Not Qualified'] },
];
const suggested = (raw: string) => suggestStatuses([raw], CANONICAL)[0];

it('knows a raw status of the catalogue in any spelling', () => {
  expect(suggested('RETAINER_SIGNED')).toEqual({
    raw: 'RETAINER_SIGNED',
    canonical: 'signed',
    confidence: 0.97,
    band: 'auto',
  });
});

it.each([
  ['Agreement Signed', 'signed'],
  ['Docs have been received', null],
  ['Docs Received', 'docs_received'],
  ['The lead is Not Qualified', 'disqualified'],
])('suggests for %j what all of its words say in another form', (raw, canonical) => {
  expect(suggested(raw)?.canonical).toBe(canonical);
});

it.each(['Signed and filed', 'Not Signed', 'Closed', 'Qualified'])(
  'leaves %j blank: a part of a text decides nothing',
  (raw) => {
    expect(suggested(raw)).toEqual({ raw, canonical: null, confidence: 0, band: 'not_found' });
  },
);

it('looks a status with a sub-status up whole, and lists each spelling once', () => {
  expect(suggestStatuses(['Not Qualified | statute', 'not_qualified', 'Not Qualified'], CANONICAL)).toEqual([
    { raw: 'Not Qualified | statute', canonical: null, confidence: 0, band: 'not_found' },
    { raw: 'not_qualified', canonical: 'disqualified', confidence: 0.97, band: 'auto' },
  ]);
});
