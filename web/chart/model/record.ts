/** The record of one person, indexed once so that every view below finds what it needs without searching. */
import type { FhirResource, PatientRecord } from '../../api/model.ts';

export type TypeName = FhirResource['resourceType'];
export type ResourceOf<T extends TypeName> = Extract<fhir4.FhirResource, { resourceType: T }>;
type Target = fhir4.Reference | string | undefined;

export type RecordIndex = {
  patient: fhir4.Patient | undefined;
  /** All of a type that is not entered in error, in the order in which it came. */
  of<T extends TypeName>(type: T): readonly ResourceOf<T>[];
  /** What a reference points to, where it came along. */
  find(target: Target): FhirResource | undefined;
  /** As `find`, if it is of that type. */
  findAs<T extends TypeName>(type: T, target: Target): ResourceOf<T> | undefined;
  /** Whatever happened at a visit, by type. */
  atVisit<T extends TypeName>(type: T, visitRef: string): readonly ResourceOf<T>[];
};

/** "Type/id" of a resource. */
export function refOf(resource: { resourceType: string; id?: string | undefined }): string {
  return `${resource.resourceType}/${resource.id ?? ''}`;
}

/** "Type/id" of a reference: an absolute address, a version and a fragment fall away; `urn:uuid:x` stays. */
export function keyOf(target: Target): string | undefined {
  const text = typeof target === 'string' ? target : target?.reference;
  if (!text) return undefined;
  const found = /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(text);
  return found?.[1] ?? text;
}

/** The references to visits that a resource names. */
export function visitKeys(resource: FhirResource): string[] {
  const loose = resource as {
    encounter?: fhir4.Reference;
    context?: fhir4.Reference & { encounter?: fhir4.Reference[] };
  };
  const named = [
    loose.encounter,
    loose.context?.reference ? loose.context : undefined,
    ...(loose.context?.encounter ?? []),
  ];
  return named.map(keyOf).filter((key) => key !== undefined);
}

function isWrong(resource: FhirResource): boolean {
  const loose = resource as { status?: unknown; verificationStatus?: fhir4.CodeableConcept };
  return (
    loose.status === 'entered-in-error' ||
    (loose.verificationStatus?.coding?.some((coding) => coding.code === 'entered-in-error') ?? false)
  );
}

/** Indexes a record. What was entered in error is reached by reference alone, never listed. */
export function indexRecord(record: Pick<PatientRecord, 'resources' | 'related'>): RecordIndex {
  const byKey = new Map<string, FhirResource>();
  const byIdentifier = new Map<string, FhirResource>();
  const byType = new Map<string, FhirResource[]>();
  const byVisit = new Map<string, FhirResource[]>();
  const everything = [...record.related, ...record.resources];
  for (const resource of everything) {
    if (byKey.has(refOf(resource))) continue;
    byKey.set(refOf(resource), resource);
    byKey.set(`urn:uuid:${resource.id}`, resource);
    if (!isWrong(resource)) push(byType, resource.resourceType, resource);
    for (const visit of visitKeys(resource))
      if (!isWrong(resource)) push(byVisit, `${resource.resourceType} ${visit}`, resource);
  }
  for (const resource of record.related) {
    const { identifier } = resource as { identifier?: fhir4.Identifier | fhir4.Identifier[] };
    for (const one of Array.isArray(identifier) ? identifier : [])
      byIdentifier.set(`${one.system}|${one.value}`, resource);
  }
  const find = (target: Target): FhirResource | undefined => {
    const key = keyOf(target);
    const named = typeof target === 'object' ? target.identifier : undefined;
    const direct = key === undefined ? undefined : byKey.get(key);
    return direct ?? (named ? byIdentifier.get(`${named.system}|${named.value}`) : undefined);
  };
  return {
    patient: byType.get('Patient')?.[0] as fhir4.Patient | undefined,
    of: <T extends TypeName>(type: T) => (byType.get(type) ?? []) as ResourceOf<T>[],
    find,
    findAs: <T extends TypeName>(type: T, target: Target) => {
      const found = find(target);
      return found?.resourceType === type ? (found as ResourceOf<T>) : undefined;
    },
    atVisit: <T extends TypeName>(type: T, visitRef: string) =>
      (byVisit.get(`${type} ${visitRef}`) ?? []) as ResourceOf<T>[],
  };
}

function push(lists: Map<string, FhirResource[]>, key: string, resource: FhirResource): void {
  const list = lists.get(key);
  if (list) list.push(resource);
  else lists.set(key, [resource]);
}
