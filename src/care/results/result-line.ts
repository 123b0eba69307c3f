import { standingOf, wordsOf } from '../model.ts';

/** One figure of a report as it is read. */
export type ResultLine = {
  /** `Observation/x` */
  ref: string;
  name: string;
  /** Code by which its earlier values are found: `system|code`. */
  code?: string;
  value: string;
  /** The figure alone, where there is one. */
  figure?: number;
  unit?: string;
  range?: string;
  limits?: { low?: number; high?: number };
  flag?: { word: string; isCritical: boolean };
  /** Corrected, preliminary and the like; left out for what is final. */
  status?: string;
  note?: string;
};

function rangeText(observation: Pick<fhir4.Observation, 'referenceRange'>): string | undefined {
  const [range] = observation.referenceRange ?? [];
  if (!range) return undefined;
  if (range.text) return range.text;
  const [low, high] = [range.low?.value, range.high?.value];
  if (low === undefined && high === undefined) return undefined;
  if (low === undefined) return `up to ${high}`;
  return high === undefined ? `${low} or more` : `${low} to ${high}`;
}

type Valued = Pick<
  fhir4.Observation,
  | 'valueQuantity'
  | 'valueCodeableConcept'
  | 'valueString'
  | 'valueInteger'
  | 'valueBoolean'
  | 'valueRange'
  | 'valueRatio'
  | 'dataAbsentReason'
>;

function valueText(valued: Valued): string {
  const { valueQuantity: quantity, valueRatio: ratio, valueRange: range } = valued;
  if (quantity?.value !== undefined) return `${quantity.comparator ?? ''}${quantity.value}`;
  if (valued.valueString !== undefined) return valued.valueString;
  if (valued.valueInteger !== undefined) return String(valued.valueInteger);
  if (valued.valueBoolean !== undefined) return valued.valueBoolean ? 'Yes' : 'No';
  if (ratio) return `${ratio.numerator?.value ?? ''}:${ratio.denominator?.value ?? ''}`;
  if (range) return `${range.low?.value ?? ''} to ${range.high?.value ?? ''}`;
  return wordsOf(valued.valueCodeableConcept, wordsOf(valued.dataAbsentReason, ''));
}

/** The lines of one result: itself, or each of its components. */
export function lineOf(observation: fhir4.Observation): ResultLine[] {
  const parts = observation.component ?? [];
  const own = parts.length === 0 || valueText(observation) !== '' ? [observation] : [];
  return [...own, ...parts].map((one): ResultLine => {
    const coding = one.code.coding?.find(({ system, code }) => system && code);
    const range = rangeText(one);
    const bounds = one.referenceRange?.[0];
    const limits = {
      ...(bounds?.low?.value === undefined ? {} : { low: bounds.low.value }),
      ...(bounds?.high?.value === undefined ? {} : { high: bounds.high.value }),
    };
    const flag = standingOf({ ...one, resourceType: 'Observation', status: observation.status });
    const unit = one.valueQuantity?.unit ?? one.valueQuantity?.code;
    const note = observation.note?.map(({ text }) => text).join(' ');
    return {
      ref: `Observation/${observation.id}`,
      name: wordsOf(one.code, 'Result'),
      ...(coding ? { code: `${coding.system}|${coding.code}` } : {}),
      value: valueText(one),
      ...(one.valueQuantity?.value === undefined ? {} : { figure: one.valueQuantity.value }),
      ...(unit ? { unit } : {}),
      ...(range ? { range } : {}),
      ...(Object.keys(limits).length > 0 ? { limits } : {}),
      ...(flag ? { flag } : {}),
      ...(observation.status === 'final' ? {} : { status: observation.status }),
      ...(note ? { note } : {}),
    };
  });
}
