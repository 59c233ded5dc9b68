import fc from 'fast-check';
import { DomainError } from '../../kernel/domain-error.js';
import { compileOutbound } from './compiled-outbound.domain.js';

const REFERENCE = { to: 'ref', from: ['LeadId'] };

const documentOf = (map: object[], encode: object = { format: 'json' }) => ({
  schemaVersion: 1,
  direction: 'outbound',
  encode,
  map,
});

function issuesOf(document: unknown): string[] {
  try {
    compileOutbound(document);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}
const issuesOfRules = (...map: object[]) => issuesOf(documentOf([REFERENCE, ...map]));

describe('a document is refused', () => {
  it.each<[string, object[], string]>([
    ['an unknown member', [{ to: 'a', from: ['phone'], template: '' }], 'map[1].template: is not known here'],
    ['neither from nor value', [{ to: 'a' }], 'map[1].from: is missing; write from or value'],
    ['both', [{ to: 'a', from: ['phone'], value: 1 }], 'map[1].value: must not stand beside from'],
    ['lookup of a constant', [{ to: 'a', value: 1, lookup: {} }], 'map[1].lookup: belongs to from, not to value'],
    ['two ways to write', [{ to: 'a', from: ['phone'], lookup: {}, format: 'e164' }], 'map[1].format: must not stand'],
    [
      'required and optional',
      [{ to: 'a', from: ['x'], required: true, whenMissing: 'null' }],
      'map[1].whenMissing: must',
    ],
    ['an unknown format', [{ to: 'a', from: ['phone'], format: 'x' }], 'map[1].format: must be one of e164'],
    ['a wrong expression', [{ to: 'a', from: ['phone', 'a ++ b'] }], 'map[1].from[1]: At character'],
    ['a path that cannot be read', [{ to: 'a..b', value: 1 }], 'map[1].to: must be a path such as'],
    ['a path with outer spaces', [{ to: ' a', value: 1 }], 'map[1].to: must be a path such as'],
    ['an index first', [{ to: '[0].a', value: 1 }], 'map[1].to: must be a path such as'],
    ['a hundredth element', [{ to: 'a[100]', value: 1 }], 'map[1].to: must be a path such as'],
    ['a path without end', [{ to: `a${'.a'.repeat(16)}`, value: 1 }], 'map[1].to: must have at most 16 steps'],
    ['a prototype', [{ to: 'a.__proto__.b', value: 1 }], 'map[1].to: must not name a member __proto__'],
    ['one place twice', [{ to: 'ref', value: 1 }], 'map[1].to: is filled by map[0] already'],
    ['one place, quoted', [{ to: '"ref"', value: 1 }], 'map[1].to: is filled by map[0] already'],
    ['a way through a value', [{ to: 'ref.a', value: 1 }], 'map[1].to: leads through the value that map[0] fills'],
    [
      'a value around others',
      [
        { to: 'a.b', value: 1 },
        { to: 'a', value: 1 },
      ],
      'map[2].to: leads to what other rules',
    ],
    [
      'a list that is an object',
      [
        { to: 'a[0]', value: 1 },
        { to: 'a.b', value: 1 },
      ],
      'map[2].to: takes for a list',
    ],
    [
      'a hole',
      [
        { to: 'a[0]', value: 1 },
        { to: 'a[2]', value: 1 },
      ],
      'map: fills a with a hole: it has no element 1',
    ],
  ])('for %s', (_, map, issue) => {
    expect(issuesOfRules(...map)).toEqual([expect.stringContaining(issue)]);
  });

  it.each([
    ['is nowhere', [{ to: 'a', from: ['email'] }]],
    ['is only there for want of something else', [{ to: 'a', from: ['email', 'LeadId'] }]],
    ['depends on something else', [{ to: 'a', from: ['email && LeadId'] }]],
    ['is looked up', [{ to: 'a', from: ['LeadId'], lookup: { a: 'b' } }]],
  ])('when LeadId %s', (_, map) => {
    expect(issuesOf(documentOf(map))).toEqual([expect.stringContaining('map: must write LeadId into every body')]);
  });

  it.each<[string, object, object[], string]>([
    ['XML without root', { format: 'xml' }, [], 'encode.root: is missing'],
    ['a root that is no name', { format: 'xml', root: '1 a' }, [], 'encode.root: must be a name of XML'],
    ['a root of JSON', { format: 'json', root: 'a' }, [], 'encode.root: belongs to xml'],
    [
      'an element that is no name',
      { format: 'xml', root: 'a' },
      [{ to: 'Lead Status', value: 1 }],
      'map: fills Lead Status, whose name',
    ],
    [
      'a list in a list',
      { format: 'xml', root: 'a' },
      [{ to: 'a[0][0]', value: 1 }],
      'map: fills a[0], a list in a list',
    ],
    [
      'an attribute with members',
      { format: 'xml', root: 'a' },
      [{ to: '@a.b', value: 1 }],
      'map: fills @a, which is one text',
    ],
    [
      'null in a form',
      { format: 'form' },
      [{ to: 'a', from: ['x'], whenMissing: 'null' }],
      'map[1].whenMissing: must be omit',
    ],
  ])('for %s', (_, encode, map, issue) => {
    expect(issuesOf(documentOf([REFERENCE, ...map], encode))).toEqual([expect.stringContaining(issue)]);
  });

  it('whatever it is, and never by an accident', () => {
    fc.assert(
      fc.property(fc.object(), fc.array(fc.record({ to: fc.string(), from: fc.array(fc.string()) })), (any, map) => {
        expect(issuesOf(any)).not.toEqual([]);
        issuesOf(documentOf(map));
      }),
    );
  });
});
