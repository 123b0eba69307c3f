import type { Role } from '../base/index.ts';
import type { Coding, Resource } from '../fhir/index.ts';
import { type AccessRules, isInForce } from './access-rules.ts';

/** Sensitivity policies and privacy laws: http://terminology.hl7.org/CodeSystem/v3-ActCode */
export const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
export const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
/** The programme of 42 CFR 2.11 that a resource comes from, as a label beside the law's. */
export const PROGRAMME = 'urn:throughline:part2-programme';
/** That a person has said that a label does not belong here: the code is the label. */
export const NOT_LABEL = 'urn:throughline:label-removed';

const PART_2 = '42CFRPart2';
/** No further disclosure without consent: http://terminology.hl7.org/CodeSystem/v3-ActCode, a refrain policy. */
const NO_REDISCLOSURE = 'NORDSCLCD';
const DISPLAYS: Record<string, string> = {
  // The notice of 42 CFR 2.32(a)(2): it goes wherever the resource goes.
  [NO_REDISCLOSURE]: '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
  SUD: 'Substance use disorder',
  '42CFRPart2': '42 CFR Part 2',
  PSYTHPN: 'Psychotherapy note',
  MH: 'Mental health',
  HIV: 'HIV',
  SEX: 'Sexual and reproductive health',
};

/** The labels of a resource that access looks at, as the column `labels` holds them; also the programme and, of counselling notes, the authors. */
export function labelsOf(resource: Resource): string[] {
  const labels = new Set<string>();
  for (const { system, code } of resource.meta?.security ?? []) {
    if (code === undefined) continue;
    if (system === ACT_CODE || (system === CONFIDENTIALITY && (code === 'R' || code === 'V'))) labels.add(code);
    if (system === PROGRAMME) labels.add(`programme:Organization/${code}`);
    // Keeps nobody out; it says that there is something to be kept when the resource is written again.
    if (system === NOT_LABEL) labels.add(`removed:${code}`);
  }
  if (labels.has('PSYTHPN')) for (const author of authorsOf(resource)) labels.add(`author:${author}`);
  return [...labels].sort();
}

/** The codings of labels as the column holds them: what `labelsOf` makes of these is those labels again, but for the authors. */
export function codingsOf(labels: readonly string[]): Coding[] {
  return labels.flatMap((label) => {
    const [kind, rest] = [label.slice(0, label.indexOf(':')), label.slice(label.indexOf(':') + 1)];
    if (kind === 'author') return [];
    if (kind === 'programme') return [{ system: PROGRAMME, code: rest.replace(/^Organization\//, '') }];
    if (kind === 'removed') return [{ system: NOT_LABEL, code: rest }];
    return [label === 'R' || label === 'V' ? { system: CONFIDENTIALITY, code: label } : labelCoding(label)];
  });
}

function authorsOf(resource: Resource): string[] {
  const authors = (resource['author'] ?? []) as { reference?: string }[];
  return Array.isArray(authors)
    ? authors.flatMap(({ reference }) => (reference?.startsWith('Practitioner/') ? [reference] : []))
    : [];
}

/** Who may take a label away, and say from which programme something is. */
export function mayDeclassify({ role }: { role: Role }): boolean {
  return role === 'system' || role === 'privacy-officer';
}

/** True for a security label on which access depends, so that not everybody may take it away. */
export function isSensitive(one: Coding): boolean {
  return one.system === ACT_CODE || one.system === CONFIDENTIALITY || isOurs(one);
}

/** What besides its own content says how sensitive a resource is. */
export type Origin = {
  /** ms since 1970 */
  at: number;
  /** The site of whoever writes it, where it is new. */
  site?: string | undefined;
  /** The organization of what belongs to a programme, by `Location/x`, `HealthcareService/x`, `PractitionerRole/x`. */
  placesOf?: ReadonlyMap<string, string> | undefined;
  /** Labels (as in the column) of the encounter that it belongs to. */
  encounter?: readonly string[] | undefined;
  /** The security labels that stand on it already. */
  before?: readonly Coding[] | undefined;
  /** Whether whoever writes it may take labels away, and say from which programme it is. */
  mayDeclassify: boolean;
};

/**
 * The security labels that a resource is to carry: what came with it, what it carried before and nobody with the right took away, and
 * what the rules say of its codes and of where it comes from. Pure.
 */
export function securityOf(resource: Resource, rules: AccessRules, origin: Origin): Coding[] {
  const given = resource.meta?.security ?? [];
  const kept = origin.mayDeclassify
    ? given
    : [...given.filter((one) => !isOurs(one)), ...(origin.before ?? []).filter(isSensitive)];
  const removed = new Set(kept.filter(({ system }) => system === NOT_LABEL).map(({ code }) => code));
  const made = [...codedLabels(resource, rules, origin.at), ...originLabels(resource, rules, origin)];
  const all = [...kept, ...made.filter(({ code }) => !removed.has(code))];
  const unique = new Map(all.map((one) => [`${one.system}|${one.code}`, one]));
  // The first to say it stands as it was written, so that nothing becomes different without reason.
  for (const one of all.toReversed()) unique.set(`${one.system}|${one.code}`, one);
  return [...unique.values()];
}

/** What only we say: from which programme it is, and that a label was taken away. */
function isOurs({ system }: Coding): boolean {
  return system === PROGRAMME || system === NOT_LABEL;
}

function labelCoding(code: string): Coding {
  return { system: ACT_CODE, code, ...(DISPLAYS[code] ? { display: DISPLAYS[code] } : {}) };
}

/** What a code makes of the resources that it stands in: of these types, or of all. */
type Made = { label: string; types: readonly string[] | undefined };
type Lookup = { exact: Map<string, Made[]>; starts: (Made & { system: string; start: string })[] };
const lookups = new WeakMap<AccessRules, { at: number; until: number; lookup: Lookup }>();
const DAY_MS = 24 * 3600_000;

/** Rules begin and end with a day, so that what is made of them holds for one. */
function lookupOf(rules: AccessRules, at: number): Lookup {
  const known = lookups.get(rules);
  if (known && known.at <= at && at < known.until) return known.lookup;
  const lookup: Lookup = { exact: new Map(), starts: [] };
  for (const { label, types, codes: listed } of rules.labels.filter((one) => isInForce(one, at))) {
    for (const { system, codes, starts } of listed) {
      for (const code of codes) {
        const key = `${system}|${code}`;
        lookup.exact.set(key, [...(lookup.exact.get(key) ?? []), { label, types }]);
      }
      lookup.starts.push(...starts.map((start) => ({ label, types, system, start })));
    }
  }
  const midnight = Math.floor(at / DAY_MS) * DAY_MS;
  lookups.set(rules, { at: midnight, until: midnight + DAY_MS, lookup });
  return lookup;
}

function codedLabels(resource: Resource, rules: AccessRules, at: number): Coding[] {
  const lookup = lookupOf(rules, at);
  const labels = new Set<string>();
  visitCodings(resource, (system, code) => {
    const begun = lookup.starts.filter((one) => one.system === system && code.startsWith(one.start));
    for (const { label, types } of [...(lookup.exact.get(`${system}|${code}`) ?? []), ...begun]) {
      if (types?.includes(resource.resourceType) ?? true) labels.add(label);
    }
  });
  return [...labels].map(labelCoding);
}

/** Every system and code in a resource but those of its own meta. */
function visitCodings(resource: Resource, visit: (system: string, code: string) => void): void {
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    const { system, code } = value as { system?: unknown; code?: unknown };
    if (typeof system === 'string' && typeof code === 'string') visit(system, code);
    for (const [name, one] of Object.entries(value)) if (name !== 'meta' || value !== resource) walk(one);
  };
  walk(resource);
}

/** Who is the source of a resource, by any of these elements, and so whether a programme is. */
const SOURCES = [
  'owner',
  'participant',
  'location',
  'serviceProvider',
  'performer',
  'custodian',
  'managingOrganization',
  'organization',
  'author',
  'asserter',
  'recorder',
  'requester',
  'sender',
  'provider',
];

function originLabels(resource: Resource, rules: AccessRules, origin: Origin): Coding[] {
  const inForce = rules.programmes.filter((one) => isInForce(one, origin.at));
  if (inForce.length === 0) return [];
  const named = SOURCES.flatMap((name) => referencesIn(resource[name]));
  const sources = new Set(named.map((reference) => origin.placesOf?.get(reference) ?? reference));
  if (origin.site !== undefined && !NOT_CLINICAL.has(resource.resourceType)) sources.add(origin.site);
  const found = inForce.filter(
    (one) => sources.has(one.organization) || origin.encounter?.includes(`programme:${one.organization}`),
  );
  if (found.length === 0 || !isAboutSomebody(resource)) return [];
  return [
    labelCoding('SUD'),
    labelCoding(PART_2),
    labelCoding(NO_REDISCLOSURE),
    ...found.map(({ organization }) => ({ system: PROGRAMME, code: organization.replace(/^Organization\//, '') })),
  ];
}

/** Who somebody is does not become a record of treatment because the programme's desk wrote it down. */
const NOT_CLINICAL: ReadonlySet<string> = new Set([
  'Patient',
  'RelatedPerson',
  'Coverage',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
]);

function isAboutSomebody({ resourceType }: Resource): boolean {
  return !NOT_CLINICAL.has(resourceType) && !DIRECTORY.has(resourceType);
}

const DIRECTORY: ReadonlySet<string> = new Set([
  'HealthcareService',
  'Schedule',
  'Slot',
  'Endpoint',
  'Library',
  'PlanDefinition',
  'ActivityDefinition',
  'Questionnaire',
  'OrganizationAffiliation',
]);

type Naming = { [name in 'actor' | 'member' | 'onBehalfOf' | 'individual' | 'location']?: { reference?: unknown } } & {
  reference?: unknown;
};

function referencesIn(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one: Naming | undefined) => {
    const all = [one, one?.actor, one?.member, one?.onBehalfOf, one?.individual, one?.location];
    return all.flatMap((each) => (typeof each?.reference === 'string' ? [each.reference] : []));
  });
}
