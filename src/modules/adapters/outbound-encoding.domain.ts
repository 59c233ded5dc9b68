import type { Encoding } from './outbound-adapter.domain.js';
import { writeXml } from './write-xml.domain.js';

export type EncodedBody = { readonly body: Buffer; readonly contentType: string };

const CONTENT_TYPES: Readonly<Record<Encoding['format'], string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml',
};

/** A tree of plain values as bytes in UTF-8. Escaping belongs to the format, so every body is well-formed. */
export function encodeBody({ format, root = '' }: Encoding, tree: object): EncodedBody {
  return { body: Buffer.from(textOf(format, root, tree)), contentType: CONTENT_TYPES[format] };
}

function textOf(format: Encoding['format'], root: string, tree: object): string {
  switch (format) {
    case 'json':
      return JSON.stringify(tree);
    case 'form':
      return new URLSearchParams([...pairs('', tree)]).toString();
    case 'xml':
      return writeXml(root, tree);
  }
}

/** `client[phones][0][number]`, as PHP and Rack read it; null is an empty text. */
function* pairs(name: string, value: unknown): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null) {
    yield [name, String(value ?? '')];
    return;
  }
  for (const [member, below] of Object.entries(value)) {
    yield* pairs(name === '' ? member : `${name}[${member}]`, below);
  }
}
