import { ENCODINGS, VALUE_FORMATS } from './outbound-adapter.domain.js';
import type { Schema } from './schema.domain.js';

const rule: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['to'],
  description: 'Has either from or value; lookup, format, required and whenMissing belong to from.',
  properties: {
    to: {
      type: 'string',
      minLength: 1,
      maxLength: 300,
      description: 'A place such as client.phones[0].number; names with dots or brackets in double quotes.',
    },
    from: {
      type: 'array',
      minItems: 1,
      maxItems: 8,
      items: {
        type: 'string',
        minLength: 1,
        maxLength: 300,
        description: 'A JMESPath expression on the standard body with _intake and _answers; the first value counts.',
      },
    },
    value: { type: ['string', 'number', 'boolean'], maxLength: 1_000 },
    lookup: {
      type: 'object',
      maxProperties: 1_000,
      propertyNames: { type: 'string', minLength: 1, maxLength: 200 },
      additionalProperties: { type: 'string', minLength: 1, maxLength: 1_000 },
    },
    format: { enum: VALUE_FORMATS },
    required: { type: 'boolean' },
    whenMissing: { enum: ['omit', 'null', 'empty'] },
  },
};

/** JSON Schema of an outbound adapter, and what the checker goes by. Expressions and places are checked beyond it. */
export const OUTBOUND_ADAPTER_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Outbound adapter',
  description: "How a lead becomes a partner's own format.",
  type: 'object',
  additionalProperties: false,
  required: ['schemaVersion', 'direction', 'encode', 'map'],
  properties: {
    schemaVersion: { const: 1 },
    direction: { const: 'outbound' },
    encode: {
      type: 'object',
      additionalProperties: false,
      required: ['format'],
      properties: {
        format: { enum: ENCODINGS },
        root: { type: 'string', minLength: 1, maxLength: 100, description: 'The name of the root element of XML.' },
      },
    },
    map: { type: 'array', minItems: 1, maxItems: 100, items: rule },
  },
};
