import { yearsBetween, monthsBetween, type Day } from './calendar.ts';
import { clamp } from './codes.ts';
import type { Chart } from './chart.ts';
import { drugOf, type Effect } from './formulary.ts';
import { grownTo } from './growth.ts';
import { hasProblem, problemOf, type Person, type ProblemKey, type Sex } from './people.ts';

/** Days that a medicine takes to do all that it does. */
const FULL_EFFECT_DAYS: Partial<Record<keyof Effect, number>> = {
  a1c: 80,
  ldl: 35,
  mood: 50,
  worry: 50,
  weight: 150,
  tsh: 45,
};

/** What the medicines taken on a day add up to for one figure, each grown in over its weeks. */
export function drugEffect(chart: Chart, figure: keyof Effect, day: Day): number {
  const full = FULL_EFFECT_DAYS[figure] ?? 18;
  let sum = 0;
  for (const course of chart.courses) {
    if (course.from > day || (course.to !== undefined && course.to <= day)) continue;
    const now = drugOf(course.drug).steps[course.step]?.effect[figure] ?? 0;
    const before = chart.courses.find(
      (other) => other.drug === course.drug && other.to === course.from && other !== course,
    );
    const was = before ? (drugOf(before.drug).steps[before.step]?.effect[figure] ?? 0) : 0;
    const share = Math.min(1, (day - course.from) / full);
    sum += was + (now - was) * share;
  }
  return sum * chart.person.traits.adherence;
}

/** How far a problem has come on: 0 long before its onset, 1 from the onset on. */
function onsetShare(person: Person, key: ProblemKey, day: Day, buildUpDays: number): number {
  const problem = problemOf(person, key);
  if (!problem) return 0;
  return clamp((day - (problem.onset - buildUpDays)) / buildUpDays, 0, 1);
}

function response(person: Person, key: ProblemKey): number {
  return problemOf(person, key)?.response ?? 1;
}

function severity(person: Person, key: ProblemKey): number {
  return problemOf(person, key)?.severity ?? 0;
}

/** A steady quality of the person's body between two bounds, the same at every asking. */
function steady(person: Person, name: string, mean: number, deviation: number): number {
  return person.random.fork(`body/${name}`).normal(mean, deviation);
}

/** True blood pressure, before the wobble of one reading. */
export function pressureOn(chart: Chart, day: Day): { systolic: number; diastolic: number } {
  const { person } = chart;
  const age = yearsBetween(person.birth, day);
  if (age < 18) {
    const systolic = 88 + 1.7 * age + steady(person, 'pressure', 0, 4);
    return { systolic, diastolic: 52 + 0.9 * age };
  }
  const calm = clamp(steady(person, 'pressure', 116, 5), 104, 124) + Math.max(0, age - 45) * 0.12;
  const high = 147 + severity(person, 'hypertension') * 20;
  const untreated = calm + (high - calm) * onsetShare(person, 'hypertension', day, 500);
  const relief = drugEffect(chart, 'sbp', day) * (0.6 + 0.4 * response(person, 'hypertension'));
  const systolic = Math.max(hasProblem(person, 'heart-failure', day) ? 106 : 112, untreated + relief);
  const stiff = Math.max(0, age - 60) * 0.3;
  return { systolic: Math.min(systolic, untreated), diastolic: 0.43 * Math.min(systolic, untreated) + 25 - stiff };
}

/** Glycated hemoglobin, in percent. */
export function a1cOn(chart: Chart, day: Day): number {
  const { person } = chart;
  const plain = clamp(steady(person, 'a1c', 5.3, 0.15), 4.9, 5.5);
  const early = 5.85 + severity(person, 'prediabetes') * 0.4;
  const diabetes = problemOf(person, 'type-2-diabetes');
  if (!diabetes || day < diabetes.onset) return hasProblem(person, 'prediabetes', day) ? early : plain;
  const years = Math.min(8, (day - diabetes.onset) / 365);
  const untreated = 7.3 + diabetes.severity * 2.5 + 0.1 * years;
  const relief = drugEffect(chart, 'a1c', day) * (0.5 + 0.5 * diabetes.response);
  return Math.max(5.9 + diabetes.severity * 0.5, untreated + relief);
}

/** LDL cholesterol, mg/dL. */
export function ldlOn(chart: Chart, day: Day): number {
  const { person } = chart;
  const plain = clamp(steady(person, 'ldl', 104, 10), 78, 122);
  const high = 148 + severity(person, 'hyperlipidemia') * 44;
  const untreated = plain + (high - plain) * onsetShare(person, 'hyperlipidemia', day, 1);
  return untreated * (1 + drugEffect(chart, 'ldl', day));
}

/** True filtration rate of the kidneys, mL/min/1.73 m², of which creatinine is the shadow. */
export function filtrationOn(chart: Chart, day: Day): number {
  const { person } = chart;
  const age = yearsBetween(person.birth, day);
  const kidney = problemOf(person, 'chronic-kidney-disease');
  const healthy = Math.max(68, 112 - 0.6 * Math.max(0, age - 28) + steady(person, 'kidney', 0, 4));
  if (!kidney) return healthy;
  const years = (day - chart.today) / 365;
  const failing = 55 - kidney.severity * 22 - 2 * years;
  return healthy + (clamp(failing, 22, 58) - healthy) * onsetShare(person, 'chronic-kidney-disease', day, 300);
}

/** Serum creatinine (mg/dL) whose CKD-EPI 2021 estimate is that rate. */
export function creatinineFor(filtration: number, age: number, sex: Sex): number {
  const kappa = sex === 'female' ? 0.7 : 0.9;
  const alpha = sex === 'female' ? -0.241 : -0.302;
  const ratio = filtration / (142 * 0.9938 ** age * (sex === 'female' ? 1.012 : 1));
  return ratio <= 1 ? kappa * ratio ** (-1 / 1.2) : kappa * ratio ** (1 / alpha);
}

/** The CKD-EPI 2021 creatinine equation (race-free), for adults. */
export function ckdEpi2021(creatinine: number, age: number, sex: Sex): number {
  const kappa = sex === 'female' ? 0.7 : 0.9;
  const alpha = sex === 'female' ? -0.241 : -0.302;
  const ratio = creatinine / kappa;
  return (
    142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** age * (sex === 'female' ? 1.012 : 1)
  );
}

/** Weeks of pregnancy on a day, if there is one. */
export function gestationOn(person: Person, day: Day): number | undefined {
  const pregnancy = problemOf(person, 'pregnancy');
  if (!pregnancy?.until || day < pregnancy.onset || day > pregnancy.until) return undefined;
  return Math.floor((280 - (pregnancy.until - day)) / 7);
}

/** Height and weight. */
export function sizeOn(chart: Chart, day: Day): { heightCm: number; weightKg: number } {
  const { person } = chart;
  const months = Math.max(0, monthsBetween(person.birth, day));
  if (yearsBetween(person.birth, chart.today) < 21) {
    const tall = clamp(steady(person, 'tall', 0, 0.8), -1.6, 1.6);
    const grown = grownTo(person.sex, months, tall, clamp(steady(person, 'heavy', 0.2, 0.9), -1.3, 2.2));
    return grown;
  }
  const { heightCm, bmi, bmiDrift } = person.traits;
  const years = (day - chart.start) / 365;
  const base = (bmi + bmiDrift * years) * (heightCm / 100) ** 2;
  const gestation = gestationOn(person, day);
  const carrying =
    gestation === undefined
      ? keptFromBirth(person, day)
      : gestation < 13
        ? gestation * 0.1
        : 1.3 + (gestation - 13) * 0.38;
  return { heightCm, weightKg: base + drugEffect(chart, 'weight', day) + carrying };
}

/** What a birth leaves on the scale, lost over the months after it. */
function keptFromBirth(person: Person, day: Day): number {
  const birth = problemOf(person, 'pregnancy')?.until;
  return birth === undefined || day <= birth ? 0 : Math.max(0, 6 * (1 - (day - birth) / 260));
}

/** Natriuretic peptide, pg/mL. */
export function bnpOn(chart: Chart, day: Day): number {
  const { person } = chart;
  if (!hasProblem(person, 'heart-failure', day)) return clamp(steady(person, 'bnp', 42, 14), 12, 82);
  return (480 + severity(person, 'heart-failure') * 520) * Math.max(0.25, 1 + drugEffect(chart, 'bnp', day));
}

/** Left ventricular ejection fraction, percent. */
export function ejectionOn(chart: Chart, day: Day): number {
  const failure = problemOf(chart.person, 'heart-failure');
  if (!failure || day < failure.onset) return clamp(steady(chart.person, 'ejection', 60, 3), 54, 68);
  return clamp(38 - failure.severity * 13 + Math.min(4, ((day - failure.onset) / 365) * 1.5), 20, 40);
}

/** Thyrotropin, mIU/L. */
export function tshOn(chart: Chart, day: Day): number {
  const { person } = chart;
  const thyroid = problemOf(person, 'hypothyroidism');
  const plain = clamp(steady(person, 'tsh', 1.9, 0.5), 0.8, 3.2);
  if (!thyroid || day < thyroid.onset - 60) return plain;
  return (6.8 + thyroid.severity * 8) * (1 - Math.min(0.85, drugEffect(chart, 'tsh', day)));
}

/** How depressed (PHQ-9 points) or anxious (GAD-7 points) the person is, before the wobble of one questionnaire. */
export function scoreOn(chart: Chart, which: 'depression' | 'anxiety', day: Day): number {
  const { person } = chart;
  const problem = problemOf(person, which);
  const most = which === 'depression' ? 22 : 18;
  if (!problem || day < problem.onset - 30) return clamp(steady(person, which, 2, 1), 0, 4);
  const worst = (which === 'depression' ? 11 : 10) + problem.severity * (most - 12);
  const relief = Math.min(
    0.82,
    drugEffect(chart, which === 'depression' ? 'mood' : 'worry', day) + talking(chart, day),
  );
  const drift = person.random.fork(`${which}/${Math.floor(day / 60)}`).between(-0.06, 0.06);
  return worst * (1 - relief * problem.response + drift);
}

/** What talking therapy adds, by the sessions held so far. */
function talking(chart: Chart, day: Day): number {
  const sessions = chart.results.get('session')?.filter((session) => session.day < day).length ?? 0;
  return Math.min(0.3, sessions * 0.05);
}
