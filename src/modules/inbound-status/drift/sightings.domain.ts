import { compositeKey, hasKey, statusKey } from '../../../kernel/status-key.js';
import { silence, tooManyRefused, tooManyUnmapped, tooManyUnmatched } from './day-signals.domain.js';
import type { Sighting } from './drift-signal.domain.js';
import { dayOf, type InboundDay } from './inbound-day.domain.js';
import type { LearntShape } from './learnt-shape.domain.js';
import type { Look, UnknownStatus } from './look.domain.js';
import { pathsGone, typesChanged } from './shape-signals.domain.js';

/** Statuses told of by name at once; what is beyond is told by its share. */
const MOST_STATUSES = 20;

/** What one version's bodies looked like before and after some more. */
export type ShapeChange = {
  readonly version: number;
  readonly before: LearntShape;
  readonly after: LearntShape;
  /** Which field a path is read for. */
  readonly fieldAt: (path: string) => string | null;
};

export function shapeSightings({ version, before, after, fieldAt }: ShapeChange): Sighting[] {
  const here = { occasion: `version ${version}`, version: version === 0 ? null : version };
  const gone = pathsGone(after, fieldAt).map(({ path, field, since, share }): Sighting => {
    return {
      signal: 'mapped_path_gone',
      subject: path,
      ...here,
      details: { field, since: since.toISOString(), share },
    };
  });
  const changed = typesChanged(before, after, fieldAt).map(({ path, field, was, is }): Sighting => {
    return { signal: 'type_changed', subject: path, ...here, details: { field, was, is } };
  });
  return [...gone, ...changed];
}

/** Raw statuses without a meaning, each once for good. */
export function statusSightings(looks: readonly Look[]): Sighting[] {
  const found = new Map<string, Sighting>();
  for (const unknown of looks.flatMap(({ updates }) => updates.flatMap((one) => one.unknown ?? []))) {
    const subject = keyOf(unknown);
    const details = { status: unknown.status, subStatus: unknown.subStatus };
    found.set(subject, { signal: 'raw_status_unknown', subject, occasion: '', version: null, details });
  }
  return [...found.values()].slice(0, MOST_STATUSES);
}

/** Of the day that `now` is in; `days` are the last 30 and this one. */
export function daySightings(days: readonly InboundDay[], now: Date): Sighting[] {
  const occasion = dayOf(now);
  const today = days.find(({ day }) => day === occasion);
  if (!today) return [];
  const before = days.filter(({ day }) => day < occasion);
  const unmapped = tooManyUnmapped(today);
  const unmatched = tooManyUnmatched(today, before);
  const here = { subject: '', occasion, version: null } as const;
  return [
    ...(unmapped ? [{ ...here, signal: 'unmapped_share' as const, details: unmapped }] : []),
    ...(unmatched ? [{ ...here, signal: 'unmatched_share' as const, details: unmatched }] : []),
    ...tooManyRefused(today).map(({ field, ...details }): Sighting => {
      return { ...here, signal: 'values_refused', subject: field, details };
    }),
  ];
}

export function silenceSightings(days: readonly InboundDay[], lastAt: Date | null, now: Date): Sighting[] {
  const silent = silence(days, lastAt, now);
  if (!silent) return [];
  const since = silent.since.toISOString();
  const details = { since, limitHours: silent.limitHours };
  return [{ signal: 'silence', subject: '', occasion: since, version: null, details }];
}

function keyOf({ status, subStatus }: UnknownStatus): string {
  const hasSub = subStatus !== null && hasKey(subStatus);
  return (hasSub ? compositeKey(status, subStatus) : statusKey(status)).slice(0, 200);
}
