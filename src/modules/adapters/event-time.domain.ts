import type { DateOrder } from './inbound-adapter.domain.js';

/** ISO 8601, also with a space for the T and short month and day. */
const ISO = /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:$|[Tt ](?<rest>.*)$)/;
const SLASHED = /^(?<a>\d{1,4})([/.-])(?<b>\d{1,2})\2(?<c>\d{1,4})(?:$|,? (?<rest>.*)$)/;
const TIME =
  /^(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)? ?(?<half>[AP]M)? ?(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/;
const SECONDS = /^\d{10}(?:\.\d+)?$/;
const MILLISECONDS = /^\d{13}$/;
const LONGEST = 40;
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;
const SLASH_ORDERS: Readonly<Record<DateOrder, readonly [year: number, month: number, day: number]>> = {
  MDY: [2, 0, 1],
  DMY: [2, 1, 0],
  YMD: [0, 1, 2],
};

type Time = { readonly ms: number; readonly zone: string | undefined };
export type DateReading = { readonly timeZone: string; readonly dateOrder: DateOrder };

/**
 * A moment as ISO 8601 in UTC with milliseconds. Reads ISO 8601, seconds or milliseconds since 1970 (10 or 13 digits),
 * and dates with slashes, dots or hyphens in `dateOrder`; a time without a zone is in `timeZone`. Null for anything else,
 * for a day that does not exist, and outside of the years 2000 to 2100.
 */
export function cleanEventTime(given: unknown, reading: DateReading): string | null {
  const text = String(given).trim();
  const ms = text.length > LONGEST ? null : (epoch(text) ?? dated(text, reading));
  if (ms === null) return null;
  const time = new Date(ms);
  const year = time.getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR ? time.toISOString() : null;
}

function epoch(text: string): number | null {
  if (MILLISECONDS.test(text)) return Number(text);
  return SECONDS.test(text) ? Math.round(Number(text) * 1000) : null;
}

function dated(text: string, { timeZone, dateOrder }: DateReading): number | null {
  const found = ISO.exec(text)?.groups ?? slashed(text, dateOrder);
  if (!found) return null;
  const day = dayOf(Number(found['year']), Number(found['month']), Number(found['day']));
  const time = timeOf(found['rest']?.trim() ?? '');
  if (day === null || !time) return null;
  const local = day + time.ms;
  return local - (time.zone === undefined ? offsetOf(timeZone, local) : offsetIn(time.zone));
}

type Groups = Readonly<Record<string, string | undefined>>;

/** A year of four digits at the beginning says the order itself. */
function slashed(text: string, order: DateOrder): Groups | undefined {
  const { a = '', b = '', c = '', rest } = SLASHED.exec(text)?.groups ?? {};
  const parts = [a, b, c];
  const [year, month, day] = SLASH_ORDERS[a.length === 4 ? 'YMD' : order].map((place) => parts[place] ?? '');
  if (!year || !month || !day || month.length > 2 || day.length > 2 || year.length % 2 === 1) return undefined;
  return { year: year.length === 2 ? `20${year}` : year, month, day, ...(rest === undefined ? {} : { rest }) };
}

function dayOf(year: number, month: number, day: number): number | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

function timeOf(text: string): Time | null {
  if (text === '') return { ms: 0, zone: undefined };
  const { hour, minute, second = '0', fraction = '0', half, zone } = TIME.exec(text.toUpperCase())?.groups ?? {};
  const hours = hourOf(Number(hour), half);
  if (hours === null || Number(minute) > 59 || Number(second) > 59) return null;
  const ms = Math.trunc(Number(`0.${fraction}`) * 1000);
  return { ms: ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000 + ms, zone };
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === 'PM' ? 12 : 0);
}

function offsetIn(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -ms : ms;
}

/** One for each zone that an adapter names; making one takes longer than a hundred uses. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether times can be read in this zone (IANA name). */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** How far local time is ahead of UTC, in ms, when local clocks show `local`. A time that clocks skip or show twice counts before the change. */
function offsetOf(zone: string, local: number): number {
  if (zone === 'UTC') return 0;
  const near = offsetAt(zone, local);
  return offsetAt(zone, local - near);
}

function offsetAt(zone: string, moment: number): number {
  const formatter = formatters.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, ...SHOWN });
  formatters.set(zone, formatter);
  const shown = Object.fromEntries(formatter.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

const SHOWN = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;
