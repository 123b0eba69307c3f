/** Measurements gathered into series: what is known of each, and where it is going. */
import type { Interpretation, Trend } from '../../components/value.tsx';
import { nameOfConcept } from '../../lib/codes.ts';
import type { Range } from '../../lib/numbers.ts';
import { codesIn, conceptKey, plainName, shortMeasureName } from './codings.ts';
import { BLOOD_PRESSURE, DIASTOLIC, measureKey, SYSTOLIC } from './measures.ts';
import type { Directory, Source } from './people.ts';
import { keyOf, refOf, visitKeys, type RecordIndex } from './record.ts';
import { dateOf, momentOf } from './times.ts';

export type Figure = { value?: number | undefined; text?: string | undefined; unit?: string | undefined };

export type Part = Figure & {
  key: string;
  name: string;
  interpretation?: Interpretation | undefined;
  range?: Range | undefined;
};

export type Measurement = Figure & {
  ref: string;
  at: string;
  ms: number;
  key: string;
  name: string;
  concept: fhir4.CodeableConcept;
  category: string;
  range?: Range | undefined;
  interpretation?: Interpretation | undefined;
  parts: Part[];
  visitRef?: string | undefined;
  status: string;
  comment?: string | undefined;
  source: Source;
};

export type Series = {
  key: string;
  name: string;
  concept: fhir4.CodeableConcept;
  category: string;
  unit?: string | undefined;
  range?: Range | undefined;
  /** Oldest first. */
  points: Measurement[];
  latest: Measurement;
  trend?: Trend | undefined;
  /** The panel in which it was last reported. */
  panel?: string | undefined;
};

const HIGH = new Set(['H', 'HU', '>', 'U']);
const LOW = new Set(['L', 'LU', '<', 'D']);
const NORMAL = new Set(['N', 'NEG', 'ND', 'NR', 'S']);
const CODED: Record<string, Interpretation> = {
  HH: 'critical-high',
  LL: 'critical-low',
  A: 'abnormal',
  AA: 'abnormal',
  POS: 'abnormal',
  R: 'abnormal',
};

/** What the sender said of a value, else what its own reference range says. */
export function interpret(
  said: fhir4.CodeableConcept[] | undefined,
  value: number | undefined,
  range: Range | undefined,
): Interpretation | undefined {
  for (const code of (said ?? []).flatMap(codesIn)) {
    if (HIGH.has(code)) return 'high';
    if (LOW.has(code)) return 'low';
    if (NORMAL.has(code)) return 'normal';
    const found = CODED[code];
    if (found) return found;
  }
  if (value === undefined || !range) return undefined;
  if (range.high !== undefined && value > range.high) return 'high';
  if (range.low !== undefined && value < range.low) return 'low';
  return range.high === undefined && range.low === undefined ? undefined : 'normal';
}

/** True for what lies outside of what is expected. */
export function isAbnormal(measured: {
  interpretation?: Interpretation | undefined;
  parts?: readonly Part[];
}): boolean {
  return isOutside(measured.interpretation) || (measured.parts ?? []).some((part) => isOutside(part.interpretation));
}

function isOutside(interpretation: Interpretation | undefined): boolean {
  return interpretation !== undefined && interpretation !== 'normal';
}

/** True for what may not wait. */
export function isCritical(measured: {
  interpretation?: Interpretation | undefined;
  parts?: readonly Part[];
}): boolean {
  return [measured, ...(measured.parts ?? [])].some((one) => one.interpretation?.startsWith('critical') ?? false);
}

function rangeOf(ranges: fhir4.ObservationReferenceRange[] | undefined): Range | undefined {
  const normal = ranges?.find((range) => !range.type || codesIn(range.type).includes('normal')) ?? ranges?.[0];
  if (!normal) return undefined;
  const { low, high, text } = normal;
  return {
    ...(low?.value === undefined ? {} : { low: low.value }),
    ...(high?.value === undefined ? {} : { high: high.value }),
    ...(text === undefined ? {} : { text }),
  };
}

type Valued = Pick<
  fhir4.Observation,
  | 'valueQuantity'
  | 'valueCodeableConcept'
  | 'valueString'
  | 'valueBoolean'
  | 'valueInteger'
  | 'valueDateTime'
  | 'valueRange'
  | 'valueRatio'
  | 'dataAbsentReason'
>;

function figureOf(valued: Valued): Figure {
  const { valueQuantity: quantity, valueInteger: integer } = valued;
  if (quantity?.value !== undefined && !quantity.comparator)
    return { value: quantity.value, unit: quantity.unit ?? quantity.code };
  if (quantity?.value !== undefined)
    return { text: `${quantity.comparator} ${quantity.value}`, unit: quantity.unit ?? quantity.code };
  if (integer !== undefined) return { value: integer };
  if (valued.valueCodeableConcept) return { text: plainName(nameOfConcept(valued.valueCodeableConcept)) };
  if (valued.valueString !== undefined) return { text: valued.valueString };
  if (valued.valueBoolean !== undefined) return { text: valued.valueBoolean ? '✓' : '✗' };
  if (valued.valueRange)
    return {
      text: `${valued.valueRange.low?.value ?? ''}–${valued.valueRange.high?.value ?? ''}`,
      unit: valued.valueRange.low?.unit,
    };
  if (valued.valueRatio)
    return { text: `${valued.valueRatio.numerator?.value ?? ''}:${valued.valueRatio.denominator?.value ?? ''}` };
  if (valued.valueDateTime) return { text: valued.valueDateTime };
  return valued.dataAbsentReason ? { text: nameOfConcept(valued.dataAbsentReason) } : {};
}

function partOf(component: fhir4.ObservationComponent): Part {
  const figure = figureOf(component);
  const range = rangeOf(component.referenceRange);
  return {
    ...figure,
    key: measureKey(conceptKey(component.code)),
    name: shortMeasureName(nameOfConcept(component.code)),
    range,
    interpretation: interpret(component.interpretation, figure.value, range),
  };
}

const PART_ORDER = [SYSTOLIC, DIASTOLIC];

/** One measurement; undefined where it has no date or nothing in it. */
function measurementOf(observation: fhir4.Observation, directory: Directory): Measurement | undefined {
  const at = dateOf(observation);
  const parts = (observation.component ?? [])
    .map(partOf)
    .sort((a, b) => PART_ORDER.indexOf(a.key) - PART_ORDER.indexOf(b.key));
  const figure = figureOf(observation);
  if (!at || observation.status === 'cancelled') return undefined;
  if (
    figure.value === undefined &&
    figure.text === undefined &&
    !parts.some((part) => part.value !== undefined || part.text !== undefined)
  )
    return undefined;
  const range = rangeOf(observation.referenceRange);
  const comment = observation.note?.map((note) => note.text).join(' ');
  return {
    ...figure,
    ref: refOf(observation),
    at,
    ms: momentOf(at),
    key: measureKey(conceptKey(observation.code)),
    name: shortMeasureName(plainName(nameOfConcept(observation.code))),
    concept: observation.code,
    category: observation.category?.flatMap(codesIn)[0] ?? 'other',
    range,
    interpretation: interpret(observation.interpretation, figure.value, range),
    parts,
    visitRef: visitKeys(observation)[0],
    status: observation.status,
    comment,
    source: directory.source(observation),
  };
}

export type Results = {
  series: Series[];
  byKey: ReadonlyMap<string, Series>;
  /** Every measurement, oldest first. */
  measurements: Measurement[];
};

/** All measurements of a record, gathered by what was measured. */
export function resultsOf(index: RecordIndex, directory: Directory): Results {
  const measurements = index
    .of('Observation')
    .map((observation) => measurementOf(observation, directory))
    .filter((one) => one !== undefined)
    .sort((a, b) => a.ms - b.ms);
  const gathered = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const points = gathered.get(measurement.key);
    if (points) points.push(measurement);
    else gathered.set(measurement.key, [measurement]);
  }
  const panels = panelNames(index);
  const series = [...gathered].map(([key, points]) => seriesOf(key, points, panels));
  const byKey = new Map(series.map((one) => [one.key, one]));
  for (const half of [SYSTOLIC, DIASTOLIC]) addPart(byKey, half);
  return { series, byKey, measurements };
}

/** A part of a panel that goals and runs are about by itself: systolic and diastolic pressure. */
function addPart(byKey: Map<string, Series>, key: string): void {
  const whole = byKey.get(BLOOD_PRESSURE);
  if (!whole || byKey.has(key)) return;
  const points = whole.points.flatMap((point) => {
    const part = point.parts.find((one) => one.key === key);
    return part?.value === undefined
      ? []
      : [{ ...point, ...part, parts: [], range: part.range, interpretation: part.interpretation }];
  });
  if (points.length > 0) byKey.set(key, seriesOf(key, points, new Map()));
}

function seriesOf(key: string, points: Measurement[], panels: ReadonlyMap<string, string>): Series {
  // Callers never gather an empty series.
  const latest = points.at(-1) as Measurement;
  const name = points.findLast((point) => point.name)?.name ?? key;
  return {
    key,
    name,
    concept: latest.concept,
    category: latest.category,
    unit: latest.unit ?? latest.parts[0]?.unit,
    range: latest.range ?? points.findLast((point) => point.range)?.range,
    points,
    latest,
    trend: trendOf(points),
    panel: panels.get(latest.ref),
  };
}

/** Where the last value lies against the one before: flat within 3 % of it. */
export function trendOf(points: readonly Measurement[]): Trend | undefined {
  const values = points.map((point) => point.value ?? point.parts[0]?.value).filter((value) => value !== undefined);
  const [before, now] = values.slice(-2);
  if (before === undefined || now === undefined) return undefined;
  if (Math.abs(now - before) <= Math.abs(before) * 0.03) return 'flat';
  return now > before ? 'up' : 'down';
}

/** The panel of each result, by reference: of the last report that carries it. */
function panelNames(index: RecordIndex): Map<string, string> {
  const names = new Map<string, string>();
  for (const report of index.of('DiagnosticReport')) {
    for (const result of report.result ?? []) {
      const key = keyOf(result);
      if (key) names.set(key, plainName(nameOfConcept(report.code)));
    }
  }
  return names;
}

/** The figures of a series that can be drawn: the value, or the first part of a panel. */
export function drawable(series: Series): { at: string; value: number }[] {
  return series.points.flatMap((point) => {
    const value = point.value ?? point.parts[0]?.value;
    return value === undefined ? [] : [{ at: point.at, value }];
  });
}
