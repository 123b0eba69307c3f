import { z } from 'zod';
import { Fault } from '../../base/index.ts';
import { refuseDangling } from './refuse-dangling.ts';
import advice from '../knowledge/advice.json' with { type: 'json' };
import allergies from '../knowledge/allergies.json' with { type: 'json' };
import childbearing from '../knowledge/childbearing.json' with { type: 'json' };
import classes from '../knowledge/classes.json' with { type: 'json' };
import contraindications from '../knowledge/contraindications.json' with { type: 'json' };
import duplicates from '../knowledge/duplicates.json' with { type: 'json' };
import ingredients from '../knowledge/ingredients.json' with { type: 'json' };
import interactions from '../knowledge/interactions.json' with { type: 'json' };
import kidney from '../knowledge/kidney.json' with { type: 'json' };
import limits from '../knowledge/limits.json' with { type: 'json' };
import measures from '../knowledge/measures.json' with { type: 'json' };
import most from '../knowledge/most.json' with { type: 'json' };
import olderAdults from '../knowledge/older-adults.json' with { type: 'json' };
import pregnancy from '../knowledge/pregnancy.json' with { type: 'json' };
import problems from '../knowledge/problems.json' with { type: 'json' };
import topics from '../knowledge/topics.json' with { type: 'json' };

const day = z.iso.date();
/** Every entry has its name, from when until when it holds (until is exclusive), and where it is from. */
const entry = { id: z.string().min(1), from: day.optional(), until: day.optional(), source: z.string().min(1) };
const words = z.strictObject({ en: z.string().min(1), es: z.string().min(1) });
const severity = z.enum(['high', 'moderate', 'low']);
const weight = { severity, interrupts: z.boolean().default(false) };
const ids = z.array(z.string().min(1));
const route = z.enum(['systemic', 'topical', 'ophthalmic', 'otic', 'nasal', 'inhaled', 'vaginal', 'flush']);
const routes = z.array(route).default(['systemic']);
const amount = z.strictObject({ value: z.number().positive(), unit: z.string() });
const onlyAbove = z.strictObject({ of: z.string(), perDay: z.number().positive(), unit: z.string() }).optional();
const resultTest = z.strictObject({
  measure: z.string(),
  above: z.number().optional(),
  below: z.number().optional(),
  withinDays: z.number().positive(),
});
/** What a rule about some medicines has in common with the others; `drugs` are ingredients and classes. */
const aboutDrugs = { ...entry, ...weight, drugs: ids, effect: words, routes, exceptDrugs: ids.default([]), onlyAbove };

export const KNOWLEDGE = z.strictObject({
  ingredients: z.array(
    z.strictObject({ ...entry, rxnorm: ids.default([]), names: ids.default([]), source: z.string().default('RxNorm') }),
  ),
  classes: z.array(
    z.strictObject({
      ...entry,
      name: words,
      members: ids,
      names: ids.default([]),
      source: z.string().default('FDA labels'),
    }),
  ),
  problems: z.array(
    z.strictObject({
      ...entry,
      name: words,
      /** Beginnings of codes of ICD-10-CM. */
      icd10: ids.default([]),
      snomed: ids.default([]),
      names: ids.default([]),
      source: z.string().default('ICD-10-CM'),
    }),
  ),
  interactions: z.array(z.strictObject({ ...entry, ...weight, a: ids, b: ids, effect: words, routes, onlyAbove })),
  contraindications: z.array(
    z.strictObject({
      ...aboutDrugs,
      problems: ids.default([]),
      results: z.array(resultTest).default([]),
      unless: ids.default([]),
      fromAge: z.number().optional(),
    }),
  ),
  allergies: z.array(z.strictObject({ ...entry, ...weight, class: z.string() })),
  duplicates: z.array(
    z.strictObject({
      ...entry,
      ...weight,
      class: z.string(),
      kind: z.enum(['duplicate-therapy', 'contradiction']).default('duplicate-therapy'),
      routes,
      exceptDrugs: ids.default([]),
    }),
  ),
  kidney: z.array(
    z.strictObject({
      ...entry,
      ...weight,
      drugs: ids,
      by: z.enum(['egfr', 'crcl']),
      below: z.number().positive(),
      mostPerDay: amount.optional(),
      mostTimesPerDay: z.number().positive().optional(),
      problems: ids.default([]),
      routes,
    }),
  ),
  most: z.array(
    z.strictObject({
      ...entry,
      ...weight,
      drug: z.string(),
      perDay: amount.optional(),
      leastDays: z.number().positive().optional(),
      fromAge: z.number().optional(),
      routes,
    }),
  ),
  pregnancy: z.array(
    z.strictObject({
      ...aboutDrugs,
      fromWeek: z.number().optional(),
      untilWeek: z.number().optional(),
      unless: ids.default([]),
    }),
  ),
  childbearing: z.array(z.strictObject(aboutDrugs)),
  olderAdults: z.array(z.strictObject({ ...aboutDrugs, fromAge: z.number() })),
  measures: z.array(
    z.strictObject({
      ...entry,
      name: words,
      loinc: ids,
      unit: z.string(),
      /** By UCUM unit: what makes of a value one in the measure's unit. */
      units: z.record(z.string(), z.strictObject({ times: z.number(), plus: z.number().default(0) })).default({}),
    }),
  ),
  topics: z.array(z.strictObject({ ...entry, phrases: ids, without: ids.default([]) })),
  advice: z.array(
    z.strictObject({
      ...entry,
      ...weight,
      topic: z.string(),
      against: z.strictObject({
        topics: ids.default([]),
        problems: ids.default([]),
        drugs: ids.default([]),
        results: z.array(resultTest).default([]),
      }),
      effect: words,
      sameDay: z.boolean().default(false),
      kind: z.enum(['advice', 'goals']).default('advice'),
    }),
  ),
  limits: z.array(z.strictObject({ ...entry, value: z.number(), unit: z.string() })),
});

export type KnowledgeData = z.infer<typeof KNOWLEDGE>;
export type Section = keyof KnowledgeData;

/** What a Library of knowledge holds: entries of any sections; one whose id is known takes the place of that entry. */
export const KNOWLEDGE_CONTENT = KNOWLEDGE.partial();

/** The knowledge that comes with the software. */
export const USUAL_KNOWLEDGE: KnowledgeData = KNOWLEDGE.parse({
  ingredients,
  classes,
  problems,
  interactions,
  contraindications,
  allergies,
  duplicates,
  kidney,
  most,
  pregnancy,
  childbearing,
  olderAdults,
  measures,
  topics,
  advice,
  limits,
});

/**
 * The usual knowledge with what was loaded since, the later in the list the stronger. An entry whose `until` has come ends the one
 * of its id. Faults: unprocessable, saying where.
 */
export function knowledgeWith(usual: KnowledgeData, loaded: readonly unknown[]): KnowledgeData {
  const data = loaded.reduce<KnowledgeData>((known, content) => {
    const read = KNOWLEDGE_CONTENT.safeParse(content);
    if (!read.success) {
      const [first] = read.error.issues;
      throw new Fault(
        'unprocessable',
        'invalid',
        `Knowledge of the checks: ${first!.path.join('.')}: ${first!.message}`,
        {
          expression: 'Library.content[0].data',
        },
      );
    }
    const merged = Object.entries(read.data).map(([section, entries]) => {
      const byId = new Map<string, unknown>(known[section as Section].map((one) => [one.id, one]));
      for (const one of entries ?? []) byId.set(one.id, one);
      return [section, [...byId.values()]] as const;
    });
    return { ...known, ...(Object.fromEntries(merged) as Partial<KnowledgeData>) };
  }, usual);
  refuseDangling(data);
  return data;
}
