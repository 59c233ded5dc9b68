/** Values by name, and the version that each was told by last. Versions compare as texts. */
export type Versioned<Values extends object> = {
  readonly values: Values;
  readonly versions: Readonly<Record<string, string>>;
};

/**
 * Takes each value that is not older than the one known. Whatever the order and however often: what the newest version
 * says is what stays. A member that a version does not tell stays as it was; one that it tells as null is null.
 */
export function takeNewest<Values extends object>(
  known: Versioned<Values>,
  told: Partial<Values>,
  version: string,
): Versioned<Values> {
  const newer = Object.entries(told).filter(
    ([name, value]) => value !== undefined && version >= (known.versions[name] ?? ''),
  );
  if (newer.length === 0) return known;
  const versions = Object.fromEntries(newer.map(([name]) => [name, version]));
  return {
    values: { ...known.values, ...Object.fromEntries(newer) },
    versions: { ...known.versions, ...versions },
  };
}

/**
 * A version as a text that sorts: the object's own time, then the event's, then the event's id. What has no time is older
 * than everything that has one.
 */
export function versionOf(objectAt: Date | null, eventAt: Date | null, eventId: string): string {
  const first = objectAt ?? eventAt;
  const timeOf = (time: Date | null) => (time === null ? '' : time.toISOString());
  return `${timeOf(first)}|${timeOf(eventAt)}|${eventId}`;
}
