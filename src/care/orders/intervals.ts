import { pointsTo, refOf, timeOf, type Chart } from './chart.ts';
import type { Circumstance, Interval, Knowledge } from './knowledge.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type Setting = 'ambulatory' | 'emergency' | 'inpatient';

/** http://terminology.hl7.org/ValueSet/v3-ActEncounterCode */
const SETTINGS: Record<string, Setting> = {
  IMP: 'inpatient',
  ACUTE: 'inpatient',
  NONAC: 'inpatient',
  OBSENC: 'inpatient',
  EMER: 'emergency',
};

/** How long results stand of this patient at this visit. */
export type Circumstances = {
  setting: Setting;
  /** ICD-10-CM codes of active problems. */
  problems: readonly string[];
  pregnant: boolean;
  /** What is taken: names in lower case, and since when (ms since 1970). */
  drugs: readonly { words: string; since: number | undefined }[];
  now: number;
};

const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const ACTIVE = new Set(['active', 'recurrence', 'relapse']);
const UNTRUE = new Set(['refuted', 'entered-in-error']);
const TAKEN = new Set(['active', 'completed', 'intended', 'unknown']);
/** Pregnancy as a state (Z33, Z34), supervised with a risk (O09), or with a complication of its own course. */
const PREGNANT = ['Z33', 'Z34', 'Z3A', 'O09', 'O10', 'O13', 'O14', 'O24', 'O26', 'O30'];
const PREGNANT_SNOMED = '77386006';

const codeOf = (concept: fhir4.CodeableConcept | undefined): string => concept?.coding?.[0]?.code ?? '';

function isActive(condition: fhir4.Condition): boolean {
  const status = codeOf(condition.clinicalStatus);
  return (status === '' || ACTIVE.has(status)) && !UNTRUE.has(codeOf(condition.verificationStatus));
}

function drugOf(medication: Chart['medications'][number]): { words: string; since: number | undefined }[] {
  if (!TAKEN.has(medication.status)) return [];
  const concept = medication.medicationCodeableConcept;
  const words = [
    concept?.text,
    ...(concept?.coding ?? []).map(({ display }) => display),
    medication.medicationReference?.display,
  ]
    .filter((word) => word !== undefined)
    .join(' ')
    .toLowerCase();
  const since =
    medication.resourceType === 'MedicationRequest'
      ? medication.authoredOn
      : (medication.effectivePeriod?.start ?? medication.effectiveDateTime ?? medication.dateAsserted);
  return [{ words, since: timeOf(since) }];
}

/** What of the chart decides how long a result stands. */
export function circumstancesOf(chart: Chart, encounter: fhir4.Reference | undefined, now: number): Circumstances {
  const active = chart.conditions.filter((one) => pointsTo(one.subject, chart.patient) && isActive(one));
  const codings = active.flatMap(({ code }) => code?.coding ?? []);
  const problems = codings.filter(({ system }) => system === ICD10).map(({ code }) => code ?? '');
  const visit = chart.encounters.find((one) => pointsTo(encounter, refOf(one)));
  return {
    setting: SETTINGS[visit?.class.code ?? ''] ?? 'ambulatory',
    problems,
    pregnant:
      problems.some((code) => PREGNANT.some((start) => code.startsWith(start))) ||
      codings.some(({ code }) => code === PREGNANT_SNOMED),
    drugs: chart.medications.filter((one) => pointsTo(one.subject, chart.patient)).flatMap(drugOf),
    now,
  };
}

function isSo(when: Circumstance, so: Circumstances, isAbnormal: boolean): boolean {
  if (when.settings && !when.settings.includes(so.setting)) return false;
  if (when.pregnant !== undefined && when.pregnant !== so.pregnant) return false;
  if (when.last !== undefined && (when.last === 'abnormal') !== isAbnormal) return false;
  if (when.problems && !so.problems.some((code) => when.problems!.some((start) => code.startsWith(start))))
    return false;
  if (!when.drugs) return true;
  const within = when.startedWithinDays;
  return so.drugs.some(
    ({ words, since }) =>
      when.drugs!.some((name) => words.includes(name)) &&
      (within === undefined || (since !== undefined && so.now - since <= within * DAY_MS)),
  );
}

/** How long, in ms; endless where once is enough. */
export function lengthOf(interval: Interval): number {
  if (interval.life) return Infinity;
  return (interval.hours ?? 0) * HOUR_MS + (interval.days ?? 0) * DAY_MS;
}

function isInForce({ from, until }: Interval, at: number): boolean {
  return Date.parse(from) <= at && (until === undefined || Date.parse(until) > at);
}

/** A test's answers: itself, and what an interval says answers it. */
export function answersOf(knowledge: Knowledge, test: string): string[] {
  return [
    ...new Set([test, ...knowledge.intervals.flatMap(({ tests, by }) => (tests.includes(test) ? (by ?? []) : []))]),
  ];
}

/**
 * The interval by which one thing answers a test: one for just these circumstances before the general one, of several the shortest,
 * so that who is being watched more closely is not called watched twice. Undefined where nothing is known: then nothing is said.
 */
export function intervalFor(
  knowledge: Knowledge,
  asked: { test: string; by: string; isAbnormal: boolean },
  so: Circumstances,
): Interval | undefined {
  const fitting = knowledge.intervals.filter(
    (one) =>
      one.tests.includes(asked.test) &&
      (one.by ? one.by.includes(asked.by) : asked.by === asked.test) &&
      isInForce(one, so.now) &&
      (one.when === undefined || isSo(one.when, so, asked.isAbnormal)),
  );
  const special = fitting.filter((one) => one.when !== undefined);
  return (special.length > 0 ? special : fitting).sort((a, b) => lengthOf(a) - lengthOf(b))[0];
}
