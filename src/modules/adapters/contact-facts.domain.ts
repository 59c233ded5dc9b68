import type { DateOrder } from './inbound-adapter.domain.js';

const STATES = new Map(
  Object.entries({
    alabama: 'AL',
    alaska: 'AK',
    arizona: 'AZ',
    arkansas: 'AR',
    california: 'CA',
    colorado: 'CO',
    connecticut: 'CT',
    delaware: 'DE',
    'district of columbia': 'DC',
    florida: 'FL',
    georgia: 'GA',
    hawaii: 'HI',
    idaho: 'ID',
    illinois: 'IL',
    indiana: 'IN',
    iowa: 'IA',
    kansas: 'KS',
    kentucky: 'KY',
    louisiana: 'LA',
    maine: 'ME',
    maryland: 'MD',
    massachusetts: 'MA',
    michigan: 'MI',
    minnesota: 'MN',
    mississippi: 'MS',
    missouri: 'MO',
    montana: 'MT',
    nebraska: 'NE',
    nevada: 'NV',
    'new hampshire': 'NH',
    'new jersey': 'NJ',
    'new mexico': 'NM',
    'new york': 'NY',
    'north carolina': 'NC',
    'north dakota': 'ND',
    ohio: 'OH',
    oklahoma: 'OK',
    oregon: 'OR',
    pennsylvania: 'PA',
    'puerto rico': 'PR',
    'rhode island': 'RI',
    'south carolina': 'SC',
    'south dakota': 'SD',
    tennessee: 'TN',
    texas: 'TX',
    utah: 'UT',
    vermont: 'VT',
    virginia: 'VA',
    washington: 'WA',
    'west virginia': 'WV',
    wisconsin: 'WI',
    wyoming: 'WY',
  }),
);

/** A state of the USA as two letters, from its name or its letters in any case; null for anything else. */
export function cleanState(text: string): string | null {
  const name = text.trim().replace(/\s+/g, ' ').toLowerCase();
  if (/^[a-z]{2}$/.test(name)) return CODES.has(name.toUpperCase()) ? name.toUpperCase() : null;
  return STATES.get(name) ?? null;
}

const CODES = new Set(STATES.values());

const DATE = /^(?<a>\d{1,4})([-/.])(?<b>\d{1,2})\2(?<c>\d{1,4})(?:[T ].*)?$/;
const LONGEST = 40;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
const ORDERS: Readonly<Record<DateOrder, readonly [year: number, month: number, day: number]>> = {
  MDY: [2, 0, 1],
  DMY: [2, 1, 0],
  YMD: [0, 1, 2],
};

/**
 * A day of birth as YYYY-MM-DD, a time behind it passed over. A date that does not begin with its year is read in
 * `order`. Null for anything else: a year of two digits, a day that does not exist, years outside of 1900 to 2100.
 */
export function cleanBirthDate(given: string, order: DateOrder = 'MDY'): string | null {
  const text = given.trim();
  const { a = '', b = '', c = '' } = (text.length > LONGEST ? null : DATE.exec(text))?.groups ?? {};
  const parts = [a, b, c];
  const [year = '', month = '', day = ''] = ORDERS[a.length === 4 ? 'YMD' : order].map((place) => parts[place]);
  const isWhole = year.length === 4 && month.length <= 2 && day.length <= 2;
  return isWhole ? dayOf(Number(year), Number(month), Number(day)) : null;
}

function dayOf(year: number, month: number, day: number): string | null {
  if (year < FIRST_YEAR || year > LAST_YEAR) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.toISOString().slice(0, 10) : null;
}
