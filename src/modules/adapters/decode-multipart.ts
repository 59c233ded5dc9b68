import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { treeOf, unparseable } from './decode.domain.js';

const MOST_PARTS = 1_000;
/** The parser cannot be stopped within a piece. */
const PIECE_BYTES = 65_536;

/**
 * Reads the text fields of a multipart body; files are passed over.
 * @throws DomainError `body_unparseable`; for more than 1,000 parts, too: what is beyond would be missing without a word
 */
export async function decodeMultipart(body: Buffer, contentType: string): Promise<unknown> {
  return treeOf(await multipartFields(body, contentType));
}

/** As {@link decodeMultipart}: the fields in order, under the names they were sent by. */
export async function multipartFields(body: Buffer, contentType: string): Promise<readonly [string, string][]> {
  const pairs: [string, string][] = [];
  try {
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldSize: 1_048_576, headerPairs: 50, parts: MOST_PARTS },
    });
    parser.on('field', (name: string | undefined, value: string) => pairs.push([name ?? '', value]));
    parser.on('file', (_name: string, stream: Readable) => passOver(stream));
    parser.on('partsLimit', () => parser.destroy(new Error('Too many parts')));
    await pipeline(piecesOf(body), parser);
  } catch {
    throw unparseable(
      `The multipart body is not whole, has more than ${MOST_PARTS} parts, or its boundary is missing.`,
    );
  }
  return pairs;
}

function* piecesOf(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
}

/** A file that breaks off says so on its own stream as well, where nobody else listens. */
function passOver(file: Readable): void {
  file.on('error', () => undefined);
  file.resume();
}
