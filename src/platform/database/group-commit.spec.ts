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

/** Lets everything that can go on do so: a batch starts in the turn of the event loop after the one before. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

it('writes a single input in the same turn of the event loop, without waiting for others', async () => {
  const { batches, write, finish } = heldStore();
  const answer = new GroupCommit(write, LIMITS).submit(1);
  await settle();
  expect(batches).toEqual([[1]]);
  finish();
  expect(await answer).toBe(2);
});

it('gathers what comes in one turn or during a write, in order, up to the batch size', async () => {
  const { batches, write, finish } = heldStore();
  const group = new GroupCommit(write, LIMITS);
  const answers = [group.submit(1), group.submit(2)];
  await settle();
  answers.push(...[3, 4, 5, 6].map((input) => group.submit(input)));
  for (const expected of [
    [[1, 2]],
    [
      [1, 2],
      [3, 4, 5],
    ],
    [[1, 2], [3, 4, 5], [6]],
  ]) {
    expect(batches).toEqual(expected);
    finish();
    await settle();
  }
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10, 12]);
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
  expect(batches).toEqual([[1, 2, 3]]);
  away = false;
  expect(await group.submit(4)).toBe(4);
});

it('refuses at once what is more than may wait', async () => {
  const { write, finish } = heldStore();
  const group = new GroupCommit(write, LIMITS);
  const answers = Array.from({ length: 5 }, (_, input) => group.submit(input));
  await expect(group.submit(7)).rejects.toBeInstanceOf(DomainError);
  for (let round = 0; round < 3; round += 1) {
    await settle();
    finish();
  }
  expect(await Promise.all(answers)).toHaveLength(5);
});

it('tells a caller `unavailable` when the commit takes longer than its patience, and serves the next', async () => {
  const { write, finish } = heldStore();
  const group = new GroupCommit(write, { ...LIMITS, patienceMs: 20 });
  await expect(group.submit(1)).rejects.toMatchObject({ code: 'unavailable' });
  finish();
  await settle();
  const next = group.submit(2);
  await settle();
  finish();
  expect(await next).toBe(4);
});

it('does not write what its caller was told is unavailable and no write had begun on', async () => {
  const { batches, write, finish } = heldStore();
  const group = new GroupCommit(write, { ...LIMITS, patienceMs: 20 });
  const first = group.submit(1);
  await settle();
  await Promise.allSettled([first, group.submit(2)]);
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
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(batches).toEqual([[1, 2, 3]]);
});

it('takes as many inputs into a batch as their weight allows, and one that is too heavy by itself', async () => {
  const batches: number[][] = [];
  const write = async (inputs: readonly number[]) => {
    batches.push([...inputs]);
    return inputs;
  };
  const group = new GroupCommit(write, { ...LIMITS, waiting: 9, weightOf: (input) => input });
  const answers = [1, 2, 1, 5, 1].map((input) => group.submit(input));
  expect(await Promise.all(answers)).toEqual([1, 2, 1, 5, 1]);
  expect(batches).toEqual([[1, 2], [1], [5], [1]]);
});

it('starts a further batch beside one under way when half as many wait, and no more than it may', async () => {
  const open: (() => void)[] = [];
  const sizes: number[] = [];
  const write = (inputs: readonly number[]) =>
    new Promise<readonly number[]>((resolve) => {
      sizes.push(inputs.length);
      open.push(() => resolve(inputs));
    });
  const group = new GroupCommit(write, { ...LIMITS, batch: 9, waiting: 9, inFlight: 2 });
  const answers: Promise<number>[] = [];
  const submit = async (...inputs: number[]) => {
    answers.push(...inputs.map((input) => group.submit(input)));
    await settle();
    return [...sizes];
  };
  expect(await submit(1, 2, 3, 4)).toEqual([4]);
  expect(await submit(5)).toEqual([4]);
  expect(await submit(6)).toEqual([4, 2]);
  expect(await submit(7, 8, 9)).toEqual([4, 2]);
  open.shift()?.();
  await settle();
  expect(await submit()).toEqual([4, 2, 3]);
  for (const finish of open) finish();
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
