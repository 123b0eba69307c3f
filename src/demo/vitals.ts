import { monthsBetween } from './calendar.ts';
import { drugEffect, pressureOn, sizeOn } from './body.ts';
import { clamp, loinc, quantity, rounded } from './codes.ts';
import { turnOf } from './chart.ts';
import { flagOf, observe, type Measured } from './observe.ts';
import { hasProblem } from './people.ts';
import { remember } from './labs.ts';
import type { Component } from './r4.ts';
import type { Visit } from './visit.ts';

export type Vitals = {
  systolic?: number;
  diastolic?: number;
  heartRate: number;
  weightKg?: number;
  bmi?: number;
  temperature?: number;
  oxygen?: number;
};

export type VitalsOptions = {
  /** Weight is left out of visits where nobody would step on a scale. */
  weigh?: boolean;
  /** Higher than usual by so much: pain, fever, breathlessness. */
  stress?: number;
  fever?: number;
  /** Taken off the systolic pressure: shock. */
  drop?: number;
  oxygen?: number;
  /** Kilograms of water. */
  fluid?: number;
};

/** Measures what a nurse measures at the start of a visit. */
export function measureVitals(visit: Visit, options: VitalsOptions = {}): Vitals {
  const months = monthsBetween(visit.chart.person.birth, visit.day);
  const vitals: Vitals = { heartRate: heartRate(visit, months, options.stress ?? 0) };
  if (months >= 36) Object.assign(vitals, pressure(visit, options.stress ?? 0, options.drop ?? 0));
  if (options.weigh !== false) Object.assign(vitals, size(visit, months, options.fluid ?? 0));
  if (options.fever !== undefined || visit.random.chance(0.4) || months < 36)
    vitals.temperature = temperature(visit, options.fever);
  const breathless = ['copd', 'heart-failure', 'asthma'] as const;
  if (options.oxygen !== undefined || breathless.some((key) => hasProblem(visit.chart.person, key, visit.day)))
    vitals.oxygen = oxygen(visit, options.oxygen);
  visit.exam.push(sentenceOf(vitals));
  visit.vitals = vitals;
  return vitals;
}

function vital(visit: Visit, code: Measured['code'], after: number, rest: Measured['rest']): string {
  return observe(visit, { category: 'vital-signs', code, by: visit.nurse ?? visit.staff, after, rest }).id;
}

function heartRate(visit: Visit, months: number, stress: number): number {
  const usual = months < 12 ? 128 : months < 36 ? 110 : months < 120 ? 94 : months < 216 ? 80 : 73;
  const fibrillating = hasProblem(visit.chart.person, 'atrial-fibrillation', visit.day) ? 12 : 0;
  const value = Math.round(
    clamp(
      usual + fibrillating + stress + drugEffect(visit.chart, 'heartRate', visit.day) + visit.random.normal(0, 4),
      50,
      178,
    ),
  );
  const high = months < 12 ? 160 : months < 36 ? 140 : months < 120 ? 120 : 100;
  vital(visit, ['8867-4', 'Heart rate'], 3, {
    valueQuantity: quantity(value, 'beats/min', '/min'),
    interpretation: flagOf(value, months < 120 ? 60 : 50, high),
  });
  return value;
}

function pressure(visit: Visit, stress: number, drop: number): { systolic: number; diastolic: number } {
  const usual = pressureOn(visit.chart, visit.day);
  const systolic = Math.round(clamp(usual.systolic + stress * 0.5 - drop + visit.random.normal(0, 4), 84, 208));
  const diastolic = Math.round(
    clamp(usual.diastolic + stress * 0.2 - drop * 0.5 + visit.random.normal(0, 3), 44, Math.min(118, systolic - 26)),
  );
  const child = monthsBetween(visit.chart.person.birth, visit.day) < 156;
  const part = (code: string, display: string, text: string, value: number, low: number, high: number): Component => ({
    code: loinc(code, display, text),
    valueQuantity: quantity(value, 'mmHg', 'mm[Hg]'),
    interpretation: flagOf(value, low, high),
  });
  const id = vital(visit, ['85354-9', 'Blood pressure panel with all children optional', 'Blood pressure'], 4, {
    component: [
      part('8480-6', 'Systolic blood pressure', 'Systolic', systolic, child ? 80 : 90, child ? 120 : 129),
      part('8462-4', 'Diastolic blood pressure', 'Diastolic', diastolic, child ? 40 : 50, child ? 78 : 79),
    ],
  });
  remember(visit.chart, 'systolic', visit.day, systolic, id);
  return { systolic, diastolic };
}

function size(visit: Visit, months: number, fluid: number): { weightKg: number; bmi?: number } {
  const { chart } = visit;
  const body = sizeOn(chart, visit.day);
  const wobble = months < 24 ? 0.05 : 0.35;
  const weightKg = rounded(Math.max(2.2, body.weightKg + fluid + visit.random.normal(0, wobble)), 1);
  const weightId = vital(visit, ['29463-7', 'Body weight'], 1, { valueQuantity: quantity(weightKg, 'kg') });
  remember(chart, 'weight', visit.day, weightKg, weightId);
  if (turnOf(chart, 'height', visit.day, months < 228 ? 25 : 330)) {
    const heightCm = rounded(body.heightCm, 1);
    const id = vital(visit, ['8302-2', 'Body height'], 2, { valueQuantity: quantity(heightCm, 'cm') });
    remember(chart, 'height', visit.day, heightCm, id);
  }
  const height = chart.results.get('height')?.at(-1)?.value;
  if (height === undefined || months < 24) return { weightKg };
  const bmi = rounded(weightKg / (height / 100) ** 2, 1);
  const band = months < 216 ? {} : { interpretation: flagOf(bmi, 18.5, 24.9) };
  const id = vital(visit, ['39156-5', 'Body mass index (BMI) [Ratio]', 'Body mass index'], 2, {
    valueQuantity: quantity(bmi, 'kg/m²', 'kg/m2'),
    ...band,
  });
  remember(chart, 'bmi', visit.day, bmi, id);
  return { weightKg, bmi };
}

function temperature(visit: Visit, fever: number | undefined): number {
  const value = rounded(fever ?? clamp(visit.random.normal(36.7, 0.2), 36.1, 37.3), 1);
  vital(visit, ['8310-5', 'Body temperature'], 3, {
    valueQuantity: quantity(value, '°C', 'Cel'),
    interpretation: flagOf(value, 36, 37.8),
  });
  return value;
}

function oxygen(visit: Visit, low: number | undefined): number {
  const usual = hasProblem(visit.chart.person, 'copd', visit.day) ? 93.5 : 97;
  const value = Math.round(clamp(low ?? visit.random.normal(usual, 0.8), 82, 100));
  vital(visit, ['59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry', 'Oxygen saturation'], 3, {
    valueQuantity: quantity(value, '%'),
    interpretation: flagOf(value, 92, undefined),
  });
  return value;
}

function sentenceOf(vitals: Vitals): string {
  const parts = [
    vitals.systolic === undefined ? '' : `blood pressure ${vitals.systolic}/${vitals.diastolic} mmHg`,
    `pulse ${vitals.heartRate}`,
    vitals.temperature === undefined ? '' : `temperature ${vitals.temperature.toFixed(1)} °C`,
    vitals.oxygen === undefined ? '' : `oxygen saturation ${vitals.oxygen} %`,
    vitals.weightKg === undefined ? '' : `weight ${vitals.weightKg.toFixed(1)} kg`,
    vitals.bmi === undefined ? '' : `BMI ${vitals.bmi.toFixed(1)}`,
  ].filter(Boolean);
  const text = parts.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
