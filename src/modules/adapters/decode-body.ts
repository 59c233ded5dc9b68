import { DomainError } from '../../kernel/domain-error.js';
import { parseJsonLosslessly } from '../../kernel/json.js';
import { textOf } from '../../kernel/utf8.js';
import { type Format, formatOf, formFields } from './decode.domain.js';
import { multipartFields } from './decode-multipart.js';
import { decodeXmlDocument } from './decode-xml.domain.js';
import { DEEPEST, guardTree, MOST_NODES } from './decoded-tree.domain.js';
import { formTree } from './form-tree.domain.js';
import type { InboundAdapter } from './inbound-adapter.domain.js';
import { parseJsonAt } from './parse-json-at.domain.js';
import type { Warning } from './reading.domain.js';

export type DecodedBody = { readonly tree: unknown; readonly warnings: readonly Warning[] };
type Decoding = Pick<InboundAdapter['decode'], 'format' | 'parseJson'>;

const JSON_LIMITS = { depth: DEEPEST, values: MOST_NODES, beyondIsTooLarge: true };

/**
 * Bytes as the tree that an adapter's expressions see. Names that reach a prototype are left out with a warning. Of XML
 * the root element is the tree's only member; form names in brackets are nested.
 * @throws DomainError `media_type_unsupported`, `body_unparseable`; `body_too_large` beyond 32 levels, 500 elements in a
 * list or 20,000 values
 */
export async function decodeBody(
  { format, parseJson = [] }: Decoding,
  body: Buffer,
  contentType: string | undefined,
): Promise<DecodedBody> {
  const dropped = new Set<string>();
  const forbidden = (name: string): unknown => dropped.add(name);
  const tree = await treeIn(formatFor(format, contentType, body), body, contentType ?? '', forbidden);
  const parsed = parseJsonAt(tree, parseJson, JSON_LIMITS, forbidden);
  return {
    tree: guardTree(parsed.tree, forbidden),
    warnings: [...parsed.warnings, ...Array.from(dropped, droppedWarning)],
  };
}

/** An adapter that names the format goes by that; `form` is either kind of form. */
function formatFor(format: Decoding['format'], contentType: string | undefined, body: Buffer): Format {
  const told = formatOf(contentType, body);
  if (format === 'form') return told === 'multipart' ? told : 'form';
  const meant = format === 'auto' ? told : format;
  if (meant) return meant;
  const sentence = 'Send application/json, application/x-www-form-urlencoded, multipart/form-data or XML.';
  throw new DomainError('unsupported_media', 'media_type_unsupported', sentence);
}

type Forbidden = (name: string) => void;

function treeIn(format: Format, body: Buffer, contentType: string, forbidden: Forbidden): unknown {
  switch (format) {
    case 'json':
      return parseJsonLosslessly(textOf(body), JSON_LIMITS, forbidden);
    case 'form':
      return formTree(formFields(body), forbidden);
    case 'multipart':
      return multipartFields(body, contentType).then((fields) => formTree(fields, forbidden));
    case 'xml':
      return decodeXmlDocument(body);
  }
}

function droppedWarning(name: string): Warning {
  return { code: 'member_dropped', message: `A member is named ${name}, which no member may be; it is left out.` };
}
