import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { decodeForm, decodeJson, type Format, formatOf } from './decode.domain.js';
import { decodeMultipart } from './decode-multipart.js';
import { decodeXml } from './decode-xml.domain.js';
import { type TraceStep, use, type Warning } from './reading.domain.js';
import { FIELDS, type Field, type Found, readStandard } from './standard-format.domain.js';

export type { TraceStep, Warning } from './reading.domain.js';
export type { Field } from './standard-format.domain.js';

/** An update in our spelling, every value cleaned; null where the sender gave nothing usable. */
export type NormalizedUpdate = Readonly<Record<Field, string | null>>;

export type ReadUpdate = {
  readonly fields: NormalizedUpdate;
  readonly trace: readonly TraceStep<Field>[];
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

function cleaned(field: Field, found: Found | undefined, phoneRegion: string) {
  if (!found) return { from: '', value: null, warnings: [] };
  return { from: found.from, ...use(field, found.value, { phoneRegion }) };
}

function unsupported(): DomainError {
  const sentence = 'Send application/json, application/x-www-form-urlencoded, multipart/form-data or XML.';
  return new DomainError('unsupported_media', 'media_type_unsupported', sentence);
}
