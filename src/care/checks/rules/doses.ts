import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Evidence, Finding, Ingredient, Medicine, Plan } from '../model.ts';
import { rivalOrders } from './contradictions.ts';
import { evidenceOf, evidenceOfResult, ingredientIn, shownDose, waysOf } from './drugs.ts';

const DAY_MS = 86_400_000;
/** A dose is over a limit when it is so by more than rounding. */
const ROUNDING = 1.01;
/** A slip of this size and more stops the hand; less is for whoever signs to know. */
const SLIP = 2;

type Kidney = Knowledge['kidney'][number];
type KidneyFunction = { name: string; value: number; unit: string; date: string; evidence: Evidence[] };

/** Doses against kidney function, by the measure that each label names. */
export function doseKidney(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  const functions = { egfr: filtration(plan, knowledge, now), crcl: clearance(plan, knowledge, now) };
  if (!functions.egfr && !functions.crcl) return [];
  const found = new Map<string, { entry: Kidney; finding: Finding }>();
  for (const entry of knowledge.kidney) {
    const kidney = entry.by === 'crcl' ? (functions.crcl ?? functions.egfr) : functions.egfr;
    if (!kidney || kidney.value >= entry.below) continue;
    if (entry.problems.length > 0 && !plan.problems.some(({ ids }) => entry.problems.some((id) => ids.has(id))))
      continue;
    const members = knowledge.members(entry.drugs);
    for (const medicine of plan.medicines) {
      const ingredient = ingredientIn(medicine, members, entry.routes);
      if (!ingredient || !isTooMuch(entry, medicine, ingredient)) continue;
      const before = found.get(medicine.ref);
      // Of several limits that are passed the one of the worst function speaks.
      if (before && before.entry.below <= entry.below) continue;
      found.set(medicine.ref, { entry, finding: kidneyFinding(entry, medicine, ingredient, kidney) });
    }
  }
  return [...found.values()].map(({ finding }) => finding);
}

function isTooMuch({ mostPerDay, mostTimesPerDay }: Kidney, medicine: Medicine, { perDay }: Ingredient): boolean {
  if (mostTimesPerDay !== undefined) return (medicine.timesPerDay ?? 0) > mostTimesPerDay * ROUNDING;
  if (mostPerDay === undefined) return true;
  return perDay !== undefined && perDay.unit === mostPerDay.unit && perDay.value > mostPerDay.value * ROUNDING;
}

function kidneyFinding(entry: Kidney, medicine: Medicine, { perDay }: Ingredient, kidney: KidneyFunction): Finding {
  const { mostPerDay, mostTimesPerDay, below } = entry;
  const params = {
    drug: medicine.name,
    measure: kidney.name,
    value: Math.round(kidney.value),
    date: kidney.date,
    below,
  };
  const about = [medicine.ref];
  const evidence = [evidenceOf(medicine), ...kidney.evidence];
  const ways = [...waysOf(medicine), { act: 'change' as const, ref: medicine.ref }];
  const base = { kind: 'dose-kidney' as const, entry, about, evidence, ways };
  if (mostTimesPerDay !== undefined) {
    const times = { dose: Number((medicine.timesPerDay ?? 0).toPrecision(3)), most: mostTimesPerDay };
    return makeFinding({ ...base, message: 'check.kidney-times', params: { ...params, ...times } });
  }
  if (mostPerDay === undefined) return makeFinding({ ...base, message: 'check.kidney-avoid', params });
  const doses = { dose: shownDose(perDay!), most: shownDose(mostPerDay) };
  return makeFinding({ ...base, message: 'check.kidney-dose', params: { ...params, ...doses } });
}

/** The filtration rate: as it was reported, or of a newer creatinine by CKD-EPI 2021. */
function filtration(plan: Plan, knowledge: Knowledge, now: number): KidneyFunction | undefined {
  const reported = freshResult(plan, knowledge, 'egfr', 'kidney-value', now);
  const creatinine = freshResult(plan, knowledge, 'creatinine', 'kidney-value', now);
  const unit = 'mL/min/1.73 m²';
  if (reported && !(creatinine && creatinine.ms - reported.ms > DAY_MS))
    return {
      name: 'eGFR',
      value: reported.value,
      unit,
      date: reported.date,
      evidence: [evidenceOfResult(reported, knowledge)],
    };
  if (!creatinine || plan.ageYears === undefined || plan.ageYears < 18) return undefined;
  return {
    name: 'eGFR',
    value: ckdEpi(creatinine.value, plan.ageYears, plan.isFemale),
    unit,
    date: creatinine.date,
    evidence: [evidenceOfResult(creatinine, knowledge)],
  };
}

/** CKD-EPI 2021, mL/min/1.73 m²; creatinine in mg/dL. */
export function ckdEpi(creatinine: number, age: number, isFemale: boolean): number {
  const [kappa, alpha, factor] = isFemale ? [0.7, -0.241, 1.012] : [0.9, -0.302, 1];
  const ratio = creatinine / kappa;
  return 142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** age * factor;
}

/** Creatinine clearance in mL/min after Cockcroft and Gault; creatinine in mg/dL, weight in kg. */
export function cockcroftGault(creatinine: number, weight: number, age: number, isFemale: boolean): number {
  return ((140 - age) * weight * (isFemale ? 0.85 : 1)) / (72 * creatinine);
}

function clearance(plan: Plan, knowledge: Knowledge, now: number): KidneyFunction | undefined {
  const creatinine = freshResult(plan, knowledge, 'creatinine', 'kidney-value', now);
  const weight = freshResult(plan, knowledge, 'weight', 'weight-value', now);
  if (!creatinine || !weight || plan.ageYears === undefined || plan.ageYears < 18) return undefined;
  return {
    name: 'CrCl',
    value: cockcroftGault(creatinine.value, weight.value, plan.ageYears, plan.isFemale),
    unit: 'mL/min',
    date: creatinine.date,
    evidence: [evidenceOfResult(creatinine, knowledge), evidenceOfResult(weight, knowledge)],
  };
}

function freshResult(plan: Plan, knowledge: Knowledge, measure: string, limit: string, now: number) {
  const result = plan.results.get(measure);
  return result && now - result.ms <= knowledge.limit(limit) * DAY_MS ? result : undefined;
}

type Most = Knowledge['most'][number];
type Taken = { medicine: Medicine; ingredient: Ingredient };

/** More of an ingredient in a day than its most, over all that holds it. */
export function doseMax(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  const rivals = rivalOrders(plan, knowledge, now);
  const ordered = plan.medicines.filter(({ startMs }) => startMs <= now);
  return limitsAt(knowledge, plan).flatMap((entry) => {
    const members = knowledge.members([entry.drug]);
    const all = ordered.flatMap((medicine): Taken[] => {
      const ingredient = ingredientIn(medicine, members, entry.routes);
      return ingredient ? [{ medicine, ingredient }] : [];
    });
    const orders = all.filter(({ medicine }) => !medicine.isTold);
    const taken = orders.length > 0 ? orders : all;
    if (entry.leastDays !== undefined) return tooOften(entry, taken);
    const alone = taken.filter((one) => over(entry, [one]) !== undefined);
    if (alone.length > 0 || rivals.has(entry.drug)) return alone.map((one) => maxFinding(entry, [one]));
    return taken.length > 1 && over(entry, taken) !== undefined ? [maxFinding(entry, taken)] : [];
  });
}

/** The limits that hold at the person's age: of several about one medicine the lowest. They are of adults. */
function limitsAt(knowledge: Knowledge, { ageYears = 40 }: Plan): Most[] {
  if (ageYears < 18) return [];
  const fitting = knowledge.most.filter(({ fromAge = 0 }) => ageYears >= fromAge);
  return fitting.filter(
    (one) =>
      one.perDay === undefined ||
      fitting.every(
        (other) => other.drug !== one.drug || other.perDay === undefined || other.perDay.value >= one.perDay!.value,
      ),
  );
}

/** The sum where it is over the limit, in the unit of the limit. */
function over({ perDay: most }: Most, taken: readonly Taken[]): number | undefined {
  const doses = taken
    .map(({ ingredient }) => ingredient.perDay)
    .filter((one) => one !== undefined && one.unit === most?.unit);
  const sum = doses.reduce((total, one) => total + one!.value, 0);
  return most && sum > most.value * ROUNDING ? sum : undefined;
}

function maxFinding(entry: Most, taken: readonly Taken[]): Finding {
  const most = entry.perDay!;
  const sum = over(entry, taken)!;
  const medicines = taken.map(({ medicine }) => medicine);
  return makeFinding({
    kind: 'dose-max',
    entry,
    interrupts: entry.interrupts && sum >= SLIP * most.value,
    message: 'check.dose-max',
    params: {
      drug: medicines.map(({ name }) => name).join(', '),
      dose: shownDose({ value: sum, unit: most.unit }),
      most: shownDose(most),
    },
    about: medicines.map(({ ref }) => ref),
    evidence: medicines.map(evidenceOf),
    figures: [sum],
    ways: [...waysOf(...medicines), ...medicines.map(({ ref }) => ({ act: 'change' as const, ref }))],
  });
}

function tooOften(entry: Most, taken: readonly Taken[]): Finding[] {
  const days = entry.leastDays!;
  return taken
    .filter(({ medicine }) => (medicine.timesPerDay ?? 0) > ROUNDING / days)
    .map(({ medicine }) =>
      makeFinding({
        kind: 'dose-max',
        entry,
        message: 'check.dose-often',
        params: { drug: medicine.name, days },
        about: [medicine.ref],
        evidence: [evidenceOf(medicine)],
        figures: [medicine.timesPerDay],
        ways: [...waysOf(medicine), { act: 'change', ref: medicine.ref }],
      }),
    );
}
