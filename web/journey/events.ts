/** The Journey of a chart: marks, bars, lines, bands and arcs in five lanes of care, before any of it has a place on the screen. */
import type { Chart } from '../chart/model/chart.ts';
import type { Handoff } from '../chart/model/handoffs.ts';
import type { Person } from '../chart/model/people.ts';
import { isAbnormal, isCritical, type Measurement } from '../chart/model/results.ts';
import type { Visit } from '../chart/model/visits.ts';
import { concerns } from '../chart/model/measures.ts';
import { problemsNamed } from '../chart/model/conditions.ts';
import type { Lane } from '../lib/lanes.ts';
import { packRows } from './pack.ts';
import { momentOf } from '../chart/model/times.ts';
import { YEAR, type View } from './scale.ts';

export type EventKind = 'visit' | 'stay' | 'emergency' | 'result' | 'booking' | 'handoff';

export type JourneyEvent = {
  id: string;
  ref: string;
  kind: EventKind;
  lane: Lane;
  ms: number;
  endMs?: number | undefined;
  at: string;
  title: string;
  place?: string | undefined;
  people: readonly string[];
  detail?: string | undefined;
  abnormal?: 'high' | 'low' | 'other' | undefined;
  isCritical: boolean;
  results: readonly Measurement[];
  visitRef?: string | undefined;
  /** The problems that it has to do with, by reference. */
  problems: readonly string[];
  /** Of a hand-off. */
  arc?: Arc | undefined;
};

export type DoseSpan = {
  fromMs: number;
  toMs: number;
  dose: string;
  /** 0 the least dose, 1 the greatest. */ share: number;
  isEndKnown: boolean;
};
export type MedicationLine = {
  id: string;
  lane: Lane;
  /** -1 where its lane has no row left to draw it in: it is listed with the lane's others. */
  row: number;
  name: string;
  spans: DoseSpan[];
  fromMs: number;
  toMs: number;
  isActive: boolean;
  problems: readonly string[];
};
export type GoalBand = {
  id: string;
  lane: Lane;
  row: number;
  title: string;
  fromMs: number;
  toMs: number;
  isMet: boolean;
  problems: readonly string[];
};
export type Arc = Handoff & { id: string; problems: readonly string[] };

export type Journey = {
  /** Sorted by time. */
  events: JourneyEvent[];
  /** All that can be selected, sorted by time: the events, and the hand-offs. */
  marks: JourneyEvent[];
  lines: MedicationLine[];
  bands: GoalBand[];
  arcs: Arc[];
  extent: View;
  now: number;
  /** Where a look back begins: today, or the end of a life, or the last event of a record that ended long ago. */
  anchor: number;
};

export const LINE_ROWS = 3;
export const BAND_ROWS = 2;

/** Vital signs belong to their visit and circumstances to no moment: neither is a mark of its own. */
const NOT_MARKED = new Set(['vital-signs', 'social-history']);

/** Makes the Journey of a chart. */
export function journeyOf(chart: Chart): Journey {
  const visits = chart.visits.filter((visit) => Number.isFinite(visit.ms)).map(visitEvent);
  const bookings = chart.bookings.map((one): JourneyEvent => ({
    ...nothing,
    id: one.ref,
    ref: one.ref,
    kind: 'booking',
    lane: one.lane,
    ms: one.ms,
    at: one.at,
    title: one.title,
    place: one.place,
    people: namesOf(one.people),
  }));
  const events = [...visits, ...bookings, ...resultEvents(chart)].sort((a, b) => a.ms - b.ms);
  const end = endOf(chart);
  const bands = goalBands(chart);
  const arcs = chart.handoffs.map((handoff): Arc => ({
    ...handoff,
    id: `${handoff.kind} ${handoff.ref}`,
    problems: problemsOfHandoff(chart, handoff),
  }));
  return {
    events,
    marks: [...events, ...arcs.map((arc) => handoffEvent(arc, end))].sort((a, b) => a.ms - b.ms),
    lines: medicationLines(chart, end),
    bands,
    arcs,
    extent: extentOf(events, bands, end),
    now: chart.now,
    anchor: anchorOf(events, end),
  };
}

const nothing = { results: [], isCritical: false, problems: [] } as const;

function namesOf(people: readonly Person[]): string[] {
  return people.map((person) => person.name);
}

function visitEvent(visit: Visit): JourneyEvent {
  const kind = visit.kind === 'stay' ? 'stay' : visit.kind === 'emergency' ? 'emergency' : 'visit';
  return {
    ...nothing,
    id: visit.ref,
    ref: visit.ref,
    kind,
    lane: visit.lane,
    ms: visit.ms,
    endMs: kind === 'visit' ? undefined : visit.endMs,
    at: visit.from ?? '',
    title: visit.title,
    place: visit.place,
    people: namesOf(visit.people),
    detail: visit.reason ?? visit.diagnoses[0],
    visitRef: visit.ref,
    problems: visit.problems.map((problem) => problem.ref),
  };
}

function handoffEvent(arc: Arc, end: number): JourneyEvent {
  return {
    ...nothing,
    id: arc.id,
    ref: arc.ref,
    kind: 'handoff',
    lane: arc.from,
    ms: arc.ms,
    endMs: arc.closedMs ?? Math.max(end, arc.ms),
    at: arc.at,
    title: arc.title,
    place: arc.toName,
    people: arc.source.by ? [arc.source.by] : [],
    problems: arc.problems,
    arc,
  };
}

/** Results of one visit (or of one day, where no visit is named) are one mark; the popover opens them up. */
function resultEvents(chart: Chart): JourneyEvent[] {
  const visitByRef = new Map(chart.visits.map((visit) => [visit.ref, visit]));
  const gathered = new Map<string, Measurement[]>();
  for (const one of chart.results.measurements) {
    if (NOT_MARKED.has(one.category)) continue;
    const key = `${one.at.slice(0, 10)} ${one.visitRef ?? ''}`;
    const group = gathered.get(key);
    if (group) group.push(one);
    else gathered.set(key, [one]);
  }
  return [...gathered.values()].map((group) => resultEvent(group, visitByRef, chart));
}

function resultEvent(
  group: readonly Measurement[],
  visitByRef: ReadonlyMap<string, Visit>,
  chart: Chart,
): JourneyEvent {
  const first = group[0] as Measurement;
  const visit = visitByRef.get(first.visitRef ?? '');
  const outside = group.filter(isAbnormal);
  const names = [...new Set(group.map((one) => chart.results.byKey.get(one.key)?.panel ?? one.name))];
  const about = chart.problems.filter((problem) => group.some((one) => concerns(one.key, problem.concept)));
  return {
    id: first.ref,
    ref: first.ref,
    kind: 'result',
    lane: visit?.lane ?? 'primary',
    ms: first.ms,
    at: first.at,
    title: names.slice(0, 3).join(', '),
    place: first.source.where,
    people: first.source.by ? [first.source.by] : [],
    abnormal: outside.length === 0 ? undefined : directionOf(outside),
    isCritical: group.some(isCritical),
    results: group,
    visitRef: first.visitRef,
    problems: [...about.map((problem) => problem.ref), ...(visit?.problems.map((problem) => problem.ref) ?? [])],
  };
}

function directionOf(outside: readonly Measurement[]): 'high' | 'low' | 'other' {
  const said = outside.flatMap((one) => [one.interpretation, ...one.parts.map((part) => part.interpretation)]);
  const isHigh = said.some((one) => one?.endsWith('high'));
  const isLow = said.some((one) => one?.endsWith('low'));
  return isHigh === isLow ? 'other' : isHigh ? 'high' : 'low';
}

function medicationLines(chart: Chart, end: number): MedicationLine[] {
  const drawn = chart.medications
    .map((medication) => {
      const levels = medication.steps.map((step) => step.level).filter((level) => level !== undefined);
      const [least, most] = [Math.min(...levels), Math.max(...levels)];
      const spans = medication.steps.map((step): DoseSpan => {
        const isLast = step === medication.steps.at(-1);
        const open = isLast && medication.isActive ? Math.max(end, step.fromMs) : step.fromMs;
        const share = step.level === undefined || most === least ? 0 : (step.level - least) / (most - least);
        return {
          fromMs: step.fromMs,
          toMs: step.toMs ?? open,
          dose: step.dose,
          share,
          isEndKnown: step.toMs !== undefined || (isLast && medication.isActive),
        };
      });
      return {
        id: medication.current.refs[0] ?? medication.key,
        lane: medication.lane ?? 'primary',
        name: medication.name,
        spans,
        fromMs: medication.fromMs,
        toMs: Math.max(...spans.map((span) => span.toMs)),
        isActive: medication.isActive,
        problems: medication.reasons.map((problem) => problem.ref),
      };
    })
    .filter((line) => Number.isFinite(line.fromMs) && Number.isFinite(line.toMs));
  return packRows(drawn, LINE_ROWS);
}

function goalBands(chart: Chart): GoalBand[] {
  const bands = chart.goals
    .filter((goal) => Number.isFinite(goal.startMs) && (goal.isActive || goal.isMet))
    .map((goal) => ({
      id: goal.ref,
      lane: goal.author?.lane ?? goal.problems[0]?.lane ?? ('primary' as const),
      title: goal.title,
      fromMs: goal.startMs,
      toMs: Math.max(goal.dueMs ?? chart.now, goal.startMs),
      isMet: goal.isMet ?? false,
      problems: goal.problems.map((problem) => problem.ref),
      isActive: goal.isActive,
    }));
  return packRows(bands, BAND_ROWS).filter((band) => band.row >= 0);
}

function problemsOfHandoff(chart: Chart, handoff: Handoff): string[] {
  if (handoff.kind === 'discharge')
    return chart.visits.find((visit) => visit.ref === handoff.ref)?.problems.map((problem) => problem.ref) ?? [];
  const order = chart.index.findAs('ServiceRequest', handoff.ref);
  return problemsNamed(chart.problems, order?.reasonReference).map((problem) => problem.ref);
}

/** Nothing goes on after death. */
function endOf(chart: Chart): number {
  const { deceased } = chart.who;
  const died = typeof deceased === 'string' ? momentOf(deceased) : Number.NaN;
  return Number.isNaN(died) ? chart.now : Math.min(died, chart.now);
}

function anchorOf(events: readonly JourneyEvent[], end: number): number {
  const last = events.findLast((event) => event.ms <= end)?.ms ?? end;
  return end - last > 2.5 * YEAR ? last : end;
}

function extentOf(events: readonly JourneyEvent[], bands: readonly GoalBand[], now: number): View {
  const first = events[0]?.ms ?? now - YEAR;
  const last = Math.max(now, events.at(-1)?.ms ?? now, ...bands.map((band) => band.toMs));
  return { from: Math.min(first, now - YEAR / 4), to: last };
}
