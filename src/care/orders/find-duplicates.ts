import { pointsTo, refOf, sideOf, timeOf, type Chart, type Side } from './chart.ts';
import { evidenceOf, specimenWord, type Evidence } from './evidence.ts';
import { answersOf, circumstancesOf, intervalFor, lengthOf, type Circumstances } from './intervals.ts';
import { partsOf, type Citation, type Interval, type Knowledge } from './knowledge.ts';
import { occurrencesNear } from './occurrences.ts';

/** What answers (a part of) an order already. */
export type Found = {
  kind: 'result' | 'pending';
  /** `Observation/x`, `DiagnosticReport/x`, `Procedure/x`; of what is pending `ServiceRequest/x`. */
  reference: string;
  /** Keys of the tests that it answers. */
  tests: string[];
  /** When it was taken; of what is pending, when it was ordered. Instant. */
  since: string;
  /** Until when it stands, instant; left out where it stands for life. */
  until?: string;
  rule: { id: string; basis: Interval['basis']; citation: Citation };
  /** Who measured, or is to measure. */
  site?: fhir4.Reference;
};

export type Duplicate = {
  found: Found[];
  /** The keys of all tests of the order. */
  tests: string[];
  /** Until when all of it stands, instant; left out where it stands for life. */
  until?: string;
};

type Wanted = { test: string; at: number; side: Side | undefined; specimen: string | undefined };
type Answer = { found: Omit<Found, 'tests'>; until: number; test: string };

const instant = (at: number): string => new Date(at).toISOString();

function isSameSide(knowledge: Knowledge, wanted: Wanted, side: Side | undefined): boolean {
  if (!knowledge.tests.get(wanted.test)?.sided) return true;
  // Where one side is not known, nothing is said: a left knee does not answer a right one.
  if (wanted.side === undefined || side === undefined) return false;
  return side === wanted.side || side === 'both';
}

function isSameSpecimen(knowledge: Knowledge, wanted: Wanted, specimen: string | undefined): boolean {
  if (!knowledge.tests.get(wanted.test)?.bySpecimen) return true;
  return wanted.specimen !== undefined && wanted.specimen === specimen;
}

function ruleOf({ id, basis, citation }: Interval): Found['rule'] {
  return { id, basis, citation };
}

function siteOf(resource: Evidence['resource']): fhir4.Reference | undefined {
  if (resource.resourceType === 'Procedure') return resource.performer?.find((one) => one.onBehalfOf)?.onBehalfOf;
  return resource.performer?.find(({ reference }) => reference?.startsWith('Organization/')) ?? resource.performer?.[0];
}

function resultFor(
  knowledge: Knowledge,
  evidence: Map<string, Evidence[]>,
  wanted: Wanted,
  so: Circumstances,
): Answer | undefined {
  for (const by of answersOf(knowledge, wanted.test)) {
    const latest = (evidence.get(by) ?? []).filter((one) => one.at <= so.now);
    const one = latest.find(
      ({ side, specimen }) => isSameSide(knowledge, wanted, side) && isSameSpecimen(knowledge, wanted, specimen),
    );
    const rule = one?.stands && intervalFor(knowledge, { test: wanted.test, by, isAbnormal: one.isAbnormal }, so);
    if (!rule) continue;
    const until = one.at + lengthOf(rule);
    if (until <= wanted.at) continue;
    const site = siteOf(one.resource);
    return {
      test: wanted.test,
      until,
      found: {
        kind: 'result',
        reference: refOf(one.resource),
        since: instant(one.at),
        ...(Number.isFinite(until) ? { until: instant(until) } : {}),
        rule: ruleOf(rule),
        ...(site ? { site } : {}),
      },
    };
  }
  return undefined;
}

const GIVEN_UP = new Set(['cancelled', 'rejected', 'failed', 'entered-in-error']);

/** Orders that somebody still works on. */
function openOrders(chart: Chart, order: fhir4.ServiceRequest): fhir4.ServiceRequest[] {
  return chart.orders.filter((one) => {
    if (one.status !== 'active' && one.status !== 'on-hold') return false;
    if (one.intent !== 'order' && !one.intent.endsWith('-order')) return false;
    if (one.doNotPerform || !pointsTo(one.subject, chart.patient)) return false;
    if (order.id !== undefined && one.id === order.id) return false;
    if (order.replaces?.some((reference) => pointsTo(reference, refOf(one)))) return false;
    const tasks = chart.tasks.filter((task) => pointsTo(task.focus, refOf(one)));
    return tasks.length === 0 || tasks.some((task) => !GIVEN_UP.has(task.status));
  });
}

/** When an open order was or will be carried out: when its specimen was taken, else its own time, else whenever within its days. */
function timesOf(chart: Chart, knowledge: Knowledge, order: fhir4.ServiceRequest, near: number): number[] {
  const taken = chart.specimens
    .filter((one) => one.request?.some((reference) => pointsTo(reference, refOf(order))))
    .map((one) => timeOf(one.collection?.collectedDateTime))
    .filter((at) => at !== undefined);
  if (taken.length > 0) return taken;
  const own = occurrencesNear(order, near);
  if (own.length > 0) return own;
  const authored = timeOf(order.authoredOn);
  if (authored === undefined) return [];
  const end = authored + knowledge.pending.openDays * 86_400_000;
  return [Math.min(Math.max(near, authored), end)].filter((at) => at < end);
}

function pendingFor(
  chart: Chart,
  knowledge: Knowledge,
  open: readonly fhir4.ServiceRequest[],
  wanted: Wanted,
  so: Circumstances,
): Answer | undefined {
  const rule = intervalFor(knowledge, { test: wanted.test, by: wanted.test, isAbnormal: false }, so);
  if (!rule) return undefined;
  const length = lengthOf(rule);
  for (const order of open) {
    if (!partsOf(knowledge, order.code).keys.includes(wanted.test)) continue;
    if (!isSameSide(knowledge, wanted, sideOf(order.code, ...(order.bodySite ?? [])))) continue;
    if (!isSameSpecimen(knowledge, wanted, specimenWord(chart, ...(order.specimen ?? [])))) continue;
    const near = timesOf(chart, knowledge, order, wanted.at).find((at) => Math.abs(wanted.at - at) < length);
    if (near === undefined) continue;
    const until = near + length;
    const [site] = order.performer ?? [];
    return {
      test: wanted.test,
      until,
      found: {
        kind: 'pending',
        reference: refOf(order),
        since: order.authoredOn ?? instant(near),
        ...(Number.isFinite(until) ? { until: instant(until) } : {}),
        rule: ruleOf(rule),
        ...(site ? { site } : {}),
      },
    };
  }
  return undefined;
}

/** True for an occurrence of a standing order: somebody has thought of it already. */
function isPlanned(order: fhir4.ServiceRequest, chart: Chart): boolean {
  return chart.orders.some(
    (one) =>
      one.occurrenceTiming !== undefined &&
      one.status === 'active' &&
      order.basedOn?.some((reference) => pointsTo(reference, refOf(one))),
  );
}

function gathered(answers: readonly Answer[]): Found[] {
  const found = new Map<string, Found>();
  for (const { found: one, test } of answers) {
    const known = found.get(one.reference);
    if (known) {
      known.tests.push(test);
      // Of several intervals the one that ends first says how long the whole stands.
      if ((one.until ?? '9') < (known.until ?? '9')) Object.assign(known, { until: one.until, rule: one.rule });
    } else found.set(one.reference, { ...one, tests: [test] });
  }
  return [...found.values()];
}

/**
 * What answers an order already, at any site: results that stand and orders that are under way. Null where the order has a part that
 * nothing answers, or where no rule speaks of it. `now` is ms since 1970; the order is looked at for the time it is meant for.
 */
export function findDuplicates(
  order: fhir4.ServiceRequest,
  chart: Chart,
  knowledge: Knowledge,
  now: number,
): Duplicate | null {
  const { needed } = partsOf(knowledge, order.code);
  if (needed.length === 0 || !pointsTo(order.subject, chart.patient) || isPlanned(order, chart)) return null;
  const so = circumstancesOf(chart, order.encounter, now);
  // What is to be repeated is meant to follow earlier results; only another order to repeat it is one too many.
  const repeats = order.occurrenceTiming !== undefined;
  const evidence = repeats ? new Map<string, Evidence[]>() : evidenceOf(chart, knowledge);
  const open = openOrders(chart, order).filter((one) => !repeats || one.occurrenceTiming !== undefined);
  const at = Math.max(timeOf(order.occurrenceDateTime ?? order.occurrencePeriod?.start) ?? now, now);
  const side = sideOf(order.code, ...(order.bodySite ?? []));
  const specimen = specimenWord(chart, ...(order.specimen ?? []));
  const answers: Answer[] = [];
  for (const test of needed) {
    const wanted = { test, at, side, specimen };
    const answer = resultFor(knowledge, evidence, wanted, so) ?? pendingFor(chart, knowledge, open, wanted, so);
    if (!answer) return null;
    answers.push(answer);
  }
  const until = Math.min(...answers.map((one) => one.until));
  return { found: gathered(answers), tests: needed, ...(Number.isFinite(until) ? { until: instant(until) } : {}) };
}
