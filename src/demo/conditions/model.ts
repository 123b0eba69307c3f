import type { Day } from '../calendar.ts';
import { courseOf, type Chart } from '../chart.ts';
import type { DrugKey } from '../formulary.ts';
import { drugOf } from '../formulary.ts';
import { isRuledOut, prescribe, raise, spokenDose } from '../medications.ts';
import type { Problem, ProblemKey } from '../people.ts';
import type { Visit } from '../visit.ts';

/** How one problem is lived with and treated. */
export type Model = {
  key: ProblemKey;
  /** What was going on before the three years: medicines that are taken already. */
  established?: (visit: Visit, problem: Problem) => void;
  /** What a visit does about it. */
  review: (visit: Visit, problem: Problem) => void;
};

export type Rung = readonly [drug: DrugKey, step: number];

/** Takes the next rung of a treatment that is not yet taken; says what was done, or nothing at the top. */
export function climb(visit: Visit, ladder: readonly Rung[], problem: ProblemKey): string | undefined {
  for (const [drug, step] of ladder) {
    if (isRuledOut(visit.chart, drug, visit.day) || step >= drugOf(drug).steps.length) continue;
    const course = courseOf(visit.chart, drug, visit.day);
    if (!course) {
      prescribe(visit, drug, { step, problem });
      return `Started ${spokenDose(visit.chart, drug, visit.day)}.`;
    }
    if (course.step < step && course.from < visit.day && raise(visit, drug)) {
      return `Raised ${drugOf(drug).name} to ${spokenDose(visit.chart, drug, visit.day).slice(drugOf(drug).name.length + 1)}.`;
    }
  }
  return undefined;
}

/** Renews what is taken already: the highest step of each medicine among the first rungs. */
export function renew(visit: Visit, ladder: readonly Rung[], rungs: number, problem: ProblemKey, since: Day): void {
  const steps = new Map<DrugKey, number>();
  for (const [drug, step] of ladder.slice(0, rungs)) {
    if (!isRuledOut(visit.chart, drug, visit.day) && step < drugOf(drug).steps.length)
      steps.set(drug, Math.max(step, steps.get(drug) ?? 0));
  }
  for (const [drug, step] of steps) {
    if (!courseOf(visit.chart, drug, visit.day))
      prescribe(visit, drug, { step, problem, since: Math.max(since, visit.chart.person.birth) });
  }
}

/** Days since the newest change among some medicines; a large number when none is taken. */
export function settledDays(chart: Chart, drugs: readonly DrugKey[], day: Day): number {
  let newest = 0;
  for (const drug of drugs) newest = Math.max(newest, courseOf(chart, drug, day)?.from ?? 0);
  return day - newest;
}

/** What is taken among some medicines, as a list in words. */
export function takenText(chart: Chart, drugs: readonly DrugKey[], day: Day): string {
  return drugs
    .filter((drug) => courseOf(chart, drug, day))
    .map((drug) => spokenDose(chart, drug, day))
    .join(', ');
}

/** The medicine that protects heart and kidney: lisinopril, or losartan where it is not borne. */
export function protectorOf(chart: Chart, day: Day): 'lisinopril' | 'losartan' {
  return isRuledOut(chart, 'lisinopril', day) ? 'losartan' : 'lisinopril';
}

/** Adds what was thought and done about a problem to the note. */
export function assess(visit: Visit, title: string, ...lines: (string | undefined)[]): void {
  visit.problems.push({ title, lines: lines.filter((line): line is string => Boolean(line)) });
}
