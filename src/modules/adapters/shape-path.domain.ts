/** The body itself. */
export const ROOT_PATH = '@';

const PLAIN_NAME = /^[A-Za-z_]\w*$/;
const LONGEST_NAME = 60;
/** Names that are values: ids, phone numbers, dates, e-mail addresses. */
const IS_VALUE = /\d{4,}|.@.|[0-9a-f]{8}-[0-9a-f]{4}-/i;

/** A member of what is at `path`. A name that is a value itself is `*`: names of members are kept, values never. */
export function memberPath(path: string, name: string): string {
  const written = shownName(name);
  return path === ROOT_PATH ? written : `${path}.${written}`;
}

/** The elements of the list at `path`. */
export function elementPath(path: string): string {
  return `${path}[]`;
}

function shownName(name: string): string {
  if (name.length > LONGEST_NAME || IS_VALUE.test(name)) return '*';
  return PLAIN_NAME.test(name) ? name : JSON.stringify(name);
}
