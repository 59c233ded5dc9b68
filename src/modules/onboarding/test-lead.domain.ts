/** Where numbers ending in 555-0100 to 555-0199 belong to nobody. */
const AREA_CODES = [202, 206, 212, 213, 214, 215, 303, 305, 312, 313, 404, 412, 415, 503, 512, 602, 612, 617, 702, 713];
const FICTIONAL_NUMBERS = 100;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LONGEST_STAMP = 6;

/** An invented person, told from those before by its number: nobody is called, and a status update finds the right one. */
export function testContact(serial: number) {
  const areaCode = AREA_CODES[Math.floor(serial / FICTIONAL_NUMBERS) % AREA_CODES.length];
  return {
    firstName: 'Test',
    lastName: `Lead ${lettersOf(serial)}`,
    email: `test.lead.${serial}@example.com`,
    phone: `+1${areaCode}55501${String(serial % FICTIONAL_NUMBERS).padStart(2, '0')}`,
    state: 'CA',
    dateOfBirth: '1985-03-15',
  };
}

/** A name needs letters. */
function lettersOf(serial: number): string {
  let [rest, letters] = [serial, ''];
  for (let length = 0; length < LONGEST_STAMP; length += 1) {
    letters += LETTERS.charAt(rest % LETTERS.length);
    rest = Math.floor(rest / LETTERS.length);
  }
  return `${letters.charAt(0).toUpperCase()}${letters.slice(1)}`;
}
