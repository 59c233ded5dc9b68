/** Who does something: a person who is signed in, a program by its token, or the gateway by itself. */
export type Actor = {
  readonly kind: 'operator' | 'api_token' | 'system';
  readonly id: string | null;
  /** For people who read what happened. */
  readonly name: string;
};
