import { isBoundByRelation } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { type Resource, parseJson, parseReference, patientsOf } from '../fhir/index.ts';
import type { Key, Tx } from '../store/index.ts';
import { inSight } from './deciding/sight.ts';
import type { FhirRecord } from './model.ts';
import { type Before, type Draft, nameOf, typeOf } from './refuse-write.ts';

/** The patients of what a write names and its writer sees, by `Type/id`. */
export type Named = ReadonlyMap<string, readonly string[]>;

type Put = Draft & { do: 'put' };

/** The elements in which an order, its specimen, its result and its delivery name one another: all of them are one person's. */
const OF_ONE_PERSON: Readonly<Record<string, readonly string[]>> = {
  Observation: ['basedOn', 'specimen', 'encounter', 'hasMember', 'derivedFrom'],
  DiagnosticReport: ['basedOn', 'specimen', 'encounter', 'result', 'imagingStudy'],
  ImagingStudy: ['basedOn', 'encounter'],
  Specimen: ['request', 'parent'],
  MedicationDispense: ['authorizingPrescription', 'context'],
  Task: ['basedOn', 'focus', 'encounter'],
};

/** What a resource names in those elements, where it is of this server. */
export function namedBy(resource: Resource): (Key & { element: string })[] {
  return (OF_ONE_PERSON[resource.resourceType] ?? []).flatMap((element) => {
    const value = resource[element];
    const list = Array.isArray(value) ? value : [value];
    return list.flatMap((one: { reference?: unknown } | undefined, at) => {
      const read = typeof one?.reference === 'string' ? parseReference(one.reference) : null;
      if (read?.kind !== 'literal' || read.absolute) return [];
      return [{ type: read.type, id: read.id, element: Array.isArray(value) ? `${element}[${at}]` : element }];
    });
  });
}

/**
 * Refuses what would put one person's order, specimen or visit beside another's result. Whoever is bound to those for whom they have work
 * names nothing else either, and what is out of their sight is to them as what is not there. What stood there before may stay. Faults:
 * unprocessable, with the element's path.
 */
export function refuseOtherPatients(
  caller: Caller,
  drafts: readonly Draft[],
  known: { befores: ReadonlyMap<string, Before>; named: Named },
): void {
  if (caller.role === 'system') return;
  const puts = drafts.filter((draft): draft is Put => draft.do === 'put');
  const beside = new Map(puts.map((draft) => [nameOf(draft), patientsOf(draft.resource)]));
  for (const draft of puts) {
    const own = patientsOf(draft.resource);
    const kept = new Set(namesBefore(known.befores.get(nameOf(draft))));
    for (const { type, id, element } of namedBy(draft.resource)) {
      const name = `${type}/${id}`;
      if (kept.has(name)) continue;
      const theirs = beside.get(name) ?? known.named.get(name);
      const expression = `${draft.path === undefined ? typeOf(draft) : `${draft.path}.resource`}.${element}`;
      if (!theirs) {
        if (isBoundByRelation(caller)) throw notThere(name, expression);
        continue;
      }
      if (own.length > 0 && theirs.length > 0 && !theirs.some((one) => own.includes(one))) {
        throw ofAnother(draft, name, expression);
      }
    }
  }
}

function namesBefore(before: Before | undefined): string[] {
  if (!before || before.body === '') return [];
  return namedBy(parseJson(before.body) as Resource).map(({ type, id }) => `${type}/${id}`);
}

function ofAnother(draft: Put, name: string, expression: string): Fault {
  return new Fault(
    'unprocessable',
    'business-rule',
    `${name} is of another patient than this ${typeOf(draft)}: nothing was stored. Look whose it is, and send it with that patient's own order and specimen.`,
    { expression },
  );
}

function notThere(name: string, expression: string): Fault {
  return new Fault(
    'unprocessable',
    'not-found',
    `${name} is not there for you: name what belongs to an order of yours, or is stored with this.`,
    { expression },
  );
}

/** Whoever is bound to those for whom they have work writes of nobody else, nor of nobody. Faults: forbidden. */
export async function refuseStrangers(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  drafts: readonly Draft[],
): Promise<void> {
  if (!isBoundByRelation(caller)) return;
  const rows = drafts
    .filter((draft): draft is Put => draft.do === 'put')
    .map((draft) => ({
      type: typeOf(draft),
      id: draft.id,
      labels: [],
      patients: patientsOf(draft.resource),
      path: draft.path,
    }));
  const seen = new Set(await inSight(record, caller, tx, rows));
  const stranger = rows.find((row) => !seen.has(row) || row.patients.length === 0);
  if (!stranger) return;
  throw new Fault(
    'forbidden',
    'forbidden',
    stranger.patients.length === 0
      ? `Not allowed: this ${stranger.type} names no patient for whom you have an order.`
      : `Not allowed: you have no open order for ${stranger.patients.map((one) => `Patient/${one}`).join(', ')}.`,
    stranger.path === undefined ? {} : { expression: stranger.path },
  );
}
