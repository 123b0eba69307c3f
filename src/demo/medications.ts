import { dateOf, type Day } from './calendar.ts';
import { SNOMED, hl7, quantity, refTo } from './codes.ts';
import { courseOf, nextId, put, subjectOf, takes, type Chart, type Course } from './chart.ts';
import { CLASSES, drugOf, type Drug, type DrugKey, type Step } from './formulary.ts';
import { hasProblem, type ProblemKey } from './people.ts';
import { conditionRef } from './problems.ts';
import { at } from './prng.ts';
import type { Condition, MedicationRequest } from './r4.ts';
import { practitionerRef } from './staff.ts';
import { signedAt, type Visit } from './visit.ts';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

export type PrescribeOptions = {
  step?: number;
  problem?: ProblemKey;
  condition?: Condition;
  /** A course of so many days, after which it is finished. */
  days?: number;
  /** Taken already since that day; renewed now. */
  since?: Day;
  prior?: MedicationRequest;
};

/** True when an allergy, another illness or a pregnancy speaks against a medicine. */
export function isRuledOut(chart: Chart, drug: DrugKey, day: Day): boolean {
  const { allergy } = chart.person.traits;
  const inClass = (name: keyof typeof CLASSES): boolean => (CLASSES[name] as readonly DrugKey[]).includes(drug);
  if (allergy === 'penicillin' && inClass('penicillin')) return true;
  if (allergy === 'ibuprofen' && inClass('nsaid')) return true;
  if (allergy === 'lisinopril' && inClass('ace')) return true;
  const has = (key: ProblemKey): boolean => hasProblem(chart.person, key, day);
  if (inClass('nsaid'))
    return (
      has('chronic-kidney-disease') ||
      has('heart-failure') ||
      has('atrial-fibrillation') ||
      takes(chart, day, 'apixaban', 'warfarin')
    );
  const carrying = chart.person.problems.some(
    (problem) => problem.key === 'pregnancy' && problem.onset - 60 <= day && day <= (problem.until ?? day) + 30,
  );
  return (
    carrying &&
    [
      'lisinopril',
      'losartan',
      'spironolactone',
      'atorvastatin',
      'warfarin',
      'semaglutide',
      'empagliflozin',
      'chlorthalidone',
    ].includes(drug)
  );
}

/** Prescribes a medicine at a visit, or the next of its steps. */
export function prescribe(visit: Visit, key: DrugKey, options: PrescribeOptions = {}): MedicationRequest {
  const { chart } = visit;
  const drug = drugOf(key);
  const index = options.step ?? 0;
  const step = at(drug.steps, index);
  const from = options.since ?? visit.day;
  const end = options.days === undefined ? undefined : visit.day + options.days;
  const reason = options.condition
    ? refTo('Condition', options.condition.id, options.condition.code.text)
    : options.problem
      ? conditionRef(chart, options.problem)
      : undefined;
  const request: MedicationRequest = put(chart, {
    resourceType: 'MedicationRequest',
    id: nextId(chart, 'med'),
    status: end !== undefined && end < chart.today ? 'completed' : 'active',
    intent: 'order',
    category: [hl7('medicationrequest-category', 'community', 'Community')],
    medicationCodeableConcept: {
      coding: [{ system: RXNORM, code: step.code, display: step.display }],
      text: drug.name,
    },
    subject: subjectOf(chart),
    encounter: refTo('Encounter', visit.encounter.id),
    authoredOn: signedAt(visit),
    requester: practitionerRef(visit.staff),
    recorder: practitionerRef(visit.staff),
    ...(reason ? { reasonReference: [reason] } : {}),
    dosageInstruction: [dosageOf(drug, step, from, end)],
    dispenseRequest: dispenseOf(visit, drug, step, options.days),
    ...(options.prior ? { priorPrescription: refTo('MedicationRequest', options.prior.id, 'Earlier dose') } : {}),
    ...(options.since !== undefined && options.since < visit.day
      ? {
          note: [
            {
              authorReference: practitionerRef(visit.staff),
              time: signedAt(visit),
              text: `Taken since ${dateOf(options.since).slice(0, 4)}; renewed at this visit.`,
            },
          ],
        }
      : {}),
  });
  const course: Course = {
    drug: key,
    step: index,
    from,
    request,
    ...(end === undefined ? {} : { to: end + 1 }),
    ...(options.problem ? { problem: options.problem } : {}),
  };
  chart.courses.push(course);
  return request;
}

function dosageOf(
  drug: Drug,
  step: Step,
  from: Day,
  end: Day | undefined,
): MedicationRequest['dosageInstruction'][number] {
  const [code, display] = drug.route;
  const weekly = step.everyDays !== undefined;
  return {
    text: step.text,
    timing: {
      repeat: {
        boundsPeriod: { start: dateOf(from), ...(end === undefined ? {} : { end: dateOf(end) }) },
        frequency: step.perDay,
        period: weekly ? (step.everyDays ?? 7) / 7 : 1,
        periodUnit: weekly ? 'wk' : 'd',
      },
    },
    ...(drug.asNeeded ? { asNeededBoolean: true } : {}),
    route: { coding: [{ system: SNOMED, code, display }], text: display },
    doseAndRate: [
      { type: hl7('dose-rate-type', 'ordered', 'Ordered'), doseQuantity: quantity(step.dose, drug.unit, drug.ucum) },
    ],
  };
}

function dispenseOf(
  visit: Visit,
  drug: Drug,
  step: Step,
  days: number | undefined,
): NonNullable<MedicationRequest['dispenseRequest']> {
  const supply = days ?? (drug.asNeeded ? 30 : 90);
  return {
    validityPeriod: { start: dateOf(visit.day), end: dateOf(visit.day + (days ?? 365)) },
    numberOfRepeatsAllowed: days === undefined ? (drug.key === 'buprenorphine-naloxone' ? 0 : 3) : 0,
    expectedSupplyDuration: quantity(
      step.everyDays ? 28 : drug.key === 'buprenorphine-naloxone' ? 28 : supply,
      'days',
      'd',
    ),
  };
}

function close(course: Course, day: Day, why: string): void {
  course.to = day;
  course.request.status = 'stopped';
  course.request.statusReason = { text: why };
  const repeat = course.request.dosageInstruction[0]?.timing?.repeat;
  if (repeat) repeat.boundsPeriod = { ...repeat.boundsPeriod, end: dateOf(day) };
}

/** Raises a medicine by one step; false when it is at its last. */
export function raise(visit: Visit, key: DrugKey): boolean {
  const course = courseOf(visit.chart, key, visit.day);
  if (!course || course.step + 1 >= drugOf(key).steps.length) return false;
  changeTo(visit, course, course.step + 1, 'Dose raised');
  return true;
}

function changeTo(visit: Visit, course: Course, step: number, why: string): void {
  close(course, visit.day, why);
  prescribe(visit, course.drug, {
    step,
    prior: course.request,
    ...(course.problem ? { problem: course.problem } : {}),
  });
}

/** Stops a medicine, and says why. */
export function stop(visit: Visit, key: DrugKey, why: string): boolean {
  const course = courseOf(visit.chart, key, visit.day);
  if (!course) return false;
  close(course, visit.day, why);
  return true;
}

/** Ends everything that was still taken when the person died. */
export function endAtDeath(chart: Chart, day: Day): void {
  for (const course of chart.courses) {
    if (course.request.status !== 'active') continue;
    close(course, day, 'The person died');
  }
}

/** A medicine with its dose as a sentence calls it: `lisinopril 20 mg`. */
export function spokenDose(chart: Chart, key: DrugKey, day: Day): string {
  const course = courseOf(chart, key, day);
  const drug = drugOf(key);
  if (!course) return drug.name;
  const step = at(drug.steps, course.step);
  const times = step.everyDays
    ? ' once a week'
    : step.perDay === 2
      ? ' twice daily'
      : step.perDay === 1
        ? ' daily'
        : '';
  const unit = step.dose === 1 ? drug.unit.replace(/s$/, '') : drug.unit;
  return `${drug.name} ${step.dose} ${unit}${drug.asNeeded ? ' as needed' : times}`;
}

/** Everything taken on a day, as a list in words. */
export function takenList(chart: Chart, day: Day): string {
  const keys = [...new Set(chart.courses.map((course) => course.drug))];
  return keys
    .filter((key) => takes(chart, day, key))
    .map((key) => spokenDose(chart, key, day))
    .join(', ');
}
