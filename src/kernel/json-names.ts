import { endOfString } from './json-scan.js';

type Frame = { readonly names: Set<string> | null; expectsName: boolean };

/**
 * The first member name that an object of this JSON text has twice, or null. `JSON.parse` lets the last one win and says
 * nothing; where two readers may take different ones, such a text means nothing. The text has to be JSON.
 */
export function repeatedName(text: string): string | null {
  const open: Frame[] = [];
  for (const token of tokensOf(text)) {
    const frame = open.at(-1);
    if (!token.startsWith('"')) step(open, token);
    else if (frame && isRepeated(frame, token)) return JSON.parse(token) as string;
  }
  return null;
}

/** Its strings, brackets and commas, in order. No expression matches whole strings: a long one exhausts its stack. */
function* tokensOf(text: string): Generator<string> {
  const signs = /["{}[\],]/g;
  let found = signs.exec(text);
  while (found) {
    const [sign] = found;
    const end = sign === '"' ? endOfString(text, found.index) : found.index + 1;
    yield text.slice(found.index, end);
    signs.lastIndex = end;
    found = signs.exec(text);
  }
}

function step(open: Frame[], token: string): void {
  if (token === '{') open.push({ names: new Set(), expectsName: true });
  else if (token === '[') open.push({ names: null, expectsName: false });
  else if (token === ',') expectName(open.at(-1));
  else open.pop();
}

function expectName(frame: Frame | undefined): void {
  if (frame?.names) frame.expectsName = true;
}

/** A string where a name is expected; the next one is its value. `"\u0061"` and `"a"` are the same name. */
function isRepeated(frame: Frame, token: string): boolean {
  if (!frame.names || !frame.expectsName) return false;
  frame.expectsName = false;
  const name = JSON.parse(token) as string;
  if (frame.names.has(name)) return true;
  frame.names.add(name);
  return false;
}
