import { bodiesIn, learntFrom } from './learnt-shape.domain.js';
import { newPaths, pathsGone, typesChanged } from './shape-signals.domain.js';

const DAY = 86_400_000;
const fieldAt = (path: string) => ({ status: 'Status', 'lead.phone': 'ContactPhone' })[path] ?? null;

/** As many bodies of the same shape, a day apart: path → type. */
function bodies(count: number, shape: Record<string, string>) {
  const entries = Object.entries({ '@': 'object', ...shape }).map(([path, type]) => ({ path, type }));
  return Array.from({ length: count }, (_, at) => ({ shape: entries, receivedAt: new Date(at * DAY) }));
}

const usual = learntFrom([], bodies(40, { status: 'text', 'lead.phone': 'number', note: 'text' }));

it('learns how often and when each path was there, and nothing of what can not be decoded', () => {
  const more = learntFrom(usual, [{ shape: null, receivedAt: new Date(0) }, ...bodies(1, { status: 'text' })]);
  expect(bodiesIn(more)).toBe(41);
  expect(more.find(({ path }) => path === 'status')).toMatchObject({ seen: 41, lastNo: 41 });
  expect(more.find(({ path }) => path === 'note')).toMatchObject({ seen: 40, lastNo: 40 });
});

it('learns no more than 500 paths, however many names a partner makes up', () => {
  const made = Array.from({ length: 10 }, (_, at) =>
    bodies(1, Object.fromEntries(Array.from({ length: 99 }, (_, member) => [`m${at}x${member}`, 'text']))),
  ).flat();
  expect(learntFrom([], made)).toHaveLength(500);
});

describe('a mapped path that is gone', () => {
  it('is one that none of the last 20 bodies has, and nearly all before had', () => {
    const gone = (count: number) => pathsGone(learntFrom(usual, bodies(count, { status: 'text' })), fieldAt);
    expect(gone(19)).toEqual([]);
    expect(gone(20)).toEqual([{ path: 'lead.phone', field: 'ContactPhone', since: new Date(39 * DAY), share: 1 }]);
  });

  it('is also one that holds nothing any more', () => {
    const empty = learntFrom(usual, bodies(20, { status: 'text', 'lead.phone': 'null' }));
    expect(pathsGone(empty, fieldAt).map(({ path }) => path)).toEqual(['lead.phone']);
  });

  it('is none that came only now and then, that is back, or that was never seen often', () => {
    const seldom = learntFrom(usual, [...bodies(10, {}), ...bodies(10, { 'lead.phone': 'text' }), ...bodies(20, {})]);
    expect(pathsGone(seldom, fieldAt).map(({ path }) => path)).toEqual(['status']);
    const back = learntFrom(usual, [
      ...bodies(20, { status: 'text' }),
      ...bodies(1, { 'lead.phone': 'text', status: 'text' }),
    ]);
    expect(pathsGone(back, fieldAt)).toEqual([]);
    const few = learntFrom([], [...bodies(19, { status: 'text' }), ...bodies(50, {})]);
    expect(pathsGone(few, fieldAt)).toEqual([]);
  });
});

describe('a type that changed', () => {
  const changed = (shape: Record<string, string>) => typesChanged(usual, learntFrom(usual, bodies(1, shape)), fieldAt);

  it('is a value that came as an object or a list', () => {
    expect(changed({ status: 'object' })).toEqual([{ path: 'status', field: 'Status', was: 'value', is: 'object' }]);
    expect(changed({ 'lead.phone': 'list' })).toMatchObject([{ was: 'value', is: 'list' }]);
  });

  it('is none between texts, numbers and nothing, nor where nothing is read from', () => {
    expect([changed({ status: 'number' }), changed({ status: 'null' }), changed({ note: 'object' })]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('is told at first sight only', () => {
    const once = learntFrom(usual, bodies(1, { status: 'object' }));
    expect(typesChanged(once, learntFrom(once, bodies(1, { status: 'object' })), fieldAt)).toEqual([]);
  });
});

it('tells new paths to a value apart once twenty bodies are known', () => {
  const grown = learntFrom(usual, bodies(1, { email: 'text', contact: 'object', 'contact.mail': 'null' }));
  expect(newPaths(usual, grown)).toEqual(['email']);
  const few = learntFrom([], bodies(19, { status: 'text' }));
  expect(newPaths(few, learntFrom(few, bodies(1, { email: 'text' })))).toEqual([]);
});
