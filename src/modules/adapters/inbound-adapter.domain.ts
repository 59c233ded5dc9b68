import { FIELDS } from './standard-format.domain.js';

/** What is looked for in samples: the nine fields of the standard format, and three that only adapters know. */
export const PROPOSED_TARGETS = [...FIELDS, 'SubStatus', 'EventId', 'EventTime'] as const;
export type ProposedTarget = (typeof PROPOSED_TARGETS)[number];
/** What an adapter can fill. State and birth date are mapped by hand only: they support a name where nothing else was sent. */
export const TARGETS = [...PROPOSED_TARGETS, 'ContactState', 'ContactBirthDate'] as const;
export type Target = (typeof TARGETS)[number];

/** In which order a date with slashes names day, month and year. */
export type DateOrder = 'MDY' | 'DMY' | 'YMD';

/**
 * How a partner's own format becomes our update: data, closed, and pure (same bytes, same result). An expression is
 * JMESPath; it sees the decoded body, or `{ item, body }` for each element when `decode.forEach` is given.
 */
export type InboundAdapter = {
  readonly schemaVersion: 1;
  readonly direction: 'inbound';
  readonly defaults?: {
    /** ISO 3166, two letters: reads phone numbers without a country code. */
    readonly phoneRegion?: string;
    /** IANA name: reads times without a zone. */
    readonly timeZone?: string;
    readonly dateOrder?: DateOrder;
  };
  readonly decode: {
    readonly format: 'auto' | 'json' | 'form' | 'xml';
    /** Dot paths of texts that hold JSON, `@` for the whole body; each is replaced by what it holds. */
    readonly parseJson?: readonly string[];
    /** A list, of which each element is an update of its own. */
    readonly forEach?: string;
  };
  /** What is no status update: the first rule that is true ends the reading. */
  readonly when?: readonly { readonly ignoreIf: string; readonly reason: string }[];
  /** Expressions in order; the first value that the field's cleaner can use wins. */
  readonly map: Readonly<Partial<Record<Target, readonly string[]>>>;
  readonly status: {
    /** Raw status (`Status`, `Status | SubStatus` or `Status | *`) → canonical status; null changes nothing. */
    readonly table: Readonly<Record<string, string | null>>;
    /** Whether statuses that neither the table nor the partner's map names are looked up in the defaults. True if left out. */
    readonly useDefaults?: boolean;
  };
};
