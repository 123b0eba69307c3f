import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Fault } from '../base/index.ts';
import { type Score, USUAL_KNOWLEDGE, contentOf, knowledgeWith, scoreRules } from '../care/index.ts';
import type { Command } from './command.ts';

const LEAST = 0.95;

const share = (part: number, other: number): number => (part + other === 0 ? 1 : part / (part + other));

/** The scores as lines, one a kind, the mistakes below it, and whether they are good enough. */
export function scoreLines(scores: Readonly<Record<string, Score>>): { lines: string[]; isGood: boolean } {
  const width = Math.max(...Object.keys(scores).map((name) => name.length));
  const line = (name: string, { charts, right, wrong, missed }: Omit<Score, 'mistakes'>) =>
    `${name.padEnd(width)}  ${String(charts).padStart(6)}  ${share(right, wrong).toFixed(3).padStart(9)}  ${share(right, missed).toFixed(3).padStart(6)}`;
  const sum = { charts: 0, right: 0, wrong: 0, missed: 0 };
  for (const one of Object.values(scores)) {
    sum.charts += one.charts;
    sum.right += one.right;
    sum.wrong += one.wrong;
    sum.missed += one.missed;
  }
  return {
    lines: [
      `${''.padEnd(width)}  charts  precision  recall`,
      ...Object.entries(scores).flatMap(([name, one]) => [line(name, one), ...one.mistakes.map((text) => `  ${text}`)]),
      line('all', sum),
    ],
    isGood: share(sum.right, sum.wrong) >= LEAST && share(sum.right, sum.missed) >= LEAST,
  };
}

/** Rules of a file: a Library, or the JSON that one would hold. */
function readRules(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Fault('not-found', 'not-found', `There is no file "${path}" that can be read.`);
  }
  let read: { resourceType?: string };
  try {
    read = JSON.parse(text) as { resourceType?: string };
  } catch {
    throw new Fault('unprocessable', 'invalid', `"${path}" is not JSON.`);
  }
  return read.resourceType === 'Library' ? contentOf(read as fhir4.Library) : read;
}

export const checkRules: Command = {
  help: `
Usage: throughline check-rules [--with FILE]

Looks at the labelled charts with the rules that come with the software and says how many of the findings are right
(precision) and how many of what is to be found is found (recall), with every mistake. Ends with 1 where either is
under ${LEAST}.

  --with FILE   rules on top of those: a Library of type check-rules, or the JSON that it would hold; nothing is stored`,
  async run(args) {
    const { values } = parseArgs({ args, options: { with: { type: 'string' } } });
    const data = values.with === undefined ? USUAL_KNOWLEDGE : knowledgeWith(USUAL_KNOWLEDGE, [readRules(values.with)]);
    const { lines, isGood } = scoreLines(await scoreRules(data));
    process.stdout.write(`${lines.join('\n')}\n`);
    return isGood ? 0 : 1;
  },
};
