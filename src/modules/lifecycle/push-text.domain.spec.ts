import { pushTextProblems } from './push-text.domain.js';

const status = { code: 'retainer_sent', label: 'Agreement sent' };
const telling = {
  status,
  firms: ['Smith Law Group', 'Open Door'],
  massTorts: ['Roundup Weedkiller', 'roundup', 'Depo-Provera'],
};

const DEFAULTS: [string, string, string][] = [
  ['received', 'Received', 'Your details have been received. Open the app for more.'],
  ['contacted', 'Contacted', 'Someone has tried to reach you. Open the app for more.'],
  ['qualifying', 'Under review', 'Your request is being looked at. Open the app for more.'],
  ['docs_requested', 'Documents requested', 'We need something from you. Open the app to see what.'],
  ['docs_received', 'Documents received', 'Thank you, we got what you sent. Open the app for more.'],
  ['retainer_sent', 'Agreement sent', 'Something is waiting for you. Open the app to see it.'],
  ['signed', 'Agreement signed', 'An important step is complete. Open the app to see it.'],
  ['filed', 'Case filed', 'Your request has moved forward. Open the app for more.'],
  ['settled', 'Settled', 'There is news for you. Open the app to see it.'],
  ['closed', 'Closed', 'There is an update for you. Open the app for details.'],
];

it.each(DEFAULTS)('lets the default text of %s through', (code, label, text) => {
  expect(pushTextProblems(text, { ...telling, status: { code, label } })).toEqual([]);
});

it.each([
  ['a firm', 'Smith-Law Group has news for you.'],
  ['a product', 'News about Roundup. Open the app.'],
  ['a word of a product', 'News about your weedkiller request.'],
  ['a case', 'Your case has moved.'],
  ['an injury', 'News about your injury.'],
  ['money', 'Your payment is on its way.'],
  ['an amount', 'You get $5. Open the app.'],
  ['an amount in other digits', 'You get ٥. Open the app.'],
  ['a contract', 'Your contract is ready.'],
  ['the status in full', 'News: retainer_sent.'],
  ['the label in another spelling', 'Agreement  SENT!'],
  ['a telling word in wide letters', 'Your ｃａｓｅ has moved.'],
])('refuses a text that names %s', (_, text) => {
  const problems = pushTextProblems(text, telling);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.every(({ path }) => path === 'pushText')).toBe(true);
});

it('refuses a firm by its whole name only, or half the language would be taken', () => {
  expect(pushTextProblems('Open the app. The door is to the left.', telling)).toEqual([]);
  expect(pushTextProblems('Open door for you.', telling)).toHaveLength(1);
});

it('names each telling word once', () => {
  expect(pushTextProblems('Case, case, CASE.', telling)).toEqual([
    { path: 'pushText', message: 'pushText must not say “case”' },
  ]);
});
