/** People's names, from FHIR HumanName. */

/** The name that a person goes by: the official or usual one that still holds, else the first. */
export function nameOf(names: readonly fhir4.HumanName[] | undefined): string {
  const live = (names ?? []).filter((name) => !isFormer(name));
  const best =
    live.find((name) => name.use === 'official') ??
    live.find((name) => name.use === 'usual' || name.use === undefined) ??
    live[0] ??
    names?.[0];
  return best ? sayName(best) : '';
}

/** Names that a person went by: maiden, old, or ended. */
export function formerNames(names: readonly fhir4.HumanName[] | undefined): string[] {
  return (names ?? []).filter(isFormer).map(sayName).filter(Boolean);
}

function isFormer(name: fhir4.HumanName): boolean {
  return name.use === 'old' || name.use === 'maiden' || Boolean(name.period?.end && name.period.end < today());
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** One name as written, the parts in speaking order. */
export function sayName(name: fhir4.HumanName): string {
  if (name.text) return name.text;
  const parts = [...(name.prefix ?? []), ...(name.given ?? []), name.family ?? ''].filter(Boolean).join(' ');
  const suffix = (name.suffix ?? []).join(', ');
  return suffix ? `${parts}, ${suffix}` : parts;
}

/** At most two initials, titles and degrees left out: "Dr. Ana María Ruiz, MD" is AR. */
export function initialsOf(name: string): string {
  const words = (name.split(',')[0] ?? '').split(/\s+/).filter((word) => /^\p{L}/u.test(word) && !word.endsWith('.'));
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}
