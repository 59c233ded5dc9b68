import { DomainError } from '../../kernel/domain-error.js';
import { decodeForm, decodeJson, type Format, formatOf } from './decode.domain.js';
import { decodeMultipart } from './decode-multipart.js';
import { decodeXml } from './decode-xml.domain.js';

const DECODERS: Readonly<Record<Format, (body: Buffer, contentType: string) => unknown>> = {
  json: decodeJson,
  form: decodeForm,
  multipart: decodeMultipart,
  xml: decodeXml,
};

/**
 * A body as the tree at whose top the standard fields stand.
 * @throws DomainError `media_type_unsupported`, `body_unparseable`, `body_too_large`
 */
export async function decodeStandard({
  body,
  contentType,
}: {
  readonly body: Buffer;
  readonly contentType: string | undefined;
}): Promise<unknown> {
  const format = formatOf(contentType, body);
  if (!format) throw unsupported();
  return DECODERS[format](body, contentType ?? '');
}

function unsupported(): DomainError {
  const sentence = 'Send application/json, application/x-www-form-urlencoded, multipart/form-data or XML.';
  return new DomainError('unsupported_media', 'media_type_unsupported', sentence);
}
