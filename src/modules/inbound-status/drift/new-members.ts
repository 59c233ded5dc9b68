import type { KeptBody } from '../../intake/intake.service.js';
import type { LearntShape } from './learnt-shape.domain.js';
import type { SeenReceipt } from './receipt-looks.service.js';

const MOST_SAMPLES = 3;

/** Keeps, a version, the first bodies that have a path which no body had before. */
export class NewMembers {
  readonly #known = new Map<number, ReadonlySet<string>>();
  readonly #samples = new Map<number, KeptBody[]>();

  constructor(shapes: ReadonlyMap<number, LearntShape>) {
    for (const [version, shape] of shapes) this.#known.set(version, new Set(shape.map(({ path }) => path)));
  }

  note({ look: { version, shape }, kept }: SeenReceipt): void {
    const samples = this.samplesOf(version);
    const known = this.#known.get(version);
    if (!kept || !shape || samples.length >= MOST_SAMPLES) return;
    if (shape.some(({ path }) => !known?.has(path))) this.#samples.set(version, [...samples, kept]);
  }

  samplesOf(version: number): readonly KeptBody[] {
    return this.#samples.get(version) ?? [];
  }
}
