import { namingProblems } from './mass-tort.domain.js';

const OTHERS = [
  { slug: 'roundup', name: 'Roundup Weedkiller' },
  { slug: 'depo-provera', name: 'Depo-Provera' },
];
const paths = (slug: string, name: string) => namingProblems({ slug, name }, OTHERS).map(({ path }) => path);

it.each([
  ['a new one', 'hernia-mesh', 'Hernia Mesh', []],
  ['itself under another name', 'roundup', 'Glyphosate', []],
  ['itself as it was', 'depo-provera', 'Depo-Provera', []],
  ["another one's name in another spelling", 'weed', 'ROUNDUP-weedkiller', ['name']],
  ["another one's slug as a name", 'weed', 'Roundup', ['name']],
  ["another one's slug in another spelling", 'depoprovera', 'Shots', ['slug']],
  ['a name without letter or digit', 'dashes', '--', ['name']],
])('looks at %s', (_, slug, name, found) => {
  expect(paths(slug, name)).toEqual(found);
});
