/** The number in a path; what is no number is the number of no version. */
export function versionOf(version: string): number {
  return /^\d{1,9}$/.test(version) ? Number(version) : 0;
}
