import fc from 'fast-check';
import { stepFrom } from './user-feed.domain.js';

const events = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => ({
    seq: from + at,
    type: 'case.status_changed',
    data: {},
  }));

describe('The next step of a stream', () => {
  it('sends what is behind the last event that the app has', () => {
    expect(stepFrom(2, { lastSeq: 4, events: events(3, 4) })).toEqual({ reset: false, events: events(3, 4), after: 4 });
  });

  it('sends nothing to an app that has everything, of a user without events too', () => {
    expect(stepFrom(4, { lastSeq: 4, events: [] })).toEqual({ reset: false, events: [], after: 4 });
    expect(stepFrom(0, { lastSeq: 0, events: [] })).toEqual({ reset: false, events: [], after: 0 });
  });

  it('resets an app whose next event was pruned', () => {
    expect(stepFrom(2, { lastSeq: 9, events: events(5, 9) })).toEqual({ reset: true, events: [], after: 9 });
    expect(stepFrom(2, { lastSeq: 9, events: [] })).toEqual({ reset: true, events: [], after: 9 });
  });

  it('resets an app that names an event which was never sent', () => {
    expect(stepFrom(9, { lastSeq: 4, events: [] })).toEqual({ reset: true, events: [], after: 4 });
  });

  it('leaves no gap and repeats nothing, wherever the app begins and however large the pages are', () => {
    const whole = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 1, max: 9 }), (first, more, page) => {
        const lastSeq = first + more;
        const seen: number[] = [];
        for (let after = first; after < lastSeq; ) {
          const step = stepFrom(after, { lastSeq, events: events(after + 1, Math.min(after + page, lastSeq)) });
          expect(step.reset).toBe(false);
          seen.push(...step.events.map(({ seq }) => seq));
          after = step.after;
        }
        expect(seen).toEqual(events(first + 1, lastSeq).map(({ seq }) => seq));
      }),
    );
  });
});
