import type { PatientHit } from '../model.ts';

type HumanName = {
  use?: string;
  text?: string;
  family?: string;
  given?: string[];
  prefix?: string[];
  suffix?: string[];
};

/** What is shown of a Patient resource in a list. */
export type PatientShown = {
  id: string;
  active?: boolean;
  name?: HumanName[];
  gender?: string;
  birthDate?: string;
  deceasedBoolean?: boolean;
  deceasedDateTime?: string;
  telecom?: { system?: string; value?: string; use?: string }[];
  identifier?: { system?: string; value?: string; type?: { coding?: { code?: string }[] } }[];
  address?: { use?: string; text?: string; line?: string[]; city?: string; state?: string; postalCode?: string }[];
};

const BEST_FIRST = ['official', 'usual', undefined, 'nickname', 'temp', 'anonymous'];

/** The name that a person goes by, the earlier ones, and all parts of all. http://hl7.org/fhir/R4/valueset-name-use.html */
export function namesOf(patient: PatientShown): { current?: HumanName; former: HumanName[]; all: string[] } {
  const names = patient.name ?? [];
  const former = names.filter((name) => name.use === 'old' || name.use === 'maiden');
  const rest = names.filter((name) => !former.includes(name));
  const [current] = rest.toSorted((a, b) => BEST_FIRST.indexOf(a.use) - BEST_FIRST.indexOf(b.use));
  const all = names
    .flatMap((name) => [name.text, name.family, ...(name.given ?? [])])
    .filter((part) => part !== undefined);
  const shown = current ?? former[0];
  return { ...(shown ? { current: shown } : {}), former: former.filter((name) => name !== shown), all };
}

function textOf(name: HumanName): string {
  const parts = [...(name.given ?? []), name.family, ...(name.suffix ?? [])].filter((part) => part !== undefined);
  return parts.join(' ') || name.text || '';
}

/** A patient as a line of a list. */
export function hitOf(patient: PatientShown, matched: PatientHit['matched']): PatientHit {
  const { current, former } = namesOf(patient);
  const identifiers = patient.identifier ?? [];
  const mrn = identifiers.find((one) => one.type?.coding?.some((coding) => coding.code === 'MR')) ?? identifiers[0];
  const phone = (patient.telecom ?? []).find((point) => point.system === 'phone');
  const address = patient.address?.find((one) => one.use !== 'old');
  const deceased = patient.deceasedDateTime ?? patient.deceasedBoolean;
  const formerNames = [...new Set(former.map(textOf))].filter((name) => name !== '');
  return {
    id: patient.id,
    name: current ? textOf(current) : '',
    ...(formerNames.length > 0 ? { formerNames } : {}),
    ...(patient.gender === undefined ? {} : { gender: patient.gender }),
    ...(patient.birthDate === undefined ? {} : { birthDate: patient.birthDate }),
    ...(deceased === undefined ? {} : { deceased }),
    ...(mrn?.value === undefined ? {} : { mrn: mrn.value }),
    ...(phone?.value === undefined ? {} : { phone: phone.value }),
    ...(address ? { address: addressText(address) } : {}),
    matched,
  };
}

function addressText(address: NonNullable<PatientShown['address']>[number]): string {
  const { line = [], city, state, postalCode, text } = address;
  const parts = [...line, city, [state, postalCode].filter((part) => part !== undefined).join(' ')];
  return parts.filter((part) => part !== undefined && part !== '').join(', ') || text || '';
}
