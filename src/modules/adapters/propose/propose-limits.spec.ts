import fc from 'fast-check';
import { propose } from './propose.js';

const json = (body: unknown) => ({ contentType: 'application/json', body: Buffer.from(JSON.stringify(body)) });

it('answers for any JSON: with an adapter that reads it, or a reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), fc.jsonValue(), async (one, other) => {
      const { samples } = await propose([json(one), json(other)]);
      expect(samples).toHaveLength(2);
    }),
    { numRuns: 200 },
  );
});

const deep = (levels: number): unknown => (levels === 0 ? { status: 'Signed' } : { a: deep(levels - 1) });
const laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l><status>&b;</status></l>';

it.each([
  [
    '10,000 members',
    json(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`contact phone ${at}`, '(202) 555-0100']))),
  ],
  ['a depth of 1,000', json(deep(1_000))],
  ['a depth of 31', json(deep(30))],
  ['entities that grow', { contentType: 'text/xml', body: Buffer.from(laughs) }],
  [
    'a prototype',
    { contentType: 'application/json', body: Buffer.from('{"__proto__":{"status":"Signed"},"constructor":1}') },
  ],
  ['no bytes', { contentType: 'application/json', body: Buffer.alloc(0) }],
  ['bytes that are no text', { contentType: 'application/json', body: Buffer.from([0xff, 0xfe]) }],
  ['an unknown type', { contentType: 'image/png', body: Buffer.from('x') }],
  ['long texts', json({ status: '('.repeat(20_000), note: 'A. '.repeat(20_000), phone: '1 '.repeat(20_000) })],
])('answers for %s', async (_, sample) => {
  const { fields, samples } = await propose([sample]);
  expect([fields.length, samples.length]).toEqual([12, 1]);
});

const numbered = <T>(length: number, of: (at: number) => T): T[] => Array.from({ length }, (_, at) => of(at));
const answers = (of: number) => numbered(50, (at) => ({ label: `phone ${at} of ${of}`, value: `(202) 555-01${at}` }));

it.each([
  ['members', Object.fromEntries(numbered(1_500, (at) => [`field ${at} of the form`, `(202) 555-01${at % 90}`]))],
  [
    'labels in lists in a list',
    { parts: numbered(90, (at) => ({ label: `part ${at} of the case`, items: answers(at) })) },
  ],
])('lets the process do something else while it works on many %s', async (_, body) => {
  let turns = 0;
  const count = (): void => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await propose(numbered(2, () => json(body)));
  clearImmediate(timer);
  // However fast the machine is: before each look at all paths, and each time they are tried for a field.
  expect(turns).toBeGreaterThanOrEqual(16);
});
