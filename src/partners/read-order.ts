import { markOf, nameOfMark, type Held, type Order, type Partner } from '../demo/index.ts';
import { searchAll, type Answered, type Client } from './fhir-client.ts';

/** An order with all that its plan is made of; or a Task of which the partner is not shown the order. */
export type Read =
  | { order: Order; person: { sex: 'female' | 'male'; age: number } }
  | { order: Pick<Order, 'task'>; person: null };

const FOCUS: Record<Partner['kind'], string> = {
  laboratory: 'ServiceRequest',
  'imaging-center': 'ServiceRequest',
  pharmacy: 'MedicationRequest',
};

/** True for a Task by which a partner of this kind is to fulfill an order. */
export function isFulfillment(task: fhir4.Task, kind: Partner['kind']): boolean {
  const codes = task.code?.coding?.map(({ code }) => code) ?? [];
  return (
    task.focus?.reference?.startsWith(`${FOCUS[kind]}/`) === true && (codes.length === 0 || codes.includes('fulfill'))
  );
}

/** The Task as it stands now, its order and its person; null where it is not, or no longer, to be seen. */
export async function readOrder(client: Client, kind: Partner['kind'], id: string): Promise<Read | Answered | null> {
  const found = await searchAll(client, `Task?_id=${id}&_include=Task:focus&_include=Task:patient`);
  if (!Array.isArray(found)) return found;
  const of = (type: string) => found.find(({ resourceType }) => resourceType === type);
  const [task, request, patient] = [of('Task'), of(FOCUS[kind]), of('Patient')];
  if (!task) return null;
  if (!request || !patient) return { order: { task: task as unknown as fhir4.Task }, person: null };
  return {
    order: { task: task as unknown as fhir4.Task, request: request as unknown as Order['request'] },
    person: personOf(patient as unknown as fhir4.Patient, task as unknown as fhir4.Task),
  };
}

/** Who gives no sex or birth date is measured by the bounds of a grown woman. */
function personOf({ gender, birthDate }: fhir4.Patient, { authoredOn }: fhir4.Task): NonNullable<Read['person']> {
  const [year = 0, month = 1, day = 1] = (birthDate ?? '').split('-').map(Number);
  const at = new Date(authoredOn ?? Date.now());
  const isBefore = at.getUTCMonth() + 1 < month || (at.getUTCMonth() + 1 === month && at.getUTCDate() < day);
  const age = birthDate === undefined ? 40 : Math.max(0, at.getUTCFullYear() - year - (isBefore ? 1 : 0));
  return { sex: gender === 'male' ? 'male' : 'female', age };
}

/** The partner's own latest results from before the order, by LOINC code: what is measured now is near to them. */
export async function readKnown(
  client: Client,
  { organization }: Partner,
  { task, request }: Order,
): Promise<Map<string, number> | Answered> {
  const before = encodeURIComponent(task.authoredOn ?? task.meta?.lastUpdated ?? '');
  const whose = `patient=${encodeURIComponent(request.subject.reference ?? '')}&performer=${organization}`;
  const query = `Observation?${whose}&date=lt${before}&status=final,corrected,amended&_sort=-date&_count=200`;
  const found = await searchAll(client, query, 1);
  if (!Array.isArray(found)) return found;
  const known = new Map<string, number>();
  for (const { code, valueQuantity } of found as unknown as fhir4.Observation[]) {
    const loinc = code.coding?.find(({ system }) => system === 'http://loinc.org')?.code;
    const isComparable = valueQuantity?.value !== undefined && valueQuantity.code !== undefined;
    if (loinc !== undefined && isComparable && !known.has(loinc)) known.set(loinc, valueQuantity!.value!);
  }
  return known;
}

/** What the record holds of these of an order's own, by the partner's marks. */
export async function readHeld(
  client: Client,
  { organization }: Partner,
  task: fhir4.Task,
  wanted: readonly { type: string; name: string }[],
): Promise<Held | Answered> {
  const held = new Map<string, { type: string; id: string; version: string }>();
  for (const type of new Set(wanted.map((one) => one.type))) {
    const marks = wanted
      .filter((one) => one.type === type)
      .map(({ name }) => markOf(organization, task, name))
      .map(({ system, value }) => encodeURIComponent(`${system}|${value}`));
    const found = await searchAll(client, `${type}?identifier=${marks.join(',')}&_count=200`);
    if (!Array.isArray(found)) return found;
    for (const resource of found) {
      const name = nameOfMark(organization, task, resource);
      if (name !== null) held.set(name, { type, id: resource.id!, version: resource.meta?.versionId ?? '' });
    }
  }
  return held;
}

/** A specimen of somebody else for whom there is work too. */
export async function readOtherSpecimen(
  client: Client,
  patient: string | undefined,
): Promise<string | undefined | Answered> {
  const found = await searchAll(client, 'Specimen?_sort=-_lastUpdated&_count=50', 1);
  if (!Array.isArray(found)) return found;
  const other = (found as unknown as fhir4.Specimen[]).find(({ subject }) => subject?.reference !== patient);
  return other ? `Specimen/${other.id}` : undefined;
}
