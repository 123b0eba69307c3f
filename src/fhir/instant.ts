/**
 * A moment as ISO text in UTC, from text of one of the forms that `shape` allows; null where it is none, or lies outside the
 * years 1 to 9999 (as "0000" does, and the last of 9999 west of Greenwich), which neither FHIR nor PostgreSQL has.
 */
export function instantOf(text: string, shape: RegExp): string | null {
  const at = shape.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime())) return null;
  const iso = at.toISOString();
  return /^(?!0000)\d{4}-/.test(iso) ? iso : null;
}
