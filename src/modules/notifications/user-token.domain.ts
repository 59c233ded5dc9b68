/** Fifteen minutes: long enough to open the app, short enough to lose. */
export const TOKEN_SECONDS = 900;

/** Whom a token speaks for, and until when. */
export type User = { readonly id: string; readonly until: Date };

/** What a token holds, before it is signed: readable by anybody, changed by nobody. */
export function payloadOf({ id, until }: User): string {
  return Buffer.from(JSON.stringify({ sub: id, exp: until.getTime() / 1_000 })).toString('base64url');
}

/** Payload and signature, or null for a text that is no token at all. */
export function partsOf(token: string): { payload: string; signature: string } | null {
  const [payload, signature, ...rest] = token.split('.');
  return payload && signature && rest.length === 0 ? { payload, signature } : null;
}

/** Reads a payload whose signature was verified. Null once the token has ended. */
export function userOf(payload: string, now: Date): User | null {
  const { sub, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string; exp: number };
  const until = new Date(exp * 1_000);
  return until > now ? { id: sub, until } : null;
}
