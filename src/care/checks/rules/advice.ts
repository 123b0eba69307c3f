import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Advice, Evidence, Finding, Medicine, Plan, Problem, Result } from '../model.ts';
import { evidenceOf, evidenceOfResult, ingredientIn, resultBeyond } from './drugs.ts';

type Entry = Knowledge['advice'][number];
type Against = { advice: Advice[]; problems: Problem[]; drugs: Medicine[]; results: Result[] };

/** Advice that other advice, an illness, a medicine or a result speaks against: one finding an entry. */
export function adviceConflicts(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  return knowledge.advice.flatMap((entry) => {
    const given = plan.advice.filter(({ topics }) => topics.has(entry.topic));
    if (given.length === 0) return [];
    const against = againstOf(entry, plan, knowledge, now);
    const met = given.filter(
      (one) =>
        against.problems.length + against.drugs.length + against.results.length > 0 ||
        against.advice.some((other) => areOpposed(entry, one, other)),
    );
    if (met.length === 0) return [];
    const opposed = against.advice.filter((other) => met.some((one) => areOpposed(entry, one, other)));
    return [findingOf(entry, met, { ...against, advice: opposed }, knowledge)];
  });
}

function areOpposed(entry: Entry, one: Advice, other: Advice): boolean {
  return one !== other && (!entry.sameDay || one.days.some((day) => other.days.includes(day)));
}

function againstOf(entry: Entry, plan: Plan, knowledge: Knowledge, now: number): Against {
  const { topics, problems, drugs, results } = entry.against;
  const members = knowledge.members(drugs);
  return {
    advice: plan.advice.filter((one) => topics.some((topic) => one.topics.has(topic))),
    problems: plan.problems.filter(({ ids }) => problems.some((id) => ids.has(id))),
    drugs: plan.medicines.filter((one) => ingredientIn(one, members, ['systemic']) !== undefined),
    results: results.flatMap((test) => resultBeyond(plan, test, now) ?? []),
  };
}

function findingOf(entry: Entry, given: readonly Advice[], against: Against, knowledge: Knowledge): Finding {
  const [first] = given;
  const { advice, problems, drugs, results } = against;
  const evidence: Evidence[] = [
    ...[...given, ...advice].map(({ ref, text }) => ({ name: text, ref })),
    ...problems.map(({ ref, name }) => ({ name, ref })),
    ...drugs.map(evidenceOf),
    ...results.map((one) => evidenceOfResult(one, knowledge)),
  ];
  const other = problems[0]?.name ?? drugs[0]?.name ?? (results[0] && resultText(results[0], knowledge)) ?? '';
  const [opposed] = advice;
  return makeFinding({
    kind: entry.kind,
    entry,
    ...(opposed
      ? { message: 'check.advice', params: { a: first!.text, b: opposed.text, effect: entry.effect } }
      : { message: 'check.advice-problem', params: { a: first!.text, problem: other, effect: entry.effect } }),
    about: [...given, ...advice, ...problems, ...drugs].map(({ ref }) => ref),
    evidence,
    figures: [...given, ...advice].map(({ text }) => text),
    ways: [...given, ...advice].map(({ ref }) => ({ act: 'change', ref })),
  });
}

function resultText(result: Result, knowledge: Knowledge): string {
  return `${knowledge.measure(result.measure).name.en} ${result.shown} (${result.date})`;
}
