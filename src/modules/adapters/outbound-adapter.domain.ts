/** How a value is written. Phones and dates in any other spelling have no value then. */
export const VALUE_FORMATS = [
  /** `+15551234567`, `15551234567`, `(555) 123-4567`, `5551234567` */
  ...(['e164', 'e164-digits', 'national', 'national-digits'] as const),
  /** `2026-03-04`, `03/04/2026`, `2026-03-04T18:30:00.000Z`, and seconds or milliseconds since 1970; all in UTC. */
  ...(['iso-date', 'us-date', 'iso-datetime', 'epoch-s', 'epoch-ms'] as const),
] as const;
export type ValueFormat = (typeof VALUE_FORMATS)[number];

export const ENCODINGS = ['json', 'form', 'xml'] as const;
export type Encoding = {
  readonly format: (typeof ENCODINGS)[number] /** XML's root element. */;
  readonly root?: string;
};

/** Fills one place of the body: with `value`, or with the first of `from` that has a value. */
export type OutboundRule = {
  /** `client.phones[0].number`; a name with dots or brackets in double quotes. In XML `@name` is an attribute. */
  readonly to: string;
  /** JMESPath on the standard body with `_intake` (the answers by name) and `_answers` (`{question, answer}` each). */
  readonly from?: readonly string[];
  readonly value?: string | number | boolean;
  /** Our value → the partner's; what it does not name has no value. */
  readonly lookup?: Readonly<Record<string, string>>;
  readonly format?: ValueFormat;
  /** Without a value the lead is not sent. */
  readonly required?: boolean;
  /** What stands there without a value: nothing (if left out), null, or an empty text. */
  readonly whenMissing?: 'omit' | 'null' | 'empty';
};

/** How a lead becomes a partner's own format: data, closed, and pure (same lead, same bytes). Never a text template. */
export type OutboundAdapter = {
  readonly schemaVersion: 1;
  readonly direction: 'outbound';
  readonly encode: Encoding;
  readonly map: readonly OutboundRule[];
};
