import fc from 'fast-check';
import { formTree } from './form-tree.domain.js';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const read = (text: string, forbidden: (name: string) => void = () => undefined): unknown =>
  plain(formTree(new URLSearchParams(text), forbidden));

it.each([
  ['Status=Signed&Lead+Status=New', { Status: 'Signed', 'Lead Status': 'New' }],
  ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
  ['deal[id]=9081&deal[stage]=12', { deal: { id: '9081', stage: '12' } }],
  [
    'deal[fields][0][key]=ref&deal[fields][0][value]=7&deal[fields][1][key]=x',
    { deal: { fields: [{ key: 'ref', value: '7' }, { key: 'x' }] } },
  ],
  ['a[1]=y&a[0]=x', { a: ['x', 'y'] }],
  ['a[]=x', { a: ['x'] }],
  ['a[]=x&a[]=y', { a: ['x', 'y'] }],
  ['a[1]=x&a[2]=y', { a: { 1: 'x', 2: 'y' } }],
  ['a[x]=1&a[]=2', { a: { x: '1', 1: '2' } }],
  ['a[b]=1&a[b]=2', { a: { b: ['1', '2'] } }],
  ['0=a&1=b', { 0: 'a', 1: 'b' }],
  ['=x', { '': 'x' }],
])('reads %s', (text, tree) => {
  expect(read(text)).toEqual(tree);
});

it.each([
  ['a=1&a[b]=2', { a: '1', 'a[b]': '2' }],
  ['a[b]=2&a=1', { a: { b: '2', '': '1' } }],
  ['a[b=1', { 'a[b': '1' }],
  ['[b]=1', { '[b]': '1' }],
  ['a[b]c=1', { 'a[b]c': '1' }],
  [`a${'[x]'.repeat(32)}=1`, { [`a${'[x]'.repeat(32)}`]: '1' }],
])('keeps in %s what contradicts or nests too deep', (text, tree) => {
  expect(read(text)).toEqual(tree);
});

it('leaves out names that reach a prototype, and tells of them', () => {
  const heard: string[] = [];
  const text = '__proto__[x]=1&a[constructor]=2&prototype=3&a[b]=4';
  expect(read(text, (name) => heard.push(name))).toEqual({ a: { b: '4' } });
  expect(heard).toEqual(['__proto__', 'constructor', 'prototype']);
  expect({}).not.toHaveProperty('x');
});

it('keeps every value of any form, and no prototype', () => {
  const name = fc.array(fc.constantFrom('a', 'b', '[a]', '[b]', '[0]', '[1]', '[]'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          name.map((parts) => parts.join('')),
          fc.constant('VALUE'),
        ),
        { maxLength: 12 },
      ),
      (fields) => {
        const tree = formTree(fields, () => undefined);
        expect(JSON.stringify(tree).split('VALUE')).toHaveLength(fields.length + 1);
        expect(Object.getPrototypeOf(tree)).toBeNull();
      },
    ),
  );
});
