/** The labelled charts as they are written, read: `name | sex age`, its items, `=> kind keys` or `=> nothing`, `@ source`. */
import type { FindingKind } from '../model.ts';
import { makeResources } from './make-resource.ts';

/** One thing of a chart: `warfarin 5 mg qd, stopped =old` is what, with its options, known as `old`. */
export type Item = { type: string; head: string; key: string; options: ReadonlyMap<string, string> };

export type Expected = { kind: FindingKind; keys: string[] };

export type LabelledChart = {
  name: string;
  source: string;
  resources: fhir4.FhirResource[];
  /** What each key of the chart became, `Type/id`. */
  refs: ReadonlyMap<string, string>;
  /** All that is to be found: anything else is wrong. */
  expects: Expected[];
};

/** The moment at which the charts are looked at, ms since 1970. */
export const CHARTS_AT = Date.parse('2026-11-24T12:00:00Z');

const TYPES = 'dx,family,allergy,lab,goal,wish,advice,nutrition,visit,seen,draw,order,referral,task,person'.split(',');

const MARKS = (
  'stopped,completed,entered-in-error,on-hold,proposal,statement,not-taken,cancelled,revoked,' +
  'resolved,refuted,differential,rejected,accepted,proposed,pending,waitlist,noshow,intolerance,' +
  'code only,left,role,virtual,urgent,do not give,do not perform,flush'
).split(',');

const VALUED =
  'ends,start,once,on,by,as,says,route,reaction,category,due,owner,team until,role until,at,place,for role,for,day'.split(
    ',',
  );

/** The charts of one text. A line that cannot be read is a mistake of its author: it throws. */
export function readCharts(text: string): LabelledChart[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map(readChart);
}

function readChart(block: string): LabelledChart {
  const [head = '', ...lines] = block.split('\n').map((line) => line.trim());
  const [name = '', who = ''] = head.split(' | ');
  const items = lines.filter((line) => !/^(=>|@) /.test(line)).flatMap((line) => line.split('; ').map(readItem));
  const expects = lines.filter((line) => line.startsWith('=> ')).map((line) => readExpected(line.slice(3)));
  const source = lines.find((line) => line.startsWith('@ '))?.slice(2) ?? '';
  if (!/^[FM] \d+$/.test(who) || source === '' || expects.length === 0) throw new Error(`not a chart: ${block}`);
  const { resources, refs } = makeResources(who, items);
  const known = expects.flatMap((one) => (one ? [one] : []));
  for (const key of known.flatMap(({ keys }) => keys))
    if (!refs.has(key)) throw new Error(`"${name}" has no "${key}": ${[...refs.keys()].join(', ')}`);
  return { name, source, resources, refs, expects: known };
}

function readExpected(text: string): Expected | undefined {
  if (text === 'nothing') return undefined;
  const [kind = '', ...keys] = text.split(' ');
  return { kind: kind as FindingKind, keys };
}

function readItem(text: string): Item {
  const named = /^(.*?)(?: =(\S+))?$/.exec(text);
  const [first = '', ...rest] = (named?.[1] ?? text).split(', ');
  const type = TYPES.find((one) => first.startsWith(`${one} `)) ?? 'drug';
  const head = type === 'drug' ? first : first.slice(type.length + 1);
  const options = optionsOf(rest);
  return { type, head, key: named?.[2] ?? keyOf(type, head), options };
}

/** A piece that is no option belongs to the words before it: "Low-protein diet, 0.6 g per kg". */
function optionsOf(pieces: readonly string[]): Map<string, string> {
  const options = new Map<string, string>();
  let last = '';
  for (const piece of pieces) {
    const valued = VALUED.find((one) => piece.startsWith(`${one} `));
    const minutes = /^(\d+) min$/.exec(piece)?.[1];
    if (minutes) options.set('minutes', minutes);
    else if (MARKS.includes(piece)) options.set(piece, '');
    else if (valued) options.set((last = valued), piece.slice(valued.length + 1));
    else if (last !== '') options.set(last, `${options.get(last)}, ${piece}`);
    else throw new Error(`what is "${piece}"?`);
  }
  return options;
}

const slug = (text: string): string => text.trim().replaceAll(/[ ,/]+/g, '-');

function keyOf(type: string, head: string): string {
  if (type === 'allergy') return `allergy-${slug(head)}`;
  if (type === 'drug') return slug(splitDose(head).name);
  if (type === 'lab') return slug(/^(\D+?)(?: (?:not )?pregnant| [\d.]+.*)(?: on .*)?$/.exec(head)?.[1] ?? head);
  if (type === 'goal') return slug(/^(.*?) [<>\d]/.exec(head)?.[1] ?? head);
  return slug(head.split(/ on [+-]/)[0]!);
}

const UNITS = 'mg|mcg|g|mL|mEq|units|tablets?|capsules?|puffs?|sprays?|drops';
const OFTEN = 'qd|bid|tid|qid|q4h|q6h|q8h|q12h|q72h|qhs|weekly';
const DOSE = new RegExp(`^(.+?)(?: ([\\d.]+) (${UNITS}))?(?: (${OFTEN}))?( prn)?$`);

/** "ibuprofen 600 mg tid prn" in its parts. */
export function splitDose(head: string): {
  name: string;
  value?: number;
  unit?: string;
  often?: string;
  asNeeded: boolean;
} {
  const [, name = head, value, unit, often, prn] = DOSE.exec(head) ?? [];
  return {
    name,
    ...(value === undefined ? {} : { value: Number(value) }),
    ...(unit === undefined ? {} : { unit }),
    ...(often === undefined ? {} : { often }),
    asNeeded: prn !== undefined,
  };
}
