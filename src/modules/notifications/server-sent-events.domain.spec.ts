import fc from 'fast-check';
import { DomainError } from '../../kernel/domain-error.js';
import { eventFrame, readLastEventId, retryFrame } from './server-sent-events.domain.js';

describe('Frames', () => {
  it('carry number, type and data, and end with an empty line', () => {
    const frame = eventFrame({ seq: 7, type: 'case.status_changed', data: { leadId: 'a' } });
    expect(frame).toBe('id: 7\nevent: case.status_changed\ndata: {"leadId":"a"}\n\n');
    expect(retryFrame(2_000)).toBe('retry: 2000\n\n');
  });

  it('keep any text in one data line, so that no text can end a frame', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const lines = eventFrame({ seq: 1, type: 'x', data: { text } }).split(/\r\n|\r|\n/);
        expect(lines).toHaveLength(5);
        expect(JSON.parse(lines[2]?.slice('data: '.length) ?? '')).toEqual({ text });
      }),
    );
  });
});

describe('The last event id', () => {
  it.each([
    ['none at all', undefined, undefined, null],
    ['an empty header, as browsers start with', '', undefined, null],
    ['the header', '12', undefined, 12],
    ['the query, where no header can be set', undefined, '12', 12],
    ['the header before the query, which is from the first time', '15', '12', 15],
    ['nothing seen yet', '0', undefined, 0],
  ])('is taken from %s', (_, header, query, number) => {
    expect(readLastEventId(header, query)).toBe(number);
  });

  it.each(['abc', '-1', '1.5', '1e3', ' 1', '9999999999999999', '1; drop table user_event', ['1', '2']])(
    'is refused when it is %j',
    (garbage) => {
      expect(() => readLastEventId(undefined, garbage)).toThrow(DomainError);
    },
  );
});
