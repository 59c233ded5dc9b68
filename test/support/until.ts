import { setTimeout as delay } from 'node:timers/promises';

/** Asks again until the fact is there; says what it waited for when it never came. */
export async function until<Fact>(
  what: string,
  look: () => Promise<Fact | null | undefined | false>,
  limitMs = 15_000,
): Promise<Fact> {
  const end = performance.now() + limitMs;
  for (;;) {
    const fact = await look();
    if (fact !== null && fact !== undefined && fact !== false) return fact;
    if (performance.now() > end) throw new Error(`Waited ${limitMs} ms for: ${what}`);
    await delay(20);
  }
}
