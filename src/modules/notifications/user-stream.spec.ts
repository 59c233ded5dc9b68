import { EventEmitter } from 'node:events';
import type { FeedPage } from './user-feed.domain.js';
import { type Sink, UserStream } from './user-stream.js';

const NOW = new Date('2026-03-04T18:30:00.000Z');
const UNTIL = new Date('2026-03-04T18:45:00.000Z');

/** A connection whose reader can stop reading. */
class FakeSink extends EventEmitter {
  readonly written: string[] = [];
  destroyed = false;
  finished = false;
  writableNeedDrain = false;
  reads = true;

  write(text: string): boolean {
    if (this.finished) throw new Error('Written after the end');
    this.written.push(text);
    this.writableNeedDrain = !this.reads;
    return this.reads;
  }

  end(): void {
    this.finished = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  read(): void {
    this.reads = true;
    this.writableNeedDrain = false;
    this.emit('drain');
  }
}

/** A feed that grows, read in pages of two, and a stream on it. */
function aStream({ after = 0, newest = 0 } = {}) {
  const sink = new FakeSink();
  const feed = { newest, away: false };
  const read = async (seen: number): Promise<FeedPage> => {
    if (feed.away) throw new Error('The database is away');
    const seqs = [seen + 1, seen + 2].filter((seq) => seq <= feed.newest);
    return { lastSeq: feed.newest, events: seqs.map((seq) => ({ seq, type: 'case.status_changed', data: {} })) };
  };
  const stream = new UserStream({ sink: sink as unknown as Sink, after, until: UNTIL, read });
  const ids = () => sink.written.flatMap((frame) => /^id: (\d+)/.exec(frame)?.[1] ?? []).map(Number);
  return { sink, feed, stream, ids, running: stream.run() };
}

/** Lets everything that is ready run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('A stream', () => {
  it('says first how long to wait after it broke off, then sends all that the app has not seen', async () => {
    const { sink, ids } = aStream({ after: 2, newest: 7 });
    await settled();
    expect(sink.written[0]).toBe('retry: 2000\n\n');
    expect(ids()).toEqual([3, 4, 5, 6, 7]);
  });

  it('sends what comes later when it is woken, each event once', async () => {
    const { feed, stream, ids } = aStream();
    feed.newest = 1;
    stream.wake();
    stream.wake();
    await settled();
    feed.newest = 3;
    stream.wake();
    await settled();
    stream.wake();
    await settled();
    expect(ids()).toEqual([1, 2, 3]);
  });

  it('reads nothing when the newest event is the one it sent last', async () => {
    const { feed, stream, ids } = aStream({ newest: 2 });
    await settled();
    feed.newest = 3;
    stream.wake(2);
    await settled();
    expect(ids()).toEqual([1, 2]);
    stream.wake(3);
    await settled();
    expect(ids()).toEqual([1, 2, 3]);
  });

  it('tells the app to load anew what it cannot catch up with, and goes on from there', async () => {
    const { sink, feed, stream } = aStream({ after: 9, newest: 4 });
    await settled();
    feed.newest = 5;
    stream.wake();
    await settled();
    expect(sink.written.slice(1)).toEqual([
      'id: 4\nevent: stream.reset\ndata: {}\n\n',
      'id: 5\nevent: case.status_changed\ndata: {}\n\n',
    ]);
  });

  it('stays open while the database is away, and catches up', async () => {
    const { sink, feed, stream, ids } = aStream();
    feed.away = true;
    feed.newest = 2;
    stream.wake();
    await settled();
    expect([ids(), sink.finished]).toEqual([[], false]);
    feed.away = false;
    stream.wake();
    await settled();
    expect(ids()).toEqual([1, 2]);
  });

  it('writes nothing to a reader that takes nothing, and goes on when it does', async () => {
    const { sink, stream, ids } = aStream({ newest: 4 });
    sink.reads = false;
    await settled();
    stream.turn(NOW);
    expect([ids(), sink.written]).toEqual([[1], expect.not.arrayContaining([': ping\n\n'])]);
    sink.read();
    await settled();
    expect(ids()).toEqual([1, 2, 3, 4]);
  });

  it('gives a reader up that takes nothing for four turns in a row', async () => {
    const { sink, stream, running } = aStream({ newest: 4 });
    sink.reads = false;
    await settled();
    for (const _ of [1, 2, 3]) stream.turn(NOW);
    sink.reads = true;
    sink.emit('drain');
    for (const _ of [1, 2, 3]) stream.turn(NOW);
    expect(sink.destroyed).toBe(false);
    stream.turn(NOW);
    expect(sink.destroyed).toBe(true);
    await running;
  });

  it('gives a sign of life every turn', async () => {
    const { sink, stream } = aStream();
    await settled();
    stream.turn(NOW);
    expect(sink.written.at(-1)).toBe(': ping\n\n');
  });

  it('ends with the token that let the app in', async () => {
    const { sink, stream, running } = aStream();
    await settled();
    stream.turn(UNTIL);
    await running;
    expect(sink.finished).toBe(true);
  });

  it('ends when it is told to, says when to come back, and writes nothing after that', async () => {
    const { sink, feed, stream, running } = aStream();
    await settled();
    stream.end(60_000);
    stream.end();
    feed.newest = 3;
    stream.wake();
    stream.turn(NOW);
    await running;
    expect(sink.written).toEqual(['retry: 2000\n\n', 'retry: 60000\n\n']);
  });

  it('cuts a reader off at the end that would not take the end', async () => {
    const { sink, stream, running } = aStream({ newest: 1 });
    sink.reads = false;
    await settled();
    stream.end();
    await running;
    expect([sink.finished, sink.destroyed]).toEqual([false, true]);
  });

  it('ends when the app is gone, even before it began', async () => {
    const { sink, running } = aStream();
    sink.emit('close');
    await running;
    const gone = Object.assign(new FakeSink(), { destroyed: true });
    const read = () => Promise.reject(new Error('Nobody asks'));
    await new UserStream({ sink: gone as unknown as Sink, after: 0, until: UNTIL, read }).run();
    expect(gone.written).toEqual([]);
  });
});
