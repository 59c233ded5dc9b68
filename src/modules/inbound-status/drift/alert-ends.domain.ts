import type { Sighting } from './drift-signal.domain.js';

type Open = Pick<Sighting<string>, 'signal' | 'subject' | 'occasion' | 'details'>;
type Seen = {
  readonly sightings: readonly Open[];
  /** `2026-01-31` */
  readonly today: string;
  readonly anyReceipts: boolean;
  /** Whether a raw status has a meaning by now. */
  readonly isKnown: (status: string, subStatus: string | null) => boolean;
};

/** Of one scope; a partner that makes its statuses up as it goes is told by their share. */
const MOST_OPEN_STATUSES = 50;

/** Open alerts that are over by themselves: what was gone is back, what had no meaning has one, the day is past. */
export function overAmong<One extends Open>(open: readonly One[], seen: Seen): One[] {
  return open.filter((one) => isOver(one, seen));
}

/** What there is to raise, with no more raw statuses than somebody will look at. */
export function withinBounds<One extends Open>(open: readonly Open[], sightings: readonly One[]): One[] {
  const statuses = open.filter(({ signal }) => signal === 'raw_status_unknown');
  let free = MOST_OPEN_STATUSES - statuses.length;
  return sightings.filter((one) => {
    if (one.signal !== 'raw_status_unknown' || isAmong(one, statuses)) return true;
    free -= 1;
    return free >= 0;
  });
}

function isOver(one: Open, { sightings, today, anyReceipts, isKnown }: Seen): boolean {
  switch (one.signal) {
    case 'silence':
      return !isAmong(one, sightings);
    case 'mapped_path_gone':
      return anyReceipts && !isAmong(one, sightings);
    case 'raw_status_unknown':
      return isKnown(String(one.details['status']), textOrNull(one.details['subStatus']));
    case 'unmapped_share':
    case 'unmatched_share':
    case 'values_refused':
      return one.occasion < today;
    // The others are for a person to decide.
    default:
      return false;
  }
}

function isAmong(one: Open, others: readonly Open[]): boolean {
  return others.some(
    ({ signal, subject, occasion }) => signal === one.signal && subject === one.subject && occasion === one.occasion,
  );
}

function textOrNull(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
