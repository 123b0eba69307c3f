import { type Shown, shownByBoth } from '../fhir/index.ts';
import type { AccessRule, Bounded, Facts, Relation, Row, Seal, Sight } from '../store/index.ts';

/**
 * What was decided about one resource, and the rule that decided: a few words for the audit and for whoever asks why. `shown` where the
 * other elements are masked.
 */
export type Seen = { seen: boolean; basis: string; shown?: Shown };

/**
 * Whether a caller sees a resource, by what is known of its patients. The store's `sightSql` says the same of many rows at once; a
 * property test holds the two together. Pure.
 */
export function sees(sight: Sight, row: Row, facts: Facts): Seen {
  if (sight.kind === 'all') return { seen: true, basis: 'system' };
  const bases: string[] = [];
  const masked: { label: string; mask: Shown }[] = [];
  for (const seal of sight.seals.filter(({ label }) => row.labels.includes(label))) {
    const way = wayThrough(sight, seal, row, facts);
    const mask = seal.masks?.[row.type];
    if (way !== null) bases.push(way);
    else if (mask === undefined) return { seen: false, basis: `sealed:${seal.label}` };
    else masked.push({ label: seal.label, mask });
  }
  for (const patient of row.patients) {
    const kept = keptFrom(sight, patient, row, facts);
    if (kept === null) continue;
    if (!isGlassBroken(sight, patient, facts)) return { seen: false, basis: kept };
    bases.push('break-glass');
  }
  const by = bases.includes('break-glass') ? 'break-glass' : bases[0];
  const [first] = masked;
  if (!first) return { seen: true, basis: by ?? 'role' };
  return {
    seen: true,
    basis: by ?? `masked:${first.label}`,
    shown: masked.map(({ mask }) => mask).reduce(shownByBoth),
  };
}

/** What keeps this patient's part of it from the caller, short of an emergency; null where nothing does. */
function keptFrom(sight: Bounded, patient: string, row: Row, facts: Facts): string | null {
  if (sight.heedsConsent && said(sight, patient, row, facts).some((one) => one.effect === 'deny')) return 'consent';
  const isRelated = () => facts.relations.some((one) => one.patient === patient && isInCare(sight, one));
  if (sight.spared.includes(row.type)) return null;
  if (sight.needsRelation) return isRelated() ? null : 'no-care-relationship';
  if (!sight.heedsRestriction) return null;
  const isRestricted = facts.rules.some((one) => one.patient === patient && one.effect === 'restrict');
  return isRestricted && !isRelated() ? 'restricted-record' : null;
}

/** The first of the ways that a seal leaves open, in the order in which they are told. */
function wayThrough(sight: Bounded, seal: Seal, row: Row, facts: Facts): string | null {
  if (seal.programmes.some((programme) => row.labels.includes(programme))) return 'programme';
  if (seal.author !== null && row.labels.includes(seal.author)) return 'author';
  const isOfAll = (test: (patient: string) => boolean) => row.patients.length > 0 && row.patients.every(test);
  if (seal.byConsent) {
    const opens = (patient: string) =>
      said(sight, patient, row, facts).find((one) => opensSeal(one.unlocks, seal.label, row));
    if (isOfAll((patient) => opens(patient) !== undefined)) return `consent:${opens(row.patients[0]!)!.source}`;
  }
  const isRelated = (patient: string) => facts.relations.some((one) => one.patient === patient && isInCare(sight, one));
  if (seal.byRelation && isOfAll(isRelated)) return 'care-relationship';
  if (seal.byGlass && isOfAll((patient) => isGlassBroken(sight, patient, facts))) return 'break-glass';
  return null;
}

/** Of a programme's records only a consent opens that names all programmes that they are from: 42 CFR 2.31(a)(2). */
function opensSeal(unlocks: readonly string[] | null, label: string, row: Row): boolean {
  if (!unlocks?.includes(label)) return false;
  return label !== '42CFRPart2' || row.labels.every((one) => !one.startsWith('programme:') || unlocks.includes(one));
}

function isGlassBroken({ account, at }: Bounded, patient: string, { glass }: Facts): boolean {
  return glass.some((one) => one.patient === patient && one.account === account && one.starts <= at && one.ends > at);
}

function isInCare({ agents, windows, at }: Bounded, { agent, kind, starts, ends }: Relation): boolean {
  if (!agents.includes(agent)) return false;
  return windows.some(
    (one) =>
      one.kind === kind &&
      (starts === null || starts - one.beforeMs <= at) &&
      (ends === null || ends + one.afterMs > at),
  );
}

type Rule = Facts['rules'][number];

/** What each of a patient's consents says of this caller and this resource: its deepest provision that is about them, a denial before a permission. */
function said(sight: Bounded, patient: string, row: Row, facts: Facts): Rule[] {
  const outcomes = new Map<string, Rule>();
  for (const rule of facts.rules) {
    if (rule.patient !== patient || !isAbout(sight, rule, row, facts)) continue;
    const other = outcomes.get(rule.source);
    const isStronger = !other || rule.depth > other.depth || (rule.depth === other.depth && rule.effect === 'deny');
    if (isStronger) outcomes.set(rule.source, rule);
  }
  return [...outcomes.values()];
}

function isAbout(sight: Bounded, rule: AccessRule, row: Row, facts: Facts): boolean {
  const { actors, labels, types, purposes, data, starts, ends } = rule;
  if (starts !== null && starts > sight.at) return false;
  if (ends !== null && ends <= sight.at) return false;
  if (labels !== null && !labels.some((label) => row.labels.includes(label))) return false;
  if (purposes !== null && !purposes.includes(sight.purpose)) return false;
  if (types !== null && !types.includes(row.type)) return false;
  if (data !== null && !data.includes(`${row.type}/${row.id}`)) return false;
  if (types === null && data === null && rule.effect === 'deny' && sight.spared.includes(row.type)) return false;
  return actors === null || isAmong(sight, actors, rule.patient, facts);
}

/** By name or class, or as a member of a team that is named. */
function isAmong(sight: Bounded, actors: readonly string[], patient: string, { relations }: Facts): boolean {
  if (sight.actors.some((actor) => actors.includes(actor))) return true;
  return relations.some((one) => one.patient === patient && actors.includes(one.source) && isInCare(sight, one));
}
