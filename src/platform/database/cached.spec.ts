import { Cached } from './cached.js';

/** A loader that counts how often each key was asked for. */
function counting() {
  const loads: string[] = [];
  const load = async (key: string) => {
    loads.push(key);
    return `${key}${loads.length}`;
  };
  return { loads, load };
}

it('loads a key once, however many ask for it, at once or later', async () => {
  const { loads, load } = counting();
  const cached = new Cached(load);
  const answers = await Promise.all([cached.get('a'), cached.get('a'), cached.get('b')]);
  expect([...answers, await cached.get('a')]).toEqual(['a1', 'a1', 'b2', 'a1']);
  expect(loads).toEqual(['a', 'b']);
});

it('loads anew what is too old, and after it was told to forget', async () => {
  const { load } = counting();
  const short = new Cached(load, { maxAgeMs: 0, entries: 10 });
  expect([await short.get('a'), await short.get('a')]).toEqual(['a1', 'a2']);
  const long = new Cached(load);
  const before = await long.get('a');
  long.clear();
  expect(await long.get('a')).not.toBe(before);
});

it('does not remember a load that failed', async () => {
  let fails = true;
  const cached = new Cached(async (key: string) => {
    if (fails) throw new Error('Away');
    return key;
  });
  await expect(cached.get('a')).rejects.toThrow('Away');
  fails = false;
  expect(await cached.get('a')).toBe('a');
});

it('holds no more entries than it may: unknown tokens must not fill the memory', async () => {
  const { loads, load } = counting();
  const cached = new Cached(load, { maxAgeMs: 60_000, entries: 3 });
  for (const key of ['a', 'b', 'c', 'd']) await cached.get(key);
  await cached.get('d');
  expect(loads).toEqual(['a', 'b', 'c', 'd']);
  await cached.get('a');
  expect(loads).toEqual(['a', 'b', 'c', 'd', 'a']);
});
