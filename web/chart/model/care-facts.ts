/** Allergies, immunizations and procedures. */
import { nameOfConcept } from '../../lib/codes.ts';
import { codesIn, conceptKey, hasCode, plainName } from './codings.ts';
import type { Directory, Source } from './people.ts';
import { refOf, visitKeys, type RecordIndex } from './record.ts';
import { dateOf, momentOf, newestFirst } from './times.ts';

export type Allergy = {
  ref: string;
  name: string;
  concept: fhir4.CodeableConcept;
  reactions: string[];
  severity?: string | undefined;
  isSevere: boolean;
  isActive: boolean;
  since?: string | undefined;
  source: Source;
};

/** Asked and none, asked and some, or never asked: three different things. */
export type Allergies = {
  state: 'some' | 'none-known' | 'not-asked';
  list: Allergy[];
  noneSource?: Source | undefined;
};

/** SNOMED CT: no known allergy, no known drug allergy, and their siblings. */
const NONE_KNOWN = ['716186003', '409137002', '428607008', '429625007', '428197003'];

/** What is known about allergies, and whether anyone asked. */
export function allergiesOf(index: RecordIndex, directory: Directory): Allergies {
  const stated = index.of('AllergyIntolerance').filter((one) => !hasCode(one.verificationStatus, 'refuted'));
  const none = stated.find((one) => hasCode(one.code, ...NONE_KNOWN));
  const list = stated
    .filter((one) => !hasCode(one.code, ...NONE_KNOWN))
    .map((one) => allergyOf(one, directory))
    .sort((a, b) => Number(b.isActive) - Number(a.isActive) || Number(b.isSevere) - Number(a.isSevere));
  if (list.some((one) => one.isActive)) return { state: 'some', list };
  return none
    ? { state: 'none-known', list, noneSource: directory.source(none) }
    : { state: list.length > 0 ? 'none-known' : 'not-asked', list };
}

function allergyOf(allergy: fhir4.AllergyIntolerance, directory: Directory): Allergy {
  const severity = allergy.reaction?.map((reaction) => reaction.severity).find(Boolean);
  return {
    ref: refOf(allergy),
    name: plainName(nameOfConcept(allergy.code) || nameOfConcept(allergy.reaction?.[0]?.substance)),
    concept: allergy.code ?? {},
    reactions: (allergy.reaction ?? [])
      .flatMap((reaction) => reaction.manifestation.map((one) => plainName(nameOfConcept(one))))
      .filter(Boolean),
    severity,
    isSevere: allergy.criticality === 'high' || severity === 'severe',
    isActive: !codesIn(allergy.clinicalStatus).some((code) => code === 'inactive' || code === 'resolved'),
    since: allergy.onsetDateTime ?? allergy.recordedDate,
    source: directory.source(allergy),
  };
}

export type Dose = { ref: string; at?: string | undefined; ms: number; visitRef?: string | undefined; source: Source };
export type Vaccine = { key: string; name: string; concept: fhir4.CodeableConcept; doses: Dose[]; ms: number };

/** Vaccines given, one row a vaccine with its doses, the last given first. */
export function vaccinesOf(index: RecordIndex, directory: Directory): Vaccine[] {
  const gathered = new Map<string, Vaccine>();
  for (const immunization of index.of('Immunization')) {
    if (immunization.status !== 'completed') continue;
    const key = conceptKey(immunization.vaccineCode);
    const vaccine = gathered.get(key) ?? {
      key,
      name: nameOfConcept(immunization.vaccineCode),
      concept: immunization.vaccineCode,
      doses: [],
      ms: Number.NaN,
    };
    const at = dateOf(immunization);
    vaccine.doses.push({
      ref: refOf(immunization),
      at,
      ms: momentOf(at),
      visitRef: visitKeys(immunization)[0],
      source: directory.source(immunization),
    });
    gathered.set(key, vaccine);
  }
  return newestFirst(
    [...gathered.values()].map((vaccine) => {
      const doses = newestFirst(vaccine.doses);
      return { ...vaccine, doses, ms: doses[0]?.ms ?? Number.NaN };
    }),
  );
}

export type Procedure = {
  ref: string;
  name: string;
  concept: fhir4.CodeableConcept;
  at?: string | undefined;
  ms: number;
  visitRef?: string | undefined;
  source: Source;
};

/** What was done, newest first. */
export function proceduresOf(index: RecordIndex, directory: Directory): Procedure[] {
  const done = index.of('Procedure').filter((procedure) => procedure.status !== 'not-done');
  return newestFirst(
    done.map((procedure) => {
      const at = dateOf(procedure);
      return {
        ref: refOf(procedure),
        name: plainName(nameOfConcept(procedure.code)),
        concept: procedure.code ?? {},
        at,
        ms: momentOf(at),
        visitRef: visitKeys(procedure)[0],
        source: directory.source(procedure),
      };
    }),
  );
}
