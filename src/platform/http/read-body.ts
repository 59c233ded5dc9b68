import type { IncomingMessage } from 'node:http';
import { DomainError } from '../../kernel/domain-error.js';

/**
 * The exact bytes of a request's body.
 * @throws DomainError `body_too_large` beyond `limit` bytes, `encoding_unsupported` for a compressed body (132 bytes can
 * become 90 kB), `body_incomplete` when the sender breaks off
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return Promise.reject(compressed());
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) {
        request.pause();
        reject(tooLarge(limit));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', () => reject(brokenOff()));
    request.on('aborted', () => reject(brokenOff()));
  });
}

function tooLarge(limit: number): DomainError {
  return new DomainError('too_large', 'body_too_large', `The body is larger than ${limit} bytes. Send less at once.`);
}

function compressed(): DomainError {
  return new DomainError('unsupported_media', 'encoding_unsupported', 'Send the body without Content-Encoding.');
}

function brokenOff(): DomainError {
  return new DomainError('malformed', 'body_incomplete', 'The body broke off. Send it again.');
}
