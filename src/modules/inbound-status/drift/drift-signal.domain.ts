/** What may go wrong with a partner's format without anybody telling. */
export const SIGNALS = [
  'mapped_path_gone',
  'type_changed',
  'field_suggested',
  'raw_status_unknown',
  'unmapped_share',
  'unmatched_share',
  'silence',
  'values_refused',
] as const;
export type Signal = (typeof SIGNALS)[number];

/** Something that somebody should look at: once an occasion for each subject, however often it is seen. */
export type Sighting<Name extends string = Signal> = {
  readonly signal: Name;
  /** A path, field or raw status; empty where the signal says it all. */
  readonly subject: string;
  /** What makes it another one: the version, the day, the last receipt. */
  readonly occasion: string;
  /** Of the adapter; null: none, or it does not matter. */
  readonly version: number | null;
  readonly details: Readonly<Record<string, string | number | null>>;
};

/** What a sentence about an alert is made of. */
export type Said = { readonly subject: string; readonly details: Sighting['details'] };

/** What happened, and what to do. */
export const DRIFT_SENTENCES: Readonly<Record<Signal, (said: Said) => string>> = {
  mapped_path_gone: ({ subject, details }) =>
    `${subject}, which ${details['field']} is read from, was in ${percent(details['share'])} of the bodies and in none since ${details['since']}. Ask the partner what became of it, or map the field to its new place.`,
  type_changed: ({ subject, details }) =>
    `${subject}, which ${details['field']} is read from, was a ${details['was']} and came as a ${details['is']}. Preview the adapter on the last receipts, and map the field anew.`,
  field_suggested: ({ subject, details }) =>
    `A new member looks like ${subject}, which nothing is mapped to: ${details['expression']}. Save a version with it, if it is right.`,
  raw_status_unknown: ({ details }) =>
    `The partner sends a status that nobody gave a meaning: ${statusOf(details)}. Map it in the adapter's table or the partner's status map; null, if it changes nothing.`,
  unmapped_share: ({ details }) =>
    `${percent(details['share'])} of the day's ${details['of']} updates have a status that nobody gave a meaning. Map what waits as status_unmapped.`,
  unmatched_share: ({ details }) =>
    `${percent(details['share'])} of the day's ${details['of']} updates find no lead; usual are ${percent(details['usual'])}. Look at what waits as lead_not_found: identifiers may have moved.`,
  silence: ({ details }) =>
    `Nothing came since ${details['since']}; more than ${details['limitHours']} hours are not usual. Ask the partner whether its webhook is still on.`,
  values_refused: ({ subject, details }) =>
    `${percent(details['share'])} of the day's ${details['of']} values for ${subject} can't be used. Look at the warnings of the last receipts: the format may have changed.`,
};

function percent(share: string | number | null | undefined): string {
  return `${Math.round(Number(share) * 100)} %`;
}

function statusOf(details: Sighting['details']): string {
  return details['subStatus'] === null ? `${details['status']}` : `${details['status']} | ${details['subStatus']}`;
}
