import { pointsTo, refOf, sideOf, timeOf, type Chart, type Side } from './chart.ts';
import { partsOf, type Knowledge, type Test } from './knowledge.ts';

/** One result in the chart, as the answer to one test. */
export type Evidence = {
  test: string;
  resource: fhir4.Observation | fhir4.DiagnosticReport | fhir4.Procedure;
  /** When it was taken or done, ms since 1970. */
  at: number;
  /** False for one that asks to be repeated: critical, not to be believed, from a spoilt specimen, or without a value. */
  stands: boolean;
  isAbnormal: boolean;
  side?: Side;
  specimen?: string;
};

type Said = Pick<fhir4.Observation, 'valueQuantity' | 'interpretation' | 'dataAbsentReason'> & { hasValue: boolean };

/** http://hl7.org/fhir/R4/valueset-observation-status.html: what a clinician may act on. */
const FINAL = new Set(['final', 'amended', 'corrected', 'appended']);
/** http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation */
const CRITICAL = new Set(['HH', 'LL', 'AA', 'HU', 'LU']);
const ABNORMAL = new Set(['A', 'H', 'L', 'POS', 'DET', 'R', 'W']);

const codesOf = (concepts: readonly fhir4.CodeableConcept[] | undefined): string[] =>
  (concepts ?? []).flatMap(({ coding = [] }) => coding.map(({ code }) => code ?? ''));

function isBeyondBelief(test: Test, { valueQuantity: value }: Said): boolean {
  if (value?.value === undefined) return false;
  const bounds = test.plausible?.find(({ unit }) => unit === (value.code ?? value.unit));
  return bounds !== undefined && (value.value < bounds.low || value.value > bounds.high);
}

/** True where a value stands by itself: it is there, it is not critical, it can be believed, and its specimen was sound. */
function stands(test: Test, said: Said, specimen: fhir4.Specimen | undefined): boolean {
  if (!said.hasValue || said.dataAbsentReason) return false;
  if (codesOf(said.interpretation).some((code) => CRITICAL.has(code))) return false;
  if (isBeyondBelief(test, said)) return false;
  if (specimen?.status === 'unsatisfactory' || specimen?.status === 'entered-in-error') return false;
  const spoilt = codesOf(specimen?.condition);
  return !(test.suspectIf ?? []).some((code) => spoilt.includes(code));
}

const hasValue = (one: object): boolean => Object.keys(one).some((name) => /^value[A-Z]/.test(name));

function takenAt(
  one: fhir4.Observation | fhir4.DiagnosticReport,
  specimen: fhir4.Specimen | undefined,
): number | undefined {
  const { effectiveDateTime, effectivePeriod, issued } = one;
  const instant = 'effectiveInstant' in one ? one.effectiveInstant : undefined;
  const { collectedDateTime, collectedPeriod } = specimen?.collection ?? {};
  return timeOf(
    effectiveDateTime ??
      instant ??
      effectivePeriod?.end ??
      effectivePeriod?.start ??
      collectedDateTime ??
      collectedPeriod?.end ??
      issued,
  );
}

/** What kind of specimen it was, in words that compare; undefined where nobody said. */
export function specimenWord(chart: Chart, ...references: (fhir4.Reference | undefined)[]): string | undefined {
  const found = chart.specimens.find((one) => references.some((reference) => pointsTo(reference, refOf(one))));
  return (
    (found?.type?.text ?? found?.type?.coding?.[0]?.display ?? found?.type?.coding?.[0]?.code)?.toLowerCase() ??
    references.find((reference) => reference?.display)?.display?.toLowerCase()
  );
}

function ordersOf(chart: Chart, basedOn: readonly fhir4.Reference[] | undefined): fhir4.ServiceRequest[] {
  return chart.orders.filter((order) => basedOn?.some((reference) => pointsTo(reference, refOf(order))));
}

type Observed = { test: string; said: Said };

function observedIn(knowledge: Knowledge, observation: fhir4.Observation): Observed[] {
  const whole = partsOf(knowledge, observation.code).keys;
  const own =
    whole.length === 1 ? [{ test: whole[0]!, said: { ...observation, hasValue: hasValue(observation) } }] : [];
  const parts = (observation.component ?? []).flatMap((component) =>
    partsOf(knowledge, component.code).keys.map((test) => ({
      test,
      said: { ...component, hasValue: hasValue(component) },
    })),
  );
  return [...own, ...parts];
}

function fromObservation(chart: Chart, knowledge: Knowledge, observation: fhir4.Observation): Evidence[] {
  if (!FINAL.has(observation.status) || !pointsTo(observation.subject, chart.patient)) return [];
  const specimen = chart.specimens.find((one) => pointsTo(observation.specimen, refOf(one)));
  const at = takenAt(observation, specimen);
  if (at === undefined) return [];
  const orders = ordersOf(chart, observation.basedOn);
  const side = sideOf(observation.bodySite, observation.code, ...orders.flatMap((order) => order.bodySite ?? []));
  const word = specimenWord(chart, observation.specimen, ...orders.flatMap((order) => order.specimen ?? []));
  return observedIn(knowledge, observation).map(({ test, said }) => ({
    test,
    resource: observation,
    at,
    stands: stands(knowledge.tests.get(test)!, said, specimen),
    isAbnormal: codesOf(said.interpretation).some((code) => ABNORMAL.has(code)),
    ...(side ? { side } : {}),
    ...(word ? { specimen: word } : {}),
  }));
}

/**
 * A report stands for what its code names. Where it lists results of our chart, each part is as good as its own result; what it
 * does not list, it says itself.
 */
function fromReport(chart: Chart, knowledge: Knowledge, report: fhir4.DiagnosticReport): Evidence[] {
  if (!FINAL.has(report.status) || !pointsTo(report.subject, chart.patient)) return [];
  const specimen = chart.specimens.find((one) => report.specimen?.some((reference) => pointsTo(reference, refOf(one))));
  const at = takenAt(report, specimen);
  if (at === undefined || specimen?.status === 'unsatisfactory') return [];
  const listed = chart.observations.filter((one) =>
    report.result?.some((reference) => pointsTo(reference, refOf(one))),
  );
  // Named there, and kept from who asks: nothing is known of it.
  const isWhole = (report.result ?? []).length === listed.length;
  const told = new Set(listed.flatMap((one) => observedIn(knowledge, one).map(({ test }) => test)));
  const orders = ordersOf(chart, report.basedOn);
  const side = sideOf(report.code, ...orders.flatMap((order) => order.bodySite ?? []));
  const word = specimenWord(chart, ...(report.specimen ?? []), ...orders.flatMap((order) => order.specimen ?? []));
  return (isWhole ? partsOf(knowledge, report.code).keys : [])
    .filter((test) => !told.has(test))
    .map((test) => ({
      test,
      resource: report,
      at,
      stands: true,
      isAbnormal: codesOf(report.conclusionCode).some((code) => ABNORMAL.has(code)),
      ...(side ? { side } : {}),
      ...(word ? { specimen: word } : {}),
    }));
}

function fromProcedure(chart: Chart, knowledge: Knowledge, procedure: fhir4.Procedure): Evidence[] {
  if (procedure.status !== 'completed' || !pointsTo(procedure.subject, chart.patient)) return [];
  const { performedDateTime, performedPeriod } = procedure;
  const at = timeOf(performedDateTime ?? performedPeriod?.end ?? performedPeriod?.start);
  if (at === undefined) return [];
  const side = sideOf(procedure.code, ...(procedure.bodySite ?? []));
  return partsOf(knowledge, procedure.code).keys.map((test) => ({
    test,
    resource: procedure,
    at,
    stands: true,
    isAbnormal: false,
    ...(side ? { side } : {}),
  }));
}

/** Every result of the chart, by test, the latest first. */
export function evidenceOf(chart: Chart, knowledge: Knowledge): Map<string, Evidence[]> {
  const all = [
    ...chart.observations.flatMap((one) => fromObservation(chart, knowledge, one)),
    ...chart.reports.flatMap((one) => fromReport(chart, knowledge, one)),
    ...chart.procedures.flatMap((one) => fromProcedure(chart, knowledge, one)),
  ].sort((a, b) => b.at - a.at);
  return Map.groupBy(all, ({ test }) => test);
}
