import { EventEmitter, once } from 'node:events';
import { DomainError } from '../../kernel/domain-error.js';
import { GroupCommit } from './group-commit.js';

const AWAY = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const LIMITS = { batch: 3, waiting: 5, patienceMs: 60_000 };

/** A store that answers twice the input, keeps what it was given, and finishes a write when told to. */
function heldStore() {
  const turnstile = new EventEmitter();
  const batches: number[][] = [];
  const write = async (inputs: readonly number[]) => {
    batches.push([...inputs]);
    await once(turnstile, 'finish');
    return inputs.map((input) => 2 * input);
  };
  return { batches, write, finish: () => turnstile.emit('finish') };
}

/** Lets every promise that can go on do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

it('writes a single input at once, without waiting for others', async () => {
  const { batches, write, finish } = heldStore();
  const answer = new GroupCommit(write, LIMITS).submit(1);
  expect(batches).toEqual([[1]]);
  finish();
  expect(await answer).toBe(2);
});

it('gathers what comes during a write, in order, up to the batch size', async () => {
  const { batches, write, finish } = heldStore();
  const group = new GroupCommit(write, LIMITS);
  const answers = [1, 2, 3, 4, 5].map((input) => group.submit(input));
  for (const expected of [[[1]], [[1], [2, 3, 4]], [[1], [2, 3, 4], [5]]]) {
    expect(batches).toEqual(expected);
    finish();
    await settle();
  }
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
});

it('answers only after the write that holds the input', async () => {
  const { write, finish } = heldStore();
  let answered = false;
  const answer = new GroupCommit(write, LIMITS).submit(1).then(() => {
    answered = true;
  });
  await settle();
  expect(answered).toBe(false);
  finish();
  await answer;
});

it('fails one bad input and none of its neighbours', async () => {
  const written: number[] = [];
  const group = new GroupCommit(async (inputs: readonly number[]) => {
    if (inputs.includes(3)) throw new Error('Not 3');
    written.push(...inputs);
    return inputs.map((input) => 2 * input);
  });
  const answers = await Promise.allSettled([1, 2, 3, 4].map((input) => group.submit(input)));
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.message))).toEqual([
    2,
    4,
    'Not 3',
    8,
  ]);
  expect(written).toEqual([1, 2, 4]);
});

it('tells everyone in the batch that the database is away, writes none of them again, and goes on when it is back', async () => {
  let away = true;
  const batches: number[][] = [];
  const group = new GroupCommit(async (inputs: readonly number[]) => {
    batches.push([...inputs]);
    if (away) throw AWAY;
    return inputs;
  });
  const answers = await Promise.allSettled([1, 2, 3].map((input) => group.submit(input)));
  for (const answer of answers) {
    expect(answer).toMatchObject({ reason: { kind: 'unavailable', code: 'unavailable', retryAfterSeconds: 2 } });
  }
  expect(batches).toEqual([[1], [2, 3]]);
  away = false;
  expect(await group.submit(4)).toBe(4);
});

it('refuses at once what is more than may wait', async () => {
  const { write, finish } = heldStore();
  const group = new GroupCommit(write, LIMITS);
  const answers = Array.from({ length: 6 }, (_, input) => group.submit(input));
  await expect(group.submit(7)).rejects.toBeInstanceOf(DomainError);
  for (let round = 0; round < 3; round += 1) {
    finish();
    await settle();
  }
  expect(await Promise.all(answers)).toHaveLength(6);
});

it('tells a caller `unavailable` when the commit takes longer than its patience, and serves the next', async () => {
  const { write, finish } = heldStore();
  const group = new GroupCommit(write, { ...LIMITS, patienceMs: 20 });
  await expect(group.submit(1)).rejects.toMatchObject({ code: 'unavailable' });
  finish();
  await settle();
  const next = group.submit(2);
  finish();
  expect(await next).toBe(4);
});

it('does not write what its caller was told is unavailable and no write had begun on', async () => {
  const { batches, write, finish } = heldStore();
  const group = new GroupCommit(write, { ...LIMITS, patienceMs: 20 });
  await Promise.allSettled([group.submit(1), group.submit(2)]);
  finish();
  await settle();
  expect(batches).toEqual([[1]]);
});

it('fails a batch that answered too little, and does not write it again', async () => {
  const batches: number[][] = [];
  const group = new GroupCommit(async (inputs: readonly number[]) => {
    batches.push([...inputs]);
    return inputs.slice(0, 1);
  });
  const answers = await Promise.allSettled([1, 2, 3].map((input) => group.submit(input)));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(batches).toEqual([[1], [2, 3]]);
});

it('has as many batches under way as it may, and gathers the rest', async () => {
  const open: (() => void)[] = [];
  const sizes: number[] = [];
  const write = (inputs: readonly number[]) =>
    new Promise<readonly number[]>((resolve) => {
      sizes.push(inputs.length);
      open.push(() => resolve(inputs));
    });
  const group = new GroupCommit(write, { ...LIMITS, inFlight: 2 });
  const answers = Promise.all([1, 2, 3, 4].map((input) => group.submit(input)));
  expect(sizes).toEqual([1, 1]);
  open.shift()?.();
  await Promise.resolve();
  while (open.length > 0) {
    open.shift()?.();
    await new Promise(setImmediate);
  }
  expect(await answers).toEqual([1, 2, 3, 4]);
  expect(sizes).toEqual([1, 1, 2]);
});
