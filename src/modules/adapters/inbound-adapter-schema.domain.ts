import { TARGETS } from './inbound-adapter.domain.js';
import type { Schema } from './schema.domain.js';

const expression: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 300,
  description: 'A JMESPath expression: no $, variables, arithmetic, objects in braces, or lists behind a pipe.',
};

const expressions: Schema = { type: 'array', items: expression, minItems: 1, maxItems: 8 };

/** JSON Schema of {@link InboundAdapter}, and what the checker goes by. Expressions are checked beyond it. */
export const INBOUND_ADAPTER_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Inbound adapter',
  description: "How a partner's own format becomes a status update.",
  type: 'object',
  additionalProperties: false,
  required: ['schemaVersion', 'direction', 'decode', 'map', 'status'],
  properties: {
    schemaVersion: { const: 1 },
    direction: { const: 'inbound' },
    defaults: {
      type: 'object',
      additionalProperties: false,
      properties: {
        phoneRegion: { type: 'string', pattern: '^[A-Z]{2}$', description: 'ISO 3166, for example US.' },
        timeZone: {
          type: 'string',
          minLength: 1,
          maxLength: 64,
          description: 'IANA name, for example America/New_York.',
        },
        dateOrder: { enum: ['MDY', 'DMY', 'YMD'] },
      },
    },
    decode: {
      type: 'object',
      additionalProperties: false,
      required: ['format'],
      properties: {
        format: { enum: ['auto', 'json', 'form', 'xml'] },
        parseJson: {
          type: 'array',
          maxItems: 8,
          items: {
            type: 'string',
            minLength: 1,
            maxLength: 200,
            description: 'A dot path of a text that holds JSON; @ for the whole body.',
          },
        },
        forEach: expression,
      },
    },
    when: {
      type: 'array',
      maxItems: 8,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['ignoreIf', 'reason'],
        properties: { ignoreIf: expression, reason: { type: 'string', minLength: 1, maxLength: 200 } },
      },
    },
    map: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(TARGETS.map((target) => [target, expressions])),
    },
    status: {
      type: 'object',
      additionalProperties: false,
      required: ['table'],
      properties: {
        table: {
          type: 'object',
          maxProperties: 1_000,
          propertyNames: { type: 'string', minLength: 1, maxLength: 1_000 },
          additionalProperties: { type: ['string', 'null'], minLength: 1, maxLength: 64 },
        },
        useDefaults: { type: 'boolean' },
      },
    },
  },
};
