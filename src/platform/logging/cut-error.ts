type CutError = { type: string; message: string; code?: string; stack?: string; cause?: CutError };

const DEPTH = 4;
/** Where PostgreSQL and `JSON.parse` repeat values. Each goes to the last possible end: a value may hold the end itself. */
const VALUES: readonly [where: RegExp, instead: string][] = [
  [/\)=\(.*\)/s, ')=(…)'],
  [/(: |value )".*"/s, '$1"…"'],
  [/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON/s, ', "…" is not valid JSON'],
];

/**
 * What of an error may be logged. Drivers hang query parameters, clients, tokens and raw bodies on their errors, so only
 * type, message, code, stack and cause are taken, and values that a database repeats are cut out.
 */
export function cutError(error: unknown, depth = DEPTH): CutError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'Something that is not an error was thrown' };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.name,
    message: cut(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: framesOf(error.stack) }),
    ...(cause !== undefined && depth > 1 && { cause: cutError(cause, depth - 1) }),
  };
}

function cut(message: string): string {
  return VALUES.reduce((text, [where, instead]) => text.replace(where, instead), message).slice(0, 500);
}

/** The frames without the first lines, which repeat the message. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12)
    .join('\n');
}
