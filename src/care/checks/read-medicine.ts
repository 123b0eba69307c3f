/** Medicines from FHIR: what is in them, how they are taken, how much of each ingredient in a day. */
import type { Knowledge } from './compile-knowledge.ts';
import { instantFrom, shownText } from './fhir-facts.ts';
import type { Daily, Forbidden, Ingredient, Medicine, Route } from './model.ts';
import { namesIn, wordsOf } from './words.ts';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

type Ordered = fhir4.MedicationRequest | fhir4.MedicationStatement;

/** SNOMED CT's routes that do not go by the blood. */
const LOCAL_ROUTES: Readonly<Record<string, Route>> = {
  '6064005': 'topical',
  '448598008': 'topical',
  '54485002': 'ophthalmic',
  '10547007': 'otic',
  '46713006': 'nasal',
  '447694001': 'inhaled',
  '18679011000001101': 'inhaled',
  '16857009': 'vaginal',
};

const FORMS: readonly (readonly [RegExp, Route])[] = [
  [/\b(?:ophthalmic|eye drops?)\b/i, 'ophthalmic'],
  [/\b(?:otic|ear drops?)\b/i, 'otic'],
  [/\b(?:nasal)\b/i, 'nasal'],
  [/\b(?:inhal\w*|actuat|dry powder|metered dose|nebuli\w*)\b/i, 'inhaled'],
  [/\bvaginal\b/i, 'vaginal'],
  [/\b(?:topical|cream|ointment|shampoo|lotion|gel)\b/i, 'topical'],
];

/** The concept of what is ordered: its own, or that of the Medication that it names (contained, or among `medications`). */
export function conceptOf(ordered: Ordered, medications: ReadonlyMap<string, fhir4.Medication>): fhir4.CodeableConcept {
  const reference = ordered.medicationReference?.reference;
  const contained = ordered.contained?.find((one) => reference === `#${one.id}`);
  const held = contained?.resourceType === 'Medication' ? contained : medications.get(reference ?? '');
  const display = ordered.medicationReference?.display;
  return ordered.medicationCodeableConcept ?? held?.code ?? (display ? { text: display } : {});
}

/** The ingredients that a concept names: by its words, or where those say nothing by its code of RxNorm. */
export function ingredientsOf(concept: fhir4.CodeableConcept, knowledge: Knowledge): string[] {
  for (const text of [concept.text, ...(concept.coding ?? []).map(({ display }) => display)]) {
    const found = namesIn(knowledge.names, wordsOf(text ?? '')).flatMap(({ ingredients }) => ingredients);
    if (found.length > 0) return [...new Set(found)];
  }
  const codes = (concept.coding ?? []).filter(({ system }) => system === RXNORM);
  return [...new Set(codes.flatMap(({ code }) => knowledge.byRxnorm.get(code ?? '') ?? []))];
}

/** The medicine of an order or a statement; without ingredients where none of them is known. */
export function readMedicine(
  ordered: Ordered,
  medications: ReadonlyMap<string, fhir4.Medication>,
  knowledge: Knowledge,
): Medicine {
  const concept = conceptOf(ordered, medications);
  const names = ingredientsOf(concept, knowledge);
  const isTold = ordered.resourceType === 'MedicationStatement';
  const dosages = (isTold ? ordered.dosage : ordered.dosageInstruction) ?? [];
  const label = [concept.text, ...(concept.coding ?? []).map(({ display }) => display)].filter(Boolean).join(' ');
  const amounts = dailyOf(dosages, label, names, knowledge);
  const timesPerDay = timesOf(dosages);
  const requester = isTold ? ordered.informationSource?.reference : ordered.requester?.reference;
  const { startMs, endMs } = periodOf(ordered, dosages);
  return {
    ref: `${ordered.resourceType}/${ordered.id}`,
    name: shownText(concept) || names.join(' / '),
    ingredients: names.map((id): Ingredient => {
      const perDay = amounts.get(id);
      return { id, classes: knowledge.classesOf(id), ...(perDay ? { perDay } : {}) };
    }),
    route: routeOf(dosages, label),
    asNeeded: dosages.some((one) => one.asNeededBoolean === true || one.asNeededCodeableConcept !== undefined),
    ...(timesPerDay === undefined ? {} : { timesPerDay }),
    startMs,
    endMs,
    isTold,
    ...(requester ? { requester } : {}),
    authored: (isTold ? ordered.dateAsserted : ordered.authoredOn)?.slice(0, 10) ?? '',
  };
}

/** An order that says not to give something. */
export function readForbidden(
  ordered: fhir4.MedicationRequest,
  medications: ReadonlyMap<string, fhir4.Medication>,
  knowledge: Knowledge,
): Forbidden {
  const concept = conceptOf(ordered, medications);
  const named = namesIn(knowledge.names, wordsOf(shownText(concept)));
  return {
    ref: `MedicationRequest/${ordered.id}`,
    name: shownText(concept),
    ingredients: new Set(ingredientsOf(concept, knowledge)),
    classes: new Set(named.flatMap(({ classes }) => classes)),
  };
}

function routeOf(dosages: readonly fhir4.Dosage[], label: string): Route {
  if (dosages.some((one) => /\b(?:flush|lock)\b/i.test(one.text ?? ''))) return 'flush';
  const codes = dosages.flatMap((one) => one.route?.coding ?? []).map(({ code }) => code ?? '');
  const local = codes.map((code) => LOCAL_ROUTES[code]).find((one) => one !== undefined);
  if (local) return local;
  if (codes.length > 0) return 'systemic';
  return FORMS.find(([form]) => form.test(label))?.[1] ?? 'systemic';
}

/** From when until when it is taken. A dose of a known moment is over with its day. */
function periodOf(ordered: Ordered, dosages: readonly fhir4.Dosage[]): { startMs: number; endMs: number } {
  const told = ordered.resourceType === 'MedicationStatement' ? ordered : undefined;
  const authored = ordered.resourceType === 'MedicationRequest' ? ordered.authoredOn : undefined;
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { timing } of dosages) {
    const { boundsPeriod, boundsDuration } = timing?.repeat ?? {};
    const start = boundsPeriod?.start ?? authored ?? told?.effectivePeriod?.start;
    const events = (timing?.event ?? []).map((one) => instantFrom(one, 'end'));
    starts.push(start === undefined ? Number.NEGATIVE_INFINITY : instantFrom(start, 'start'));
    if (events.length > 0) ends.push(Math.max(...events));
    else if (boundsPeriod?.end) ends.push(instantFrom(boundsPeriod.end, 'end'));
    else if (boundsDuration?.value && start) ends.push(instantFrom(start, 'start') + durationMs(boundsDuration));
    else ends.push(Number.POSITIVE_INFINITY);
  }
  const toldEnd = told?.effectivePeriod?.end;
  if (toldEnd) ends.push(instantFrom(toldEnd, 'end'));
  return {
    startMs: starts.length > 0 ? Math.min(...starts) : Number.NEGATIVE_INFINITY,
    endMs: toldEnd ? Math.min(...ends) : ends.length > 0 ? Math.max(...ends) : Number.POSITIVE_INFINITY,
  };
}

const HOUR_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  min: 60_000,
  h: HOUR_MS,
  d: 24 * HOUR_MS,
  wk: 7 * 24 * HOUR_MS,
  mo: 30 * 24 * HOUR_MS,
  a: 365 * 24 * HOUR_MS,
};

function durationMs({ value, code, unit }: fhir4.Duration): number {
  return (value ?? 0) * (UNIT_MS[code ?? unit ?? ''] ?? Number.POSITIVE_INFINITY);
}

/** Codes of http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation as times a day. */
const TIMES: Readonly<Record<string, number>> = {
  QD: 1,
  AM: 1,
  PM: 1,
  BED: 1,
  BID: 2,
  TID: 3,
  QID: 4,
  QOD: 0.5,
  Q1H: 24,
  Q2H: 12,
  Q3H: 8,
  Q4H: 6,
  Q6H: 4,
  Q8H: 3,
  WK: 1 / 7,
  MO: 1 / 30,
};

/** How often a day; nothing where it is not said. */
function timesOfOne({ timing }: fhir4.Dosage): number | undefined {
  const { frequency, frequencyMax, period, periodUnit } = timing?.repeat ?? {};
  if (period && periodUnit && UNIT_MS[periodUnit])
    return ((frequencyMax ?? frequency ?? 1) * UNIT_MS['d']!) / (period * UNIT_MS[periodUnit]);
  return timing?.code?.coding?.map(({ code }) => TIMES[code ?? '']).find((one) => one !== undefined);
}

function timesOf(dosages: readonly fhir4.Dosage[]): number | undefined {
  const known = dosages.map(timesOfOne).filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0);
}

const MASS: Readonly<Record<string, number>> = { mg: 1, g: 1000, ug: 0.001, mcg: 0.001, kg: 1_000_000 };
const COUNTED = /^(?:\{?(?:tbl|tablet|tablets|tab|tabs|capsule|capsules|cap|caps)\}?|1)$/i;

/** What is in one tablet or one milliliter, by ingredient: "acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet". */
function strengthsOf(label: string, knowledge: Knowledge): Map<string, Daily & { per?: string }> {
  const strengths = new Map<string, Daily & { per?: string }>();
  for (const part of label.split(' / ')) {
    const [, value, unit = '', per] = /(\d[\d.]*)\s?(MG|MCG|G|MEQ|UNT)(?:\/(ML|ACTUAT|HR))?\b/i.exec(part) ?? [];
    const [named] = namesIn(knowledge.names, wordsOf(part));
    if (value === undefined || !named?.ingredients[0]) continue;
    const mass = MASS[unit.toLowerCase()];
    const amount = mass
      ? { value: Number(value) * mass, unit: 'mg' }
      : { value: Number(value), unit: unit.toLowerCase() };
    strengths.set(named.ingredients[0], { ...amount, ...(per ? { per: per.toLowerCase() } : {}) });
  }
  return strengths;
}

/** How much of each ingredient in a day; what cannot be computed is left out. */
function dailyOf(
  dosages: readonly fhir4.Dosage[],
  label: string,
  names: readonly string[],
  knowledge: Knowledge,
): Map<string, Daily> {
  const strengths = strengthsOf(label, knowledge);
  const totals = new Map<string, Daily>();
  for (const dosage of dosages) {
    const times = timesOfOne(dosage);
    const [rate] = dosage.doseAndRate ?? [];
    const quantity = rate?.doseQuantity ?? rate?.doseRange?.high;
    if (times === undefined || quantity?.value === undefined) return new Map();
    const unit = quantity.code ?? quantity.unit ?? '';
    for (const name of names) {
      const one = amountOf(quantity.value, unit, name, names.length, strengths);
      if (!one) continue;
      const before = totals.get(name)?.value ?? 0;
      totals.set(name, { value: before + one.value * times, unit: one.unit });
    }
  }
  return totals;
}

/** One dose as an amount of one ingredient. A mass speaks of a medicine of one ingredient; tablets and milliliters go by their strength. */
function amountOf(
  value: number,
  unit: string,
  name: string,
  count: number,
  strengths: ReadonlyMap<string, Daily & { per?: string }>,
): Daily | undefined {
  const mass = MASS[unit];
  if (mass && count === 1) return { value: value * mass, unit: 'mg' };
  if (count === 1 && /^\[?i?U\]?$|^units?$/i.test(unit)) return { value, unit: 'unt' };
  const strength = strengths.get(name);
  if (!strength) return undefined;
  const { per, ...amount } = strength;
  const isCounted = (unit === '' || COUNTED.test(unit)) && per === undefined;
  if (!isCounted && !(unit.toLowerCase() === 'ml' && per === 'ml')) return undefined;
  return { value: value * amount.value, unit: amount.unit };
}
