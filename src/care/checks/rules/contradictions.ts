import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Finding, Medicine, Plan } from '../model.ts';
import { endsSoon, evidenceOf, meet, shownDose, waysOf } from './drugs.ts';

const TWO_ORDERS = {
  id: 'two-orders',
  severity: 'high',
  interrupts: false,
  source: 'one ingredient, several orders',
} as const;
const FORBIDDEN = {
  id: 'forbidden',
  severity: 'high',
  interrupts: true,
  source: 'FHIR R4 MedicationRequest.doNotPerform',
} as const;
const ORDER_FORBIDDEN = {
  id: 'order-forbidden',
  severity: 'high',
  interrupts: false,
  source: 'FHIR R4 ServiceRequest.doNotPerform',
} as const;

/** Orders that say two things at once: two of one ingredient, or to give and not to give, to do and not to do. */
export function contradictions(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  return [...twoOrders(plan, knowledge, now), ...forbiddenMedicines(plan, knowledge), ...forbiddenOrders(plan)];
}

/** Orders of one ingredient that were not meant together, by ingredient. */
export function rivalOrders(plan: Plan, knowledge: Knowledge, now: number): Map<string, Medicine[]> {
  const byIngredient = new Map<string, Medicine[]>();
  for (const medicine of plan.medicines) {
    if (medicine.isTold || medicine.route !== 'systemic' || endsSoon(medicine, knowledge, now)) continue;
    for (const { id } of medicine.ingredients) byIngredient.set(id, [...(byIngredient.get(id) ?? []), medicine]);
  }
  for (const [id, orders] of byIngredient) {
    const rivals = orders.filter((one) => orders.some((other) => meet(one, other) && !areMeantTogether(one, other)));
    if (rivals.length < 2 || knowledge.classesOf(id).has('taken-in-several')) byIngredient.delete(id);
    else byIngredient.set(id, rivals);
  }
  return byIngredient;
}

/** Scheduled and as needed; or two strengths that one prescriber wrote on one day. */
function areMeantTogether(a: Medicine, b: Medicine): boolean {
  return (
    a.asNeeded !== b.asNeeded || (a.authored === b.authored && a.requester === b.requester && a.requester !== undefined)
  );
}

function twoOrders(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  const told = new Set<string>();
  return [...rivalOrders(plan, knowledge, now)].flatMap(([id, orders]) => {
    const name = orders.map(({ ref }) => ref).join(' ');
    if (told.has(name)) return [];
    told.add(name);
    const doseOf = (one: Medicine) => one.ingredients.find((ingredient) => ingredient.id === id)?.perDay;
    return [
      makeFinding({
        kind: 'contradiction',
        entry: TWO_ORDERS,
        message: 'check.two-orders',
        params: {
          drug: id,
          count: orders.length,
          orders: orders
            .map((one) => {
              const dose = doseOf(one);
              return [one.name, dose ? `${shownDose(dose)}/d` : '', one.authored].filter(Boolean).join(' ');
            })
            .join('; '),
        },
        about: orders.map(({ ref }) => ref),
        evidence: orders.map(evidenceOf),
        ways: [...waysOf(...orders), ...orders.map(({ ref }) => ({ act: 'change' as const, ref }))],
      }),
    ];
  });
}

function forbiddenMedicines(plan: Plan, knowledge: Knowledge): Finding[] {
  return plan.forbidden.flatMap((forbidden) =>
    plan.medicines
      .filter(({ ingredients, route }) =>
        ingredients.some(
          ({ id, classes }) =>
            forbidden.ingredients.has(id) ||
            (route === 'systemic' && [...forbidden.classes].some((one) => classes.has(one))),
        ),
      )
      .map((medicine) =>
        makeFinding({
          kind: 'contradiction',
          entry: FORBIDDEN,
          message: 'check.forbidden',
          params: { drug: medicine.name, forbidden: nameOf(forbidden.name, forbidden.classes, knowledge) },
          about: [medicine.ref, forbidden.ref],
          evidence: [evidenceOf(medicine)],
          ways: [...waysOf(medicine), { act: 'change', ref: forbidden.ref }],
        }),
      ),
  );
}

function nameOf(name: string, classes: ReadonlySet<string>, knowledge: Knowledge) {
  const [first] = classes;
  return first === undefined ? name : knowledge.className(first);
}

function forbiddenOrders(plan: Plan): Finding[] {
  const forbidding = plan.orders.filter(({ forbids }) => forbids);
  return forbidding.flatMap((never) =>
    plan.orders
      .filter((one) => !one.forbids && one.code === never.code)
      .map((order) =>
        makeFinding({
          kind: 'contradiction',
          entry: ORDER_FORBIDDEN,
          message: 'check.order-forbidden',
          params: { order: order.title },
          about: [order.ref, never.ref],
          evidence: [order, never].map(({ title, authored, ref }) => ({ name: title, date: authored, ref })),
          ways: [
            { act: 'stop', ref: order.ref },
            { act: 'stop', ref: never.ref },
          ],
        }),
      ),
  );
}
