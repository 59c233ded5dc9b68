import { setImmediate as breath } from 'node:timers/promises';
import { DomainError } from '../../../kernel/domain-error.js';
import { formatOf } from '../decode.domain.js';
import { decodeBody } from '../decode-body.js';
import type { Warning } from '../reading.domain.js';
import type { Decoding } from './draft.domain.js';
import { batchIn, embeddedJson, unitsOf } from './units.domain.js';

/** A body as a partner sent it. */
export type Sample = { readonly contentType?: string | undefined; readonly body: Buffer };

/** A sample's tree, or why it has none. */
export type Decoded = { readonly tree: unknown } | { readonly refusal: Warning };

const MOST_EMBEDDED = 8;
const LONGEST_PATH = 200;

/** Decodes samples as one adapter would: texts that hold JSON are read, in two layers, and lists of updates are found. */
export async function decodeSamples(samples: readonly Sample[]): Promise<{
  readonly decoding: Decoding;
  readonly decoded: readonly Decoded[];
}> {
  const plain = await decodeAll(samples, []);
  const outer = embeddedIn(plain);
  const inner = embeddedIn(outer.length > 0 ? await decodeAll(samples, outer) : []);
  const parseJson = [...new Set([...outer, ...inner])].slice(0, MOST_EMBEDDED);
  const decoded = parseJson.length === 0 ? plain : await decodeAll(samples, parseJson);
  const trees = treesIn(decoded);
  const batches = trees.map(batchIn).filter((one) => one !== null);
  const batch = batches.find((one) => trees.every((tree) => unitsOf(tree, one).length > 0)) ?? null;
  return { decoding: { format: formatIn(samples), parseJson, batch }, decoded };
}

export function treesIn(decoded: readonly Decoded[]): unknown[] {
  return decoded.flatMap((one) => ('tree' in one ? [one.tree] : []));
}

function embeddedIn(decoded: readonly Decoded[]): string[] {
  const paths = new Set(treesIn(decoded).flatMap(embeddedJson));
  return [...paths].filter((path) => path.length <= LONGEST_PATH).slice(0, MOST_EMBEDDED);
}

async function decodeAll(samples: readonly Sample[], parseJson: readonly string[]): Promise<readonly Decoded[]> {
  const decoded: Decoded[] = [];
  for (const sample of samples) decoded.push(await decodedWith(sample, parseJson));
  return decoded;
}

async function decodedWith({ body, contentType }: Sample, parseJson: readonly string[]): Promise<Decoded> {
  await breath();
  try {
    const { tree } = await decodeBody({ format: 'auto', parseJson }, body, withBoundary(contentType, body));
    return { tree };
  } catch (error) {
    if (error instanceof DomainError) return { refusal: { code: error.code, message: error.message } };
    throw error;
  }
}

/** Whoever pastes a multipart body seldom has its boundary: it is what the first line begins with. */
function withBoundary(contentType: string | undefined, body: Buffer): string | undefined {
  if (!contentType?.startsWith('multipart/') || contentType.includes('boundary=')) return contentType;
  const [, boundary] = /^--([\w'()+,./:=?-]{1,70})\r?\n/.exec(body.toString('latin1', 0, 80)) ?? [];
  return boundary === undefined ? contentType : `${contentType}; boundary="${boundary}"`;
}

function formatIn(samples: readonly Sample[]): Decoding['format'] {
  const formats = new Set(samples.map(({ contentType, body }) => formatOf(contentType, body)));
  const [format] = formats;
  if (formats.size !== 1 || !format) return 'auto';
  return format === 'multipart' ? 'form' : format;
}
