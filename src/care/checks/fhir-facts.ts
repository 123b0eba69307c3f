/** Small readings of FHIR that every part of the plan needs. */

const DAY_MS = 86_400_000;

/** A date, an instant or a part of one as ms since 1970: its first moment, or the first after it. NaN where it is none. */
export function instantFrom(text: string, edge: 'start' | 'end'): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  const at = Date.parse(/^\d{4}$/.test(text) ? `${text}-01-01` : text);
  return day && edge === 'end' ? at + DAY_MS : at;
}

/** What a concept is called. */
export function shownText(concept: fhir4.CodeableConcept | undefined): string {
  return concept?.text ?? concept?.coding?.map(({ display }) => display).find(Boolean) ?? '';
}

/** True where one of a concept's codes is among these. */
export function hasCode(concept: fhir4.CodeableConcept | undefined, ...codes: string[]): boolean {
  return (concept?.coding ?? []).some(({ code }) => code !== undefined && codes.includes(code));
}

/** `Type/id` of a reference, absolute or to a version. */
export function refOf(reference: fhir4.Reference | undefined): string | undefined {
  return /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/\d+)?$/.exec(reference?.reference ?? '')?.[1];
}

/** The day of an instant as it is written. */
export const dayOf = (text: string): string => text.slice(0, 10);

/** Whole years from a birth date (`1954-06-15`, or the year alone) to a moment. */
export function yearsAt(birthDate: string, now: number): number {
  const born = new Date(instantFrom(birthDate, 'start'));
  const today = new Date(now);
  const years = today.getUTCFullYear() - born.getUTCFullYear();
  const had =
    today.getUTCMonth() > born.getUTCMonth() ||
    (today.getUTCMonth() === born.getUTCMonth() && today.getUTCDate() >= born.getUTCDate());
  return had ? years : years - 1;
}

/** Not told apart: by the day that a resource is of, that of several comes last whose day does. */
export function latest<T extends { ms: number }>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>((last, one) => (last === undefined || one.ms >= last.ms ? one : last), undefined);
}
