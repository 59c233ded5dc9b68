import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { treeOf, unparseable } from './decode.domain.js';

/**
 * Reads the text fields of a multipart body; files are passed over.
 * @throws DomainError `body_unparseable`
 */
export async function decodeMultipart(body: Buffer, contentType: string): Promise<unknown> {
  const pairs: [string, string][] = [];
  try {
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fields: 1_000, fieldSize: 1_048_576, headerPairs: 50, parts: 1_000 },
    });
    parser.on('field', (name: string | undefined, value: string) => pairs.push([name ?? '', value]));
    parser.on('file', (_name: string, stream: Readable) => passOver(stream));
    await pipeline(Readable.from([body]), parser);
  } catch {
    throw unparseable('The multipart body is not whole, or its boundary is missing.');
  }
  return treeOf(pairs);
}

/** A file that breaks off says so on its own stream as well, where nobody else listens. */
function passOver(file: Readable): void {
  file.on('error', () => undefined);
  file.resume();
}
