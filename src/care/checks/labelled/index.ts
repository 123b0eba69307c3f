import { ADVICE, ADVICE_DECOYS } from './advice.ts';
import { ALLERGY, ALLERGY_DECOYS } from './allergy.ts';
import { DRUG_CONDITION, DRUG_CONDITION_DECOYS } from './drug-condition.ts';
import { DRUG_DRUG, DRUG_DRUG_DECOYS } from './drug-drug.ts';
import { DUPLICATES, DUPLICATES_DECOYS } from './duplicates.ts';
import { GOALS, GOALS_DECOYS } from './goals.ts';
import { KIDNEY, KIDNEY_DECOYS } from './kidney.ts';
import { MOST, MOST_DECOYS } from './most.ts';
import { CONTRADICTIONS, CONTRADICTIONS_DECOYS } from './orders.ts';
import { ORPHANS, ORPHANS_DECOYS } from './orphans.ts';
import { PREGNANCY, PREGNANCY_DECOYS } from './pregnancy.ts';
import { type LabelledChart, readCharts } from './read-charts.ts';
import { SCHEDULE, SCHEDULE_DECOYS } from './schedule.ts';

export { CHARTS_AT, readCharts, type Expected, type LabelledChart } from './read-charts.ts';

/** The labelled set by its files: charts with something to find, and charts that only look so. */
export const LABELLED: Readonly<Record<string, readonly LabelledChart[]>> = Object.fromEntries(
  Object.entries({
    'drug-drug': [DRUG_DRUG, DRUG_DRUG_DECOYS],
    'drug-condition': [DRUG_CONDITION, DRUG_CONDITION_DECOYS],
    'drug-allergy': [ALLERGY, ALLERGY_DECOYS],
    'duplicate-therapy': [DUPLICATES, DUPLICATES_DECOYS],
    'dose-kidney': [KIDNEY, KIDNEY_DECOYS],
    'dose-max': [MOST, MOST_DECOYS],
    'pregnancy and age': [PREGNANCY, PREGNANCY_DECOYS],
    goals: [GOALS, GOALS_DECOYS],
    advice: [ADVICE, ADVICE_DECOYS],
    schedule: [SCHEDULE, SCHEDULE_DECOYS],
    contradiction: [CONTRADICTIONS, CONTRADICTIONS_DECOYS],
    orphan: [ORPHANS, ORPHANS_DECOYS],
  }).map(([name, texts]) => [name, texts.flatMap(readCharts)]),
);
