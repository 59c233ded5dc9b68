import { isList, type Meter } from './expression-values.domain.js';

type Edges = readonly [from: number, to: number];
type Bound = number | null;

/** `[start:stop:step]` of a list, or of the characters of a text. Bounds below zero count from the end; `step` is not 0. */
export function slice(start: Bound, stop: Bound, step: number): (value: unknown, meter: Meter) => unknown {
  const edgesIn = step > 0 ? edges : edgesBackwards;
  return (value, meter) => {
    if (typeof value === 'string') {
      meter.charge(value.length);
      const letters = Array.from(value);
      return picked(letters, edgesIn(start, stop, letters.length), step).join('');
    }
    if (!isList(value)) return null;
    meter.charge(value.length);
    return picked(value, edgesIn(start, stop, value.length), step);
  };
}

function edges(start: Bound, stop: Bound, length: number): Edges {
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
  return [within(start ?? 0), within(stop ?? length)];
}

function edgesBackwards(start: Bound, stop: Bound, length: number): Edges {
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, -1), length - 1);
  return [within(start ?? length - 1), stop === null ? -1 : within(stop)];
}

function picked(items: readonly unknown[], [from, to]: Edges, by: number): unknown[] {
  const found: unknown[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) found.push(items[at]);
  return found;
}
