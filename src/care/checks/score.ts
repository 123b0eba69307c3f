import { type Knowledge, compileKnowledge } from './compile-knowledge.ts';
import { findConflicts } from './find-conflicts.ts';
import { type KnowledgeData, USUAL_KNOWLEDGE } from './knowledge.ts';
import { CHARTS_AT, LABELLED, type LabelledChart } from './labelled/index.ts';
import { readPlan } from './read-plan.ts';

/** How findings compare with what was labelled: found and right, found and wrong, not found. */
export type Score = { charts: number; right: number; wrong: number; missed: number; mistakes: string[] };

/** Share of the findings that are right; 1 where there are none. */
export const precision = ({ right, wrong }: Score): number => (right + wrong === 0 ? 1 : right / (right + wrong));

/** Share of what was to be found that was found; 1 where there was nothing. */
export const recall = ({ right, missed }: Score): number => (right + missed === 0 ? 1 : right / (right + missed));

/** The labelled charts looked at with some knowledge, by the files of the set. */
export function scoreLabelled(data: KnowledgeData = USUAL_KNOWLEDGE): Record<string, Score> {
  const knowledge = compileKnowledge(data, CHARTS_AT);
  return Object.fromEntries(Object.entries(LABELLED).map(([name, charts]) => [name, scoreCharts(charts, knowledge)]));
}

/** Charts looked at with some knowledge. */
export function scoreCharts(charts: readonly LabelledChart[], knowledge: Knowledge): Score {
  const score: Score = { charts: charts.length, right: 0, wrong: 0, missed: 0, mistakes: [] };
  for (const chart of charts) {
    const found = findConflicts(readPlan(chart.resources, knowledge, CHARTS_AT), knowledge, CHARTS_AT);
    const open = new Set(found);
    for (const { kind, keys } of chart.expects) {
      const refs = keys.map((key) => chart.refs.get(key)!);
      const hit = [...open].find((one) => one.kind === kind && refs.every((ref) => one.touches.includes(ref)));
      if (hit) {
        open.delete(hit);
        score.right += 1;
      } else {
        score.missed += 1;
        score.mistakes.push(`missed: ${chart.name}: ${kind} ${keys.join(' ')}`);
      }
    }
    for (const { rule, text } of open) {
      score.wrong += 1;
      score.mistakes.push(`wrong: ${chart.name}: ${rule}: ${text}`);
    }
  }
  return score;
}
