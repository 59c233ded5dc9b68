/** Why something is refused; every wire has its own answer to each (see the problem and reply filters). */
export type RefusalKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rejected'
  | 'too_large'
  | 'unsupported_media'
  | 'too_many'
  | 'unavailable';

/** What is wrong with one field. `path` is dotted; `message` never repeats the value. */
export type Issue = { readonly path: string; readonly message: string };

type Details = {
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
  /** When trying again makes sense; the answer's `Retry-After`. */
  readonly retryAfterSeconds?: number;
};

/**
 * A refusal: we say no, and the caller may read why. Any other error is an accident.
 * `code` is stable and for programs; the sentence is for people and names no value that was sent.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly issues: readonly Issue[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    sentence: string,
    { issues = [], cause, retryAfterSeconds }: Details = {},
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.issues = issues;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
