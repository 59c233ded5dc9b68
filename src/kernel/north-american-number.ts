const IN_FULL = /^\+1[ .-]?(?:\(([2-9]\d\d)\)|([2-9]\d\d))[ .-]?(\d{3})[ .-]?(\d{4})$/;
const AT_HOME = /^(?:1[ .-]?)?(?:\(([2-9]\d\d)\)|([2-9]\d\d))[ .-]?(\d{3})[ .-]?(\d{4})$/;
const MOST_KNOWN = 50_000;

/** By the first six digits, which decide it. */
const known = new Map<string, boolean>();

/**
 * A number of the North American plan in E.164, read from the ways in which nearly everybody writes one; null for all
 * else, which may still be one. `atHome`: numbers without a country code are of that plan.
 */
export function northAmericanNumber(text: string, atHome: boolean): string | null {
  const read = IN_FULL.exec(text) ?? (atHome ? AT_HOME.exec(text) : null);
  if (!read) return null;
  const [, enclosed, area = enclosed, exchange, line] = read;
  return `+1${area}${exchange}${line}`;
}

/** Whether it is assigned: asked once for each exchange, since asking takes longer than all else about a number. */
export function isAssigned(e164: string, ask: () => boolean): boolean {
  const exchange = e164.slice(0, 8);
  const remembered = known.get(exchange);
  if (remembered !== undefined) return remembered;
  if (known.size >= MOST_KNOWN) known.clear();
  const answer = ask();
  known.set(exchange, answer);
  return answer;
}
