import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { clean } from './cleaners.domain.js';
import { decodeForm, decodeJson, type Format, formatOf } from './decode.domain.js';
import { decodeMultipart } from './decode-multipart.js';
import { decodeXml } from './decode-xml.domain.js';
import { FIELDS, type Field, type Found, readStandard } from './standard-format.domain.js';

export type { Field } from './standard-format.domain.js';

/** An update in our spelling, every value cleaned; null where the sender gave nothing usable. */
export type NormalizedUpdate = Readonly<Record<Field, string | null>>;

export type Warning = { readonly code: string; readonly message: string };
export type TraceStep = { readonly field: Field; readonly from: string; readonly value: string };

export type ReadUpdate = {
  readonly fields: NormalizedUpdate;
  readonly trace: readonly TraceStep[];
  readonly warnings: readonly Warning[];
};

/** What a body says. `version` is the adapter that read it, null for the standard format. */
export type Reading = { readonly version: number | null; readonly updates: readonly ReadUpdate[] };

const DECODERS: Readonly<Record<Format, (body: Buffer, contentType: string) => unknown>> = {
  json: decodeJson,
  form: decodeForm,
  multipart: decodeMultipart,
  xml: decodeXml,
};

/** Turns a partner's bytes into updates in our spelling. Same bytes, same result: no clock, no storage. */
@Injectable()
export class AdaptersService {
  /**
   * Reads a body in the standard format.
   * @throws DomainError `media_type_unsupported`, `body_unparseable`
   */
  async read(body: Buffer, contentType: string | undefined, phoneRegion: string): Promise<Reading> {
    const format = formatOf(contentType, body);
    if (!format) throw unsupported();
    const tree = await DECODERS[format](body, contentType ?? '');
    return { version: null, updates: [this.#standard(tree, phoneRegion)] };
  }

  #standard(tree: unknown, region: string): ReadUpdate {
    const found = readStandard(tree);
    const read = FIELDS.map((field) => ({ field, ...cleaned(field, found[field], region) }));
    return {
      fields: Object.fromEntries(read.map(({ field, value }) => [field, value])) as NormalizedUpdate,
      trace: read.flatMap(({ field, from, value }) => (value === null ? [] : [{ field, from, value }])),
      warnings: read.flatMap(({ warnings }) => warnings),
    };
  }
}

function cleaned(field: Field, found: Found | undefined, region: string) {
  if (!found) return { from: '', value: null, warnings: [] };
  const { value, warning } = clean(field, found.value, region);
  const warnings: Warning[] = [];
  if (warning)
    warnings.push({
      code: warning,
      message: `${field} is possible but not a number in use; it is compared all the same.`,
    });
  if (value === null) warnings.push({ code: 'value_unusable', message: `${field} holds a value that can't be used.` });
  return { from: found.from, value, warnings };
}

function unsupported(): DomainError {
  const sentence = 'Send application/json, application/x-www-form-urlencoded, multipart/form-data or XML.';
  return new DomainError('unsupported_media', 'media_type_unsupported', sentence);
}
