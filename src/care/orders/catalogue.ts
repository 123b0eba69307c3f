import { z } from 'zod';
import sets from '../knowledge/ordering/order-sets.json' with { type: 'json' };
import rows from '../knowledge/ordering/orderables.json' with { type: 'json' };
import { ORDERABLE, partsOf, type Knowledge } from './knowledge.ts';

export const KINDS = ['laboratory', 'imaging', 'procedure', 'nursing', 'referral'] as const;
export type Kind = (typeof KINDS)[number];

/** What an order of its kind cannot go without. */
const NEEDS = ['reason', 'side', 'specimen'] as const;

const orderable = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]+$/),
  kind: z.enum(KINDS),
  name: z.string().min(1),
  /** The name in Spanish. */
  es: z.string().optional(),
  /** Other words by which people look for it. */
  also: z.array(z.string()).optional(),
  specimen: z.string().optional(),
  needs: z.array(z.enum(NEEDS)).optional(),
  /** What is said to the patient. */
  plain: z.string().optional(),
  plainEs: z.string().optional(),
  /** Types of HealthcareService that carry it out. */
  services: z.array(z.string()).optional(),
  /** Roles that sign it besides those that sign every order. */
  signs: z.array(z.string()).optional(),
});

const orderSet = z.strictObject({
  key: z.string(),
  title: z.string(),
  es: z.string().optional(),
  items: z.array(z.string()),
});

export type Orderable = z.infer<typeof orderable>;
export type OrderSet = z.infer<typeof orderSet>;
export type Catalogue = { items: ReadonlyMap<string, Orderable>; sets: readonly OrderSet[] };

const USUAL = { items: z.array(orderable).parse(rows), sets: z.array(orderSet).parse(sets) };

const LOINC = 'http://loinc.org';
const TOPIC = 'http://terminology.hl7.org/CodeSystem/definition-topic';
const PLAN_TYPE = 'http://terminology.hl7.org/CodeSystem/plan-definition-type';
/** What of an orderable R4's ActivityDefinition has no element for: its kind, its needs, its services. */
export const DETAIL = 'urn:throughline:orderable-detail';

/** The catalogue that ships, with what an installation says in the place of single rows, the later the stronger. */
export function catalogueWith(more: { items?: readonly Orderable[]; sets?: readonly OrderSet[] }): Catalogue {
  const merged = new Map(USUAL.sets.map((one) => [one.key, one]));
  for (const one of more.sets ?? []) merged.set(one.key, one);
  return {
    items: new Map([...USUAL.items, ...(more.items ?? [])].map((one) => [one.key, one])),
    sets: [...merged.values()],
  };
}

/** http://hl7.org/fhir/R4/valueset-servicerequest-category.html, and our own word for the kind. */
const CATEGORIES: Record<Kind, fhir4.Coding> = {
  laboratory: { system: 'http://snomed.info/sct', code: '108252007', display: 'Laboratory procedure' },
  imaging: { system: 'http://snomed.info/sct', code: '363679005', display: 'Imaging' },
  procedure: { system: 'http://snomed.info/sct', code: '103693007', display: 'Diagnostic procedure' },
  nursing: { system: 'http://snomed.info/sct', code: '9632001', display: 'Nursing procedure' },
  referral: { system: 'http://snomed.info/sct', code: '3457005', display: 'Patient referral' },
};
export const ORDER_KIND = 'urn:throughline:order-kind';

/** The category of an order of this kind. */
export function categoryOf(kind: Kind): fhir4.CodeableConcept {
  return { coding: [{ system: ORDER_KIND, code: kind }, CATEGORIES[kind]], text: CATEGORIES[kind].display! };
}

/** The code of an order: our own, and LOINC's where the knowledge has one. */
export function codeOf(item: Orderable, knowledge: Knowledge): fhir4.CodeableConcept {
  const known = knowledge.panels.get(item.key)?.codes ?? knowledge.tests.get(item.key)?.codes ?? [];
  const first = known.find((code) => !code.includes('|'));
  return {
    coding: [
      ...(first ? [{ system: LOINC, code: first, display: item.name }] : []),
      { system: ORDERABLE, code: item.key, display: item.name },
    ],
    text: item.name,
  };
}

/** The LOINC codes of what an item measures: by these a chart knows what it is measured for. */
export function measuredBy(item: Orderable, knowledge: Knowledge): string[] {
  const { keys } = partsOf(knowledge, codeOf(item, knowledge));
  return keys.flatMap((key) => (knowledge.tests.get(key)?.codes ?? []).filter((code) => !code.includes('|')));
}

/** One orderable as http://hl7.org/fhir/R4/activitydefinition.html, as an installation may send its own. */
export function activityDefinitionOf(item: Orderable, knowledge: Knowledge): fhir4.ActivityDefinition {
  const { key, kind, name, es, also, plain, plainEs, specimen, needs, services, signs } = item;
  const detail = { es, also, plainEs, specimen, needs, services, signs };
  return {
    resourceType: 'ActivityDefinition',
    id: `orderable-${key}`,
    url: `urn:throughline:orderable:${key}`,
    status: 'active',
    name: key,
    title: name,
    kind: 'ServiceRequest',
    intent: 'order',
    topic: [
      {
        coding: [
          { system: TOPIC, code: 'treatment' },
          { system: ORDER_KIND, code: kind },
        ],
      },
    ],
    code: codeOf(item, knowledge),
    ...(plain ? { description: plain } : {}),
    extension: [{ url: DETAIL, valueString: JSON.stringify(detail) }],
  };
}

/** The orderable that an ActivityDefinition says; null for one that is something else, or that does not read. */
export function orderableOf(definition: fhir4.ActivityDefinition): Orderable | null {
  const key = definition.code?.coding?.find(({ system }) => system === ORDERABLE)?.code;
  const kind = definition.topic?.flatMap(({ coding = [] }) => coding).find(({ system }) => system === ORDER_KIND)?.code;
  const detail = definition.extension?.find(({ url }) => url === DETAIL)?.valueString;
  try {
    const read = orderable.safeParse({
      ...(JSON.parse(detail ?? '{}') as object),
      key,
      kind,
      name: definition.title ?? definition.code?.text,
      ...(definition.description ? { plain: definition.description } : {}),
    });
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** The order set that a PlanDefinition of type `order-set` says: its actions by the catalogue's codes. Null for another plan. */
export function orderSetOf(plan: fhir4.PlanDefinition): OrderSet | null {
  if (!plan.type?.coding?.some(({ system, code }) => system === PLAN_TYPE && code === 'order-set')) return null;
  const items = (plan.action ?? []).flatMap(({ code }) =>
    (code ?? []).flatMap(({ coding = [] }) =>
      coding.filter(({ system }) => system === ORDERABLE).map((one) => one.code ?? ''),
    ),
  );
  const key = plan.name ?? plan.id;
  if (!key || items.length === 0) return null;
  return { key, title: plan.title ?? key, items };
}
