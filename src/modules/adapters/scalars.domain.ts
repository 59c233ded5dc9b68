/** Of a list with exactly one element that element counts. */
export function soleOf(given: unknown): unknown {
  return Array.isArray(given) && given.length === 1 ? given[0] : given;
}

export function isScalar(value: unknown): value is string | number | boolean {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' || typeof value === 'boolean';
}
