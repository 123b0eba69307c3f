/** Medications: one row an ingredient, with its doses over time. */
import { nameOfConcept } from '../../lib/codes.ts';
import { sayUnit } from '../../lib/dates.ts';
import { t } from '../messages.ts';
import { codesIn, plainName } from './codings.ts';
import { problemsNamed, type Problem } from './conditions.ts';
import type { Directory, Source } from './people.ts';
import { laneOfVisit } from './lanes.ts';
import type { Lane } from '../../lib/lanes.ts';
import { keyOf, refOf, type RecordIndex } from './record.ts';
import { momentOf } from './times.ts';

export type DoseStep = {
  refs: string[];
  from: string;
  fromMs: number;
  /** Absent while it is taken, and where nobody wrote down when it ended. */
  to?: string | undefined;
  toMs?: number | undefined;
  dose: string;
  /** For drawing steps: strength times doses a day, where both are known. */
  level?: number | undefined;
  status: string;
  stopReason?: string | undefined;
  source: Source;
};

export type Medication = {
  key: string;
  name: string;
  concept: fhir4.CodeableConcept;
  isActive: boolean;
  /** What is taken now, or was last. */
  current: DoseStep;
  /** Oldest first; equal doses that follow one another are one step. */
  steps: DoseStep[];
  reasons: Problem[];
  reasonText?: string | undefined;
  lane?: Lane | undefined;
  fromMs: number;
};

const LIVE = new Set(['active', 'on-hold', 'unknown']);
const BUT_NOT_ORDERS = new Set(['proposal', 'plan', 'option']);

/** All medications ever ordered, the active first, then the last stopped. */
export function medicationsOf(index: RecordIndex, directory: Directory, problems: readonly Problem[]): Medication[] {
  const gathered = new Map<string, fhir4.MedicationRequest[]>();
  for (const order of index.of('MedicationRequest')) {
    if (BUT_NOT_ORDERS.has(order.intent) || order.status === 'cancelled' || order.doNotPerform) continue;
    const key =
      ingredientOf(nameOfConcept(conceptOf(order, index))) || keyOf(order.medicationReference) || refOf(order);
    gathered.set(key, [...(gathered.get(key) ?? []), order]);
  }
  return [...gathered]
    .map(([key, orders]) => medicationOf(key, orders, index, directory, problems))
    .sort((a, b) => Number(b.isActive) - Number(a.isActive) || b.current.fromMs - a.current.fromMs);
}

function conceptOf(order: fhir4.MedicationRequest, index: RecordIndex): fhir4.CodeableConcept {
  const target = order.medicationReference;
  const contained = order.contained?.find((one) => target?.reference === `#${one.id}`);
  const held =
    contained?.resourceType === 'Medication' ? (contained as fhir4.Medication) : index.findAs('Medication', target);
  return order.medicationCodeableConcept ?? held?.code ?? (target?.display ? { text: target.display } : {});
}

/** "Metformin hydrochloride" of "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"; a brand of a pack. */
export function ingredientOf(name: string): string {
  const brand = /\bPack \[([^\]]+)\]/.exec(name)?.[1];
  if (brand) return brand;
  const parts = name.replace(/^\{?\s*(?:\d+\s*\()?/, '').split(' / ');
  const ingredients = parts.map(
    (part) =>
      part
        .replace(/^(?:NDA\d+\s+|[\d.]+ (?:HR|ML|ACTUAT)\s+)+/i, '')
        .split(/\s+[\d.]+\s?(?:MG|MCG|UNT|ML|%|MEQ|G|IU|units?)\b/i)[0]
        ?.trim() ?? '',
  );
  return ingredients.filter(Boolean).join(' / ') || name;
}

function medicationOf(
  key: string,
  orders: fhir4.MedicationRequest[],
  index: RecordIndex,
  directory: Directory,
  problems: readonly Problem[],
): Medication {
  const oldestFirst = orders.toSorted((a, b) => momentOf(startOf(a)) - momentOf(startOf(b)));
  const steps = mergeSteps(oldestFirst.map((order) => stepOf(order, index, directory)));
  const current = steps.findLast((step) => LIVE.has(step.status)) ?? steps.at(-1);
  const last = oldestFirst.at(-1);
  if (!current || !last) throw new Error('broken invariant: a medication without an order');
  const visit = index.findAs('Encounter', last.encounter);
  return {
    key,
    name: ingredientOf(nameOfConcept(conceptOf(last, index))),
    concept: conceptOf(last, index),
    isActive: LIVE.has(current.status),
    current,
    steps,
    reasons: reasonsOf(oldestFirst, problems),
    reasonText: nameOfConcept(last.reasonCode?.[0]) || undefined,
    lane: visit ? laneOfVisit(visit, index) : directory.person(last.requester)?.lane,
    fromMs: steps[0]?.fromMs ?? Number.NaN,
  };
}

/** Named by reference, or by the same code. */
function reasonsOf(orders: readonly fhir4.MedicationRequest[], problems: readonly Problem[]): Problem[] {
  const named = problemsNamed(
    problems,
    orders.flatMap((order) => order.reasonReference ?? []),
  );
  if (named.length > 0) return named;
  const codes = new Set(orders.flatMap((order) => (order.reasonCode ?? []).flatMap(codesIn)));
  return problems.filter((problem) => codesIn(problem.concept).some((code) => codes.has(code)));
}

function startOf(order: fhir4.MedicationRequest): string {
  const bounds = order.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod?.start;
  return bounds ?? order.authoredOn ?? order.dispenseRequest?.validityPeriod?.start ?? order.meta?.lastUpdated ?? '';
}

function stepOf(order: fhir4.MedicationRequest, index: RecordIndex, directory: Directory): DoseStep {
  const from = startOf(order);
  const to = LIVE.has(order.status) ? undefined : endOf(order);
  const dose = doseText(order, nameOfConcept(conceptOf(order, index)));
  return {
    refs: [refOf(order)],
    from,
    fromMs: momentOf(from),
    to,
    toMs: to ? momentOf(to) : undefined,
    dose,
    level: levelOf(order, nameOfConcept(conceptOf(order, index))),
    status: order.status,
    stopReason: nameOfConcept(order.statusReason) || undefined,
    source: directory.source(order),
  };
}

function endOf(order: fhir4.MedicationRequest): string | undefined {
  return order.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod?.end ?? order.dispenseRequest?.validityPeriod?.end;
}

/** "10 mg tablet, 1 daily": the instruction in words, else strength, amount and timing as they are coded. */
function doseText(order: fhir4.MedicationRequest, name: string): string {
  const said = order.dosageInstruction
    ?.map((one) => plainName(one.text?.trim() ?? ''))
    .filter(Boolean)
    .join('; ');

  const dosage = order.dosageInstruction?.[0];
  const amount = dosage?.doseAndRate?.[0]?.doseQuantity;
  const repeat = dosage?.timing?.repeat;
  const how = amount?.value === undefined ? '' : `${amount.value}${amount.unit ? ` ${amount.unit}` : ''}`;
  if (said) return /\d/.test(said) ? said : [strengthText(name), said].filter(Boolean).join(' · ');
  return [strengthText(name), [how, sayTiming(repeat)].filter(Boolean).join(', ')].filter(Boolean).join(' · ');
}

type Repeat = fhir4.TimingRepeat | undefined;
const UNITS = { h: 'hour', d: 'day', wk: 'week', mo: 'month' } as const;

function sayTiming(repeat: Repeat): string {
  const unit = UNITS[repeat?.periodUnit as keyof typeof UNITS];
  if (!repeat?.frequency || !repeat.period || !unit) return '';
  if (unit === 'day' && repeat.period === 1) return t('dose.daily', { count: repeat.frequency });
  return t('dose.every', { span: sayUnit(repeat.period / repeat.frequency, unit) });
}

function strengthText(name: string): string {
  return (
    /[\d.]+\s?(?:MG|MCG|UNT|MEQ|G|IU|%)(?:\/(?:ML|HR|ACTUAT))?/i
      .exec(name)?.[0]
      .replace(/(?<=\d\s?)(?:MG|MCG|MEQ|ML)\b/, (unit) => unit.toLowerCase()) ?? ''
  );
}

function levelOf(order: fhir4.MedicationRequest, name: string): number | undefined {
  const dosage = order.dosageInstruction?.[0];
  const amount = dosage?.doseAndRate?.[0]?.doseQuantity;
  const repeat = dosage?.timing?.repeat;
  const perDay = repeat?.periodUnit === 'd' && repeat.frequency && repeat.period ? repeat.frequency / repeat.period : 1;
  // A dose by weight stands alone; a dose in tablets counts times the strength of one.
  const byWeight = /^(?:m|mc|u|k)?g$|^(?:U|units?|IU|mL)$/i.test(amount?.code ?? amount?.unit ?? '');
  const strength = Number.parseFloat(strengthText(name));
  const each = byWeight ? amount?.value : Number.isNaN(strength) ? amount?.value : strength * (amount?.value ?? 1);
  return each === undefined ? undefined : each * perDay;
}

/** Renewals of the same dose become one step; a step that is followed by another ends where that begins. */
export function mergeSteps(steps: readonly DoseStep[]): DoseStep[] {
  const merged: DoseStep[] = [];
  for (const step of steps) {
    const last = merged.at(-1);
    if (last && last.dose === step.dose) {
      last.refs.push(...step.refs);
      Object.assign(last, {
        to: step.to,
        toMs: step.toMs,
        status: step.status,
        stopReason: step.stopReason,
        source: step.source,
      });
      continue;
    }
    if (last && !LIVE.has(last.status) && (last.toMs === undefined || last.toMs > step.fromMs))
      Object.assign(last, { to: step.from, toMs: step.fromMs });
    merged.push({ ...step, refs: [...step.refs] });
  }
  return merged;
}
