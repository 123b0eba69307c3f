/** The basket: lines that are not signed yet, with what is known filled in. Pure. */
import type { OrderAsk, Performer } from './model.ts';
import type { Item } from './model.ts';

/** One order as it is written. `when`: now, on a day, or again and again. */
export type Line = {
  token: string;
  item: string;
  priority: OrderAsk['priority'];
  /** `Condition/x` of the problem list; '' for none. */
  problem: string;
  reason: string;
  performer: string;
  side: '' | NonNullable<OrderAsk['side']>;
  specimen: string;
  when: 'now' | 'day' | 'again';
  on: string;
  count: number;
  unit: 'd' | 'wk' | 'mo';
  until: string;
  instruction: string;
  note: string;
  anyway: '' | NonNullable<OrderAsk['anyway']>;
  replaces: string;
};

/** A problem that an order may be for, with the codes of what is measured for it. */
export type Indication = { ref: string; name: string; measures: readonly string[] };

export type Known = {
  indications: readonly Indication[];
  performers: readonly Performer[];
  language: 'en' | 'es';
};

/** Who carries an item out, the nearest first. */
export function performersOf(item: Item, performers: readonly Performer[]): Performer[] {
  return performers.filter(({ service }) => item.services?.includes(service));
}

/** A line with what the chart knows filled in: the problem it is measured for, the nearest site, what the patient is told. */
export function lineOf(item: Item, known: Known, token: string): Line {
  const { indications, performers, language } = known;
  const measured = indications.find(({ measures }) => measures.some((code) => item.codes.includes(code)));
  const only = indications.length === 1 && item.needs?.includes('reason') ? indications[0] : undefined;
  return {
    token,
    item: item.key,
    priority: 'routine',
    problem: (measured ?? only)?.ref ?? '',
    reason: '',
    performer: performersOf(item, performers)[0]?.organization ?? '',
    side: '',
    specimen: '',
    when: 'now',
    on: '',
    count: 1,
    unit: 'mo',
    until: '',
    instruction: (language === 'es' ? item.plainEs : undefined) ?? item.plain ?? '',
    note: '',
    anyway: '',
    replaces: '',
  };
}

export type Missing = 'reason' | 'side' | 'specimen' | 'performer' | 'on' | 'until';

/** What a line still lacks; `today` as FHIR writes a day. */
export function missingIn(line: Line, item: Item, today: string): Missing[] {
  const needs = item.needs ?? [];
  const missing: Missing[] = [];
  if (needs.includes('reason') && line.problem === '' && line.reason.trim() === '') missing.push('reason');
  if (needs.includes('side') && line.side === '') missing.push('side');
  if (needs.includes('specimen') && line.specimen.trim() === '') missing.push('specimen');
  if (line.performer === '') missing.push('performer');
  if (line.when === 'day' && line.on < today) missing.push('on');
  if (line.when === 'again' && line.until <= (line.on || today)) missing.push('until');
  return missing;
}

/** The order as the server is asked for it. */
export function askOf(line: Line, known: Pick<Known, 'indications' | 'performers'>): OrderAsk {
  const { problem, reason, performer, side, specimen, note, instruction, anyway, replaces, when, on } = line;
  const name = known.indications.find(({ ref }) => ref === problem)?.name;
  const place = known.performers.find(({ organization }) => organization === performer)?.location;
  return {
    token: line.token,
    item: line.item,
    priority: line.priority,
    reasons: [
      ...(problem ? [{ reference: problem, ...(name ? { text: name } : {}) }] : []),
      ...(reason.trim() ? [{ text: reason.trim() }] : []),
    ],
    ...(performer ? { performer } : {}),
    ...(place ? { location: place } : {}),
    ...(side ? { side } : {}),
    ...(specimen.trim() ? { specimen: specimen.trim() } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
    ...(instruction.trim() ? { patientInstruction: instruction.trim() } : {}),
    ...(when !== 'now' && on ? { on } : {}),
    ...(when === 'again' ? { every: { count: line.count, unit: line.unit, until: line.until } } : {}),
    ...(replaces ? { replaces } : {}),
    ...(anyway ? { anyway } : {}),
  };
}

/** The same order as the duplicate rule looks at it: nothing that is typed into it changes what answers it. */
export function askToCheck(line: Line): OrderAsk {
  const { token, item, side, specimen, on, when, replaces, count, unit, until } = line;
  return {
    token,
    item,
    priority: 'routine',
    reasons: [],
    ...(side ? { side } : {}),
    ...(specimen.trim() ? { specimen: specimen.trim() } : {}),
    ...(when !== 'now' && on ? { on } : {}),
    ...(when === 'again' ? { every: { count, unit, ...(until ? { until } : {}) } } : {}),
    ...(replaces ? { replaces } : {}),
  };
}
