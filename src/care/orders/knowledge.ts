import { z } from 'zod';
import intervals from '../knowledge/ordering/intervals.json' with { type: 'json' };
import panels from '../knowledge/ordering/panels.json' with { type: 'json' };
import pending from '../knowledge/ordering/pending.json' with { type: 'json' };
import tests from '../knowledge/ordering/tests.json' with { type: 'json' };

const day = z.iso.date();
const key = z.string().regex(/^[a-z0-9-]+$/);

/** Where a rule comes from. `statement` is the number or the section in the source, where it has one. */
const citation = z.strictObject({ name: z.string().min(1), year: z.int(), statement: z.string().optional() });

/** One thing that is measured or done. Codes of one test mean the same: what one laboratory calls it, another calls otherwise. */
const test = z.strictObject({
  key,
  name: z.string().min(1),
  specimen: z.string().optional(),
  /** LOINC; `system|code` for another system. */
  codes: z.array(z.string()),
  /** What a living person may have, by unit: beyond it a value is not believed. */
  plausible: z.array(z.strictObject({ unit: z.string(), low: z.number(), high: z.number() })).optional(),
  /** Conditions of the specimen (HL7 table 0493) that spoil this test. */
  suspectIf: z.array(z.string()).optional(),
  /** It has a side, and the other side is another thing. */
  sided: z.boolean().optional(),
  /** The same code is used for several sites of the body: the specimen tells them apart. */
  bySpecimen: z.boolean().optional(),
});

/** Tests that are ordered together. `also`: what comes with them, and need not be there to have the panel. */
const panel = z.strictObject({
  key,
  codes: z.array(z.string()),
  tests: z.array(key),
  also: z.array(key).optional(),
});

/** What must be so of the patient, the visit or the last value for an interval to apply; all of it. */
const circumstance = z.strictObject({
  /** Beginnings of ICD-10-CM codes of an active problem. */
  problems: z.array(z.string()).optional(),
  /** Names of ingredients, of which one is taken. */
  drugs: z.array(z.string()).optional(),
  startedWithinDays: z.number().optional(),
  pregnant: z.boolean().optional(),
  settings: z.array(z.enum(['ambulatory', 'emergency', 'inpatient'])).optional(),
  last: z.enum(['normal', 'abnormal']).optional(),
});

/** How long a result stands. With a circumstance it goes before one without; of several the shortest counts. */
const interval = z.strictObject({
  id: z.string().min(1),
  tests: z.array(key),
  /** What answers them, where it is something else than the test itself. */
  by: z.array(key).optional(),
  hours: z.number().positive().optional(),
  days: z.number().positive().optional(),
  /** Once in a life. */
  life: z.literal(true).optional(),
  when: circumstance.optional(),
  from: day,
  until: day.optional(),
  /** Whether the source gives the figure, or the figure is ours for what the source says in words. */
  basis: z.enum(['stated', 'derived']),
  citation,
});

const openOrders = z.strictObject({ openDays: z.number().positive(), citation });

const KNOWLEDGE = z.strictObject({
  tests: z.array(test),
  panels: z.array(panel),
  intervals: z.array(interval),
  pending: openOrders,
});

export type Citation = z.infer<typeof citation>;
export type Test = z.infer<typeof test>;
export type Interval = z.infer<typeof interval>;
export type Circumstance = z.infer<typeof circumstance>;
type Rows = z.infer<typeof KNOWLEDGE>;

/** The rules of ordering, ready to be asked. */
export type Knowledge = {
  tests: ReadonlyMap<string, Test>;
  panels: ReadonlyMap<string, Rows['panels'][number]>;
  intervals: readonly Interval[];
  pending: Rows['pending'];
  /** `system|code` to the tests or panels that it stands for. */
  byCode: ReadonlyMap<string, readonly string[]>;
};

const LOINC = 'http://loinc.org';
/** The codes of our own catalogue: the keys of tests and panels. */
export const ORDERABLE = 'urn:throughline:orderable';

/** What an installation's Library may say: single rows, each in the place of the usual one of its key or id. */
export const KNOWLEDGE_CONTENT = KNOWLEDGE.partial();

const USUAL: Rows = KNOWLEDGE.parse({ tests, panels, intervals, pending });

function put<T>(rows: readonly T[], more: readonly T[] | undefined, nameOf: (row: T) => string): T[] {
  const all = new Map(rows.map((row) => [nameOf(row), row]));
  for (const row of more ?? []) all.set(nameOf(row), row);
  return [...all.values()];
}

function indexed(rows: Rows): Knowledge {
  const byCode = new Map<string, string[]>();
  const add = (code: string, name: string) => byCode.set(code, [...(byCode.get(code) ?? []), name]);
  for (const { key: name, codes } of [...rows.tests, ...rows.panels]) {
    add(`${ORDERABLE}|${name}`, name);
    for (const code of codes) add(code.includes('|') ? code : `${LOINC}|${code}`, name);
  }
  return {
    tests: new Map(rows.tests.map((one) => [one.key, one])),
    panels: new Map(rows.panels.map((one) => [one.key, one])),
    intervals: rows.intervals,
    pending: rows.pending,
    byCode,
  };
}

/** The knowledge that ships, with what an installation says in the place of single rows, the later the stronger. */
export function knowledgeWith(contents: readonly z.infer<typeof KNOWLEDGE_CONTENT>[]): Knowledge {
  return indexed(
    contents.reduce<Rows>(
      (rows, more) => ({
        tests: put(rows.tests, more.tests, (one) => one.key),
        panels: put(rows.panels, more.panels, (one) => one.key),
        intervals: put(rows.intervals, more.intervals, (one) => one.id),
        pending: more.pending ?? rows.pending,
      }),
      USUAL,
    ),
  );
}

/** The knowledge that ships. */
export const USUAL_KNOWLEDGE: Knowledge = knowledgeWith([]);

/** The parts that an order or a result of this concept has: tests, and which of them must be there for all to be there. */
export function partsOf(
  knowledge: Knowledge,
  concept: fhir4.CodeableConcept | undefined,
): { keys: string[]; needed: string[] } {
  const names = new Set(
    (concept?.coding ?? []).flatMap(({ system, code }) => knowledge.byCode.get(`${system}|${code}`) ?? []),
  );
  const needed = new Set<string>();
  const keys = new Set<string>();
  for (const name of names) {
    const found = knowledge.panels.get(name);
    for (const one of found?.tests ?? [name]) needed.add(one);
    for (const one of [...(found?.tests ?? [name]), ...(found?.also ?? [])]) keys.add(one);
  }
  return { keys: [...keys], needed: [...needed] };
}
