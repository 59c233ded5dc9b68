import { DomainError } from './domain-error.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A body as text, without a byte order mark. @throws DomainError `body_unparseable` when it is not UTF-8 */
export function textOf(body: Buffer): string {
  try {
    return UTF8.decode(body);
  } catch (cause) {
    throw new DomainError('malformed', 'body_unparseable', 'The body is not UTF-8 text. Send it as UTF-8.', { cause });
  }
}
