import type { Knowledge } from './compile-knowledge.ts';
import { hasCode, instantFrom, latest, shownText, yearsAt } from './fhir-facts.ts';
import { measureOf, valueIn } from './measures.ts';
import type { Allergy, Plan, Problem, Result } from './model.ts';
import { readAdvice } from './read-advice.ts';
import { readAims } from './read-aims.ts';
import { readForbidden, readMedicine } from './read-medicine.ts';
import { readSettlements } from './read-settlements.ts';
import { readAnswered, readLeft, readOrders, readVisits, readWork } from './read-work.ts';
import { namesIn, wordsOf } from './words.ts';

type Of = <T extends fhir4.FhirResource['resourceType']>(type: T) => Extract<fhir4.FhirResource, { resourceType: T }>[];

/** A plan's resources by their type. */
export function sortByType(resources: readonly fhir4.FhirResource[]): Of {
  const byType = new Map<string, fhir4.FhirResource[]>();
  for (const one of resources) {
    const list = byType.get(one.resourceType);
    if (list) list.push(one);
    else byType.set(one.resourceType, [one]);
  }
  return (type) => (byType.get(type) ?? []) as Extract<fhir4.FhirResource, { resourceType: typeof type }>[];
}

export type { Of };

/**
 * The facts of one person's plan, from all of it that the caller sees: what is over, refuted, entered in error or not meant yet is
 * left out here, once for every rule. `now` in ms since 1970.
 */
export function readPlan(resources: readonly fhir4.FhirResource[], knowledge: Knowledge, now: number): Plan {
  const of = sortByType(resources);
  const [patient] = of('Patient');
  const medications = new Map(of('Medication').map((one) => [`Medication/${one.id}`, one]));
  const ordered = [
    ...of('MedicationRequest').filter(({ status, intent }) => status === 'active' && !NOT_ORDERS.has(intent)),
    ...of('MedicationStatement').filter(({ status }) => status === 'active' || status === 'intended'),
  ];
  const isForbidding = (one: (typeof ordered)[number]): one is fhir4.MedicationRequest =>
    one.resourceType === 'MedicationRequest' && one.doNotPerform === true;
  const problems = of('Condition').flatMap((one) => problemOf(one, knowledge));
  const pregnancy = pregnancyOf(of, problems, now);
  return {
    ...(patient?.birthDate ? { ageYears: yearsAt(patient.birthDate, now) } : {}),
    isFemale: patient?.gender === 'female',
    ...medicinesOf(
      ordered.filter((one) => !isForbidding(one)),
      medications,
      knowledge,
      now,
    ),
    forbidden: ordered.filter(isForbidding).map((one) => readForbidden(one, medications, knowledge)),
    problems,
    allergies: of('AllergyIntolerance').flatMap((one) => allergyOf(one, knowledge)),
    results: resultsOf(of('Observation'), knowledge, now),
    ...(pregnancy ? { pregnancy } : {}),
    aims: readAims(of, knowledge),
    advice: readAdvice(of, knowledge, now),
    visits: readVisits(of, now),
    orders: readOrders(of),
    work: readWork(of),
    left: readLeft(of, now),
    answered: readAnswered(of),
    settlements: readSettlements(of('DetectedIssue')),
  };
}

function medicinesOf(
  ordered: readonly (fhir4.MedicationRequest | fhir4.MedicationStatement)[],
  medications: ReadonlyMap<string, fhir4.Medication>,
  knowledge: Knowledge,
  now: number,
): Pick<Plan, 'medicines' | 'unknown'> {
  const read = ordered.map((one) => readMedicine(one, medications, knowledge)).filter(({ endMs }) => endMs > now);
  return {
    medicines: read.filter(({ ingredients }) => ingredients.length > 0),
    unknown: read.filter(({ ingredients }) => ingredients.length === 0).map(({ ref, name }) => ({ ref, name })),
  };
}

/** MedicationRequest.intent of what nobody has ordered. */
const NOT_ORDERS = new Set(['proposal', 'plan', 'option']);

const ICD10 = /icd-10/i;
const UNTRUE = ['refuted', 'entered-in-error', 'differential', 'unconfirmed'];

function problemOf(condition: fhir4.Condition, knowledge: Knowledge): Problem[] {
  if (hasCode(condition.verificationStatus, ...UNTRUE)) return [];
  if (hasCode(condition.clinicalStatus, 'inactive', 'resolved', 'remission')) return [];
  if (condition.abatementDateTime || condition.abatementPeriod) return [];
  const codings = condition.code?.coding ?? [];
  const text = wordsOf(shownText(condition.code)).join(' ');
  const ids = knowledge.problems
    .filter(({ icd10, snomed, names }) =>
      codings.some(({ code }) => code !== undefined)
        ? codings.some(({ system = '', code = '' }) =>
            ICD10.test(system) ? icd10.some((start) => code.startsWith(start)) : snomed.includes(code),
          )
        : names.includes(text),
    )
    .map(({ id }) => id);
  if (ids.length === 0) return [];
  const since = condition.onsetDateTime ?? condition.onsetPeriod?.start ?? condition.recordedDate;
  return [
    {
      ref: `Condition/${condition.id}`,
      name: shownText(condition.code),
      ids: new Set(ids),
      sinceMs: since ? instantFrom(since, 'start') : Number.NaN,
    },
  ];
}

/** SNOMED CT: no known allergy, no known drug allergy, and their siblings. */
const NONE_KNOWN = ['716186003', '409137002', '428607008', '429625007', '428197003'];

function allergyOf(allergy: fhir4.AllergyIntolerance, knowledge: Knowledge): Allergy[] {
  if (hasCode(allergy.verificationStatus, 'refuted', 'entered-in-error')) return [];
  if (hasCode(allergy.clinicalStatus, 'inactive', 'resolved') || hasCode(allergy.code, ...NONE_KNOWN)) return [];
  const concepts = [allergy.code, ...(allergy.reaction ?? []).map(({ substance }) => substance)];
  const texts = concepts.flatMap((one) => [one?.text, ...(one?.coding ?? []).map(({ display }) => display)]);
  const named = texts.flatMap((text) => namesIn(knowledge.names, wordsOf(text ?? '')));
  const coded = concepts.flatMap((one) =>
    (one?.coding ?? []).flatMap(({ code }) => knowledge.byRxnorm.get(code ?? '') ?? []),
  );
  const ingredients = new Set([...named.flatMap((one) => one.ingredients), ...(named.length === 0 ? coded : [])]);
  const classes = new Set(named.flatMap((one) => one.classes));
  if (ingredients.size === 0 && classes.size === 0) return [];
  return [
    {
      ref: `AllergyIntolerance/${allergy.id}`,
      name: shownText(allergy.code) || [...ingredients].join(', '),
      ingredients,
      classes,
      isIntolerance: allergy.type === 'intolerance',
    },
  ];
}

const FINAL = new Set(['final', 'amended', 'corrected']);

/** The latest value of each measure that the rules know, none of the future. */
function resultsOf(observations: readonly fhir4.Observation[], knowledge: Knowledge, now: number): Map<string, Result> {
  const results = new Map<string, Result>();
  for (const observation of observations) {
    if (!FINAL.has(observation.status)) continue;
    const read = resultOf(observation, knowledge);
    if (!read || !(read.ms <= now)) continue;
    const before = results.get(read.measure);
    if (!before || read.ms >= before.ms) results.set(read.measure, read);
  }
  return results;
}

function resultOf(observation: fhir4.Observation, knowledge: Knowledge): Result | undefined {
  const measure = measureOf(observation.code, knowledge);
  const quantity = observation.valueQuantity;
  const date = momentOf(observation);
  if (!measure || !quantity || quantity.comparator || !date) return undefined;
  const value = valueIn(measure, quantity);
  if (value === undefined) return undefined;
  return {
    ref: `Observation/${observation.id}`,
    measure: measure.id,
    value,
    shown: `${quantity.value} ${quantity.unit ?? quantity.code ?? ''}`.trim(),
    date: date.slice(0, 10),
    ms: instantFrom(date, 'start'),
  };
}

const momentOf = (one: fhir4.Observation): string | undefined =>
  one.effectiveDateTime ?? one.effectivePeriod?.start ?? one.effectiveInstant ?? one.issued;

const PREGNANCY_STATUS = '82810-3';
const PREGNANT = ['77386006', 'LA15173-0'];
const LONGEST_PREGNANCY_MS = 300 * 86_400_000;

/** Pregnant by the problem list, or by the latest pregnancy status; a status that says no is later than the problem's start. */
function pregnancyOf(of: Of, problems: readonly Problem[], now: number): Plan['pregnancy'] {
  const stated = latest(
    of('Observation')
      .filter(({ status, code }) => FINAL.has(status) && hasCode(code, PREGNANCY_STATUS))
      .map((one) => ({ one, ms: instantFrom(momentOf(one) ?? '', 'start') }))
      .filter(({ ms }) => ms <= now),
  );
  const isStated = stated !== undefined && hasCode(stated.one.valueCodeableConcept, ...PREGNANT);
  const problem = problems.find(
    ({ ids, sinceMs }) => ids.has('pregnancy') && !(stated && !isStated && stated.ms > sinceMs),
  );
  if (problem && !(now - problem.sinceMs > LONGEST_PREGNANCY_MS)) return { ref: problem.ref, sinceMs: problem.sinceMs };
  if (stated && isStated && now - stated.ms <= LONGEST_PREGNANCY_MS)
    return { ref: `Observation/${stated.one.id}`, sinceMs: stated.ms };
  return undefined;
}
