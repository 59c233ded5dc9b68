import fc from 'fast-check';
import { hasKey, writtenKey } from '../../kernel/status-key.js';
import { StatusCatalogue } from './status-catalogue.domain.js';

const status = (code: string, active = true) => ({
  ...{ code, label: code, meaning: '', stage: 10, terminal: false, notify: true, pushText: '', alsoFrom: [], active },
});
const mapping = (raw: string, canonical: string | null) => ({ statusKey: writtenKey(raw), canonical });

const statuses = [status('signed'), status('closed'), status('declined_by_client'), status('retired', false)];
const defaults = [mapping('RetainerSigned', 'signed'), mapping('Case Closed', 'closed'), mapping('Retired', 'retired')];
const catalogue = new StatusCatalogue(statuses, defaults, [
  mapping('Done', 'signed'),
  mapping('Note Added', null),
  mapping('Case Closed', null),
  mapping('Closed | Client withdrew', 'declined_by_client'),
  mapping('Closed | *', 'closed'),
]);

it.each(['RetainerSigned', 'Retainer Signed', 'retainer_signed', 'RETAINER-SIGNED', '  retainer   signed '])(
  'knows %p by its key',
  (raw) => {
    expect(catalogue.resolve(raw, null)).toEqual({ canonical: 'signed', known: true, by: 'defaults' });
  },
);

it('lets the partner add to the defaults', () => {
  expect(catalogue.resolve('done', null)).toEqual({ canonical: 'signed', known: true, by: 'status_map' });
});

it('lets the partner overrule a default, also by saying that it changes nothing', () => {
  expect(catalogue.resolve('Case Closed', null)).toEqual({ canonical: null, known: true, by: 'status_map' });
});

it('tells what changes nothing from what is unmapped', () => {
  expect(catalogue.resolve('Note Added', null)).toEqual({ canonical: null, known: true, by: 'status_map' });
  expect(catalogue.resolve('Something New', null)).toEqual({ canonical: null, known: false, by: null });
});

it('guesses nothing from likeness', () => {
  expect(catalogue.resolve('Retainer Signed Today', null).known).toBe(false);
  expect(catalogue.resolve('RetainrSigned', null).known).toBe(false);
});

describe('a sub-status', () => {
  it('is looked up with its status', () => {
    expect(catalogue.resolve('closed', 'CLIENT_WITHDREW').canonical).toBe('declined_by_client');
  });

  it('falls back to any sub-status', () => {
    expect(catalogue.resolve('Closed', 'moved away').canonical).toBe('closed');
  });

  it('is never dropped', () => {
    expect(catalogue.resolve('RetainerSigned', 'revoked').known).toBe(false);
  });

  it('counts as absent when it says nothing', () => {
    expect(catalogue.resolve('RetainerSigned', ' - ').canonical).toBe('signed');
  });

  it('may be written into the status as operators write it', () => {
    expect(catalogue.resolve('Closed | Client withdrew', null).canonical).toBe('declined_by_client');
  });
});

describe('an adapter', () => {
  const table = new Map<string, string | null>([
    ['retainer signed', 'closed'],
    ['closed | *', 'signed'],
  ]);

  it('overrules the map and the defaults with its own table, any sub-status included', () => {
    expect(catalogue.resolve('RetainerSigned', null, { table, useDefaults: true })).toEqual({
      canonical: 'closed',
      known: true,
      by: 'adapter',
    });
    expect(catalogue.resolve('Closed', 'Client withdrew', { table, useDefaults: true }).canonical).toBe('signed');
  });

  it('may leave the defaults out, never the partner’s own map', () => {
    const own = { table: new Map(), useDefaults: false };
    expect(catalogue.resolve('RetainerSigned', null, own).known).toBe(false);
    expect(catalogue.resolve('Done', null, own).canonical).toBe('signed');
  });
});

it('takes a mapping to a status that is switched off for none', () => {
  expect(catalogue.resolve('Retired', null)).toEqual({ canonical: null, known: false, by: null });
});

it('still says what a switched-off status meant', () => {
  expect(catalogue.standing('retired')?.active).toBe(false);
  expect(catalogue.standing('never heard of')).toBeNull();
  expect(catalogue.standing(null)).toBeNull();
});

it('answers any text without throwing, inherited names included', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.option(fc.string()),
      (raw, sub) => typeof catalogue.resolve(raw, sub).known === 'boolean',
    ),
  );
  expect(catalogue.resolve('__proto__', 'constructor').known).toBe(false);
});

it('finds no key where there is no letter or digit', () => {
  expect(['New', '新', '7', ' | ', '--', ''].map(hasKey)).toEqual([true, true, true, false, false, false]);
});
