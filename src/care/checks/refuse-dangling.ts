import { Fault } from '../../base/index.ts';
import type { KnowledgeData, Section } from './knowledge.ts';

type Named = {
  section: Section;
  id: string;
  what: 'medicine or class' | 'class' | 'problem' | 'measure' | 'topic';
  name: string;
};

/** Refuses rules that speak of what nothing explains: a slip of the pen would make a rule that never speaks. Faults: unprocessable. */
export function refuseDangling(data: KnowledgeData): void {
  const classes = new Set(data.classes.map(({ id }) => id));
  const known: Record<Named['what'], ReadonlySet<string>> = {
    class: classes,
    'medicine or class': new Set([
      ...classes,
      ...data.ingredients.map(({ id }) => id),
      ...data.classes.flatMap(({ members }) => members),
    ]),
    problem: new Set(data.problems.map(({ id }) => id)),
    measure: new Set(data.measures.map(({ id }) => id)),
    topic: new Set(data.topics.map(({ id }) => id)),
  };
  for (const { section, id, what, name } of namesOf(data)) {
    if (known[what].has(name)) continue;
    const detail = `Knowledge of the checks: ${section} "${id}" speaks of "${name}", and no ${what} has that id.`;
    throw new Fault('unprocessable', 'invalid', detail, { expression: 'Library.content[0].data' });
  }
}

function* namesOf(data: KnowledgeData): Generator<Named> {
  const all = function* (
    section: Section,
    id: string,
    what: Named['what'],
    names: readonly string[],
  ): Generator<Named> {
    for (const name of names) yield { section, id, what, name };
  };
  const drug = 'medicine or class';
  for (const { id, a, b } of data.interactions) yield* all('interactions', id, drug, [...a, ...b]);
  for (const section of ['contraindications', 'kidney', 'pregnancy', 'childbearing', 'olderAdults'] as const)
    for (const { id, drugs } of data[section]) yield* all(section, id, drug, drugs);
  for (const { id, drug: name } of data.most) yield* all('most', id, drug, [name]);
  for (const section of ['allergies', 'duplicates'] as const)
    for (const { id, class: name } of data[section]) yield* all(section, id, 'class', [name]);
  for (const one of data.contraindications) {
    yield* all('contraindications', one.id, 'problem', [...one.problems, ...one.unless]);
    yield* all(
      'contraindications',
      one.id,
      'measure',
      one.results.map(({ measure }) => measure),
    );
  }
  for (const section of ['kidney', 'advice'] as const)
    for (const one of data[section])
      yield* all(section, one.id, 'problem', 'against' in one ? one.against.problems : one.problems);
  for (const { id, unless } of data.pregnancy) yield* all('pregnancy', id, 'problem', unless);
  for (const { id, topic, against } of data.advice) {
    yield* all('advice', id, 'topic', [topic, ...against.topics]);
    yield* all('advice', id, drug, against.drugs);
    yield* all(
      'advice',
      id,
      'measure',
      against.results.map(({ measure }) => measure),
    );
  }
}
