type MomentFormat = 'iso-date' | 'us-date' | 'iso-datetime' | 'epoch-s' | 'epoch-ms';

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:$|T)/;
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** An ISO 8601 date, or a moment with its zone, written another way, in UTC; null for anything else. A date begins at midnight. */
export function writeMoment(text: string, format: MomentFormat): string | number | null {
  const ms = MOMENT.test(text) && isDay(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) return null;
  const iso = new Date(ms).toISOString();
  const date = iso.slice(0, iso.indexOf('T'));
  const [year, month, day] = date.split('-');
  const written = {
    'iso-date': date,
    'us-date': `${month}/${day}/${year}`,
    'iso-datetime': iso,
    'epoch-s': Math.floor(ms / 1_000),
    'epoch-ms': ms,
  };
  return written[format];
}

/** Whether the calendar has this day: the parser takes 30 February for 2 March. */
function isDay(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
