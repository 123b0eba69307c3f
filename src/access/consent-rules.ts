import type { Issue } from '../base/index.ts';
import type { Resource } from '../fhir/index.ts';
import type { AccessRule } from '../store/index.ts';
import { CONFIDENTIALITY } from './labels.ts';
import { highOf, lowOf } from './relations-of.ts';

type Coding = { system?: string; code?: string };
type Ref = { reference?: string; type?: string; identifier?: { system?: string; value?: string } };
type Provision = {
  type?: string;
  period?: { start?: string; end?: string };
  actor?: { role?: unknown; reference?: Ref }[];
  action?: { coding?: Coding[] }[];
  securityLabel?: Coding[];
  purpose?: Coding[];
  class?: Coding[];
  code?: unknown[];
  dataPeriod?: unknown;
  data?: { meaning?: string; reference?: Ref }[];
  provision?: Provision[];
};

/** Classes of recipients, named by an identifier of this system: a role (`physician`), or `staff` for all who work here. */
export const RECIPIENT_CLASS = 'urn:throughline:recipient-class';
const TYPES = 'http://hl7.org/fhir/resource-types';
/** The category of a consent to disclose records of substance use disorder treatment, 42 CFR 2.31. */
export const PART_2_CATEGORY = '42-CFR-2';
/** Counselling notes are opened by a consent that names them and by no other, 42 CFR 2.31(b). */
const APART = new Set(['PSYTHPN']);
const PART_2_LABELS = ['42CFRPart2', 'SUD'];
const ACTIONS = new Set(['access', 'use', 'disclose']);
const MOST_DEPTH = 8;

/** True for a consent about privacy that is in force: one whose provisions decide about access. */
export function isPrivacyConsent(resource: Resource): boolean {
  if (resource.resourceType !== 'Consent' || resource['status'] !== 'active') return false;
  const scope = (resource['scope'] as { coding?: Coding[] } | undefined)?.coding ?? [];
  return scope.some(({ code }) => code === 'patient-privacy');
}

/** What a resource says about access to a person's record: the provisions of a consent, the restriction of a whole record. Pure. */
export function accessRulesOf(resource: Resource, patients: readonly string[]): AccessRule[] {
  if (resource.resourceType === 'Patient') return isRestricted(resource) ? patients.slice(0, 1).map(restriction) : [];
  if (!isPrivacyConsent(resource)) return [];
  const rules: Omit<AccessRule, 'patient'>[] = [];
  const programmes = categoriesOf(resource).includes(PART_2_CATEGORY) ? disclosersOf(resource) : null;
  const root = (resource['provision'] ?? {}) as Provision;
  compile({ ...root, type: root.type ?? baseOf(resource) } as Provision, { ...EVERYTHING }, 0, programmes, rules);
  return patients.flatMap((patient) => rules.map((rule) => ({ ...rule, patient })));
}

/** The programmes that may disclose by it, as the labels say them: 42 CFR 2.31(a)(2). */
function disclosersOf(consent: Resource): string[] {
  const organizations = (consent['organization'] ?? []) as Ref[];
  return organizations.flatMap(({ reference }) => (reference === undefined ? [] : [`programme:${reference}`]));
}

function isRestricted(patient: Resource): boolean {
  return (patient.meta?.security ?? []).some(
    ({ system, code }) => system === CONFIDENTIALITY && (code === 'R' || code === 'V'),
  );
}

function restriction(patient: string): AccessRule {
  return { ...EVERYTHING, patient, depth: 0, effect: 'restrict', unlocks: null };
}

function categoriesOf(consent: Resource): string[] {
  const categories = (consent['category'] ?? []) as { coding?: Coding[] }[];
  return categories.flatMap(({ coding = [] }) => coding.flatMap(({ code }) => (code === undefined ? [] : [code])));
}

/** The base policy: http://terminology.hl7.org/CodeSystem/v3-ActCode OPTIN and OPTOUT, where the root provision says nothing. */
function baseOf(consent: Resource): string | undefined {
  const coding = (consent['policyRule'] as { coding?: Coding[] } | undefined)?.coding ?? [];
  if (coding.some(({ code }) => code === 'OPTIN')) return 'permit';
  if (coding.some(({ code }) => code === 'OPTOUT')) return 'deny';
  return undefined;
}

type Limits = Pick<AccessRule, 'actors' | 'labels' | 'types' | 'purposes' | 'data' | 'starts' | 'ends'>;
const EVERYTHING: Limits = {
  actors: null,
  labels: null,
  types: null,
  purposes: null,
  data: null,
  starts: null,
  ends: null,
};

/** A provision holds within what is around it: what it leaves open is limited as its parent is. */
function compile(
  provision: Provision,
  around: Limits,
  depth: number,
  programmes: string[] | null,
  rules: Omit<AccessRule, 'patient'>[],
): void {
  const limits = limitsOf(provision, around);
  const effect = provision.type;
  if ((effect === 'permit' || effect === 'deny') && isAboutReading(provision)) {
    const unlocks = effect === 'permit' ? unlocksOf(limits.labels, programmes) : null;
    rules.push({ ...limits, depth, effect, unlocks });
  }
  for (const inner of provision.provision ?? []) compile(inner, limits, depth + 1, programmes, rules);
}

function isAboutReading({ action }: Provision): boolean {
  return action === undefined || action.some(({ coding = [] }) => coding.some(({ code }) => ACTIONS.has(code ?? '')));
}

/** Named labels are opened; where none is named, those of the law that the consent is under. */
function unlocksOf(labels: string[] | null, programmes: string[] | null): string[] {
  const named = labels ?? [];
  const ofTheLaw =
    programmes && (labels === null || PART_2_LABELS.some((one) => labels.includes(one)))
      ? [...PART_2_LABELS, ...programmes]
      : [];
  const rest = named.filter((label) => APART.has(label) || (label !== '42CFRPart2' && label !== 'SUD'));
  return [...new Set([...rest, ...ofTheLaw])];
}

function limitsOf(provision: Provision, around: Limits): Limits {
  const { actor, securityLabel, purpose, class: classes, data, period } = provision;
  const codes = (list: Coding[] | undefined) => list?.flatMap(({ code }) => (code === undefined ? [] : [code]));
  return {
    actors: actor?.flatMap(({ reference }) => actorOf(reference)) ?? around.actors,
    labels: codes(securityLabel) ?? around.labels,
    types: codes(classes) ?? around.types,
    purposes: codes(purpose) ?? around.purposes,
    data:
      data?.flatMap(({ reference }) => (reference?.reference === undefined ? [] : [reference.reference])) ??
      around.data,
    starts: later(period?.start === undefined ? null : lowOf(period.start), around.starts),
    ends: sooner(period?.end === undefined ? null : highOf(period.end), around.ends),
  };
}

function later(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

function sooner(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function actorOf(reference: Ref | undefined): string[] {
  const { identifier } = reference ?? {};
  if (identifier?.system === RECIPIENT_CLASS && identifier.value !== undefined) {
    return [identifier.value === 'staff' ? 'class:staff' : `role:${identifier.value}`];
  }
  return reference?.reference === undefined ? [] : [reference.reference];
}

/**
 * What keeps a consent from being enforced as it is written: an element that nothing here can hold to, or one that 42 CFR 2.31 asks for and
 * that is missing. Filed all the same it would promise what is not done.
 */
export function consentIssues(resource: Resource): Issue[] {
  if (!isPrivacyConsent(resource)) return [];
  const issues: Issue[] = [];
  const root = resource['provision'] as Provision | undefined;
  if (root) checkProvision(root, 'Consent.provision', null, 0, issues);
  if (categoriesOf(resource).includes(PART_2_CATEGORY)) checkPart2(resource, root ?? {}, issues);
  return issues;
}

function refuse(issues: Issue[], expression: string, details: string): void {
  issues.push({ severity: 'error', code: 'business-rule', details, expression });
}

function checkProvision(
  provision: Provision,
  path: string,
  parent: Provision | null,
  depth: number,
  issues: Issue[],
): void {
  if (depth > MOST_DEPTH) return refuse(issues, path, `Provisions are nested more than ${MOST_DEPTH} deep.`);
  const { code, dataPeriod, data, actor, securityLabel, class: classes } = provision;
  const instead = 'say it by security label, class, purpose, period, actor or data instead';
  if (code !== undefined) refuse(issues, `${path}.code`, `A provision by code cannot be enforced here: ${instead}.`);
  if (dataPeriod !== undefined)
    refuse(issues, `${path}.dataPeriod`, `A provision by the period of data cannot be enforced here: ${instead}.`);
  if (data?.some(({ meaning }) => meaning !== 'instance'))
    refuse(issues, `${path}.data`, 'Only data of the meaning "instance" can be enforced here: name each resource.');
  actor?.forEach(({ reference }, at) => {
    if (actorOf(reference).length === 0)
      refuse(
        issues,
        `${path}.actor[${at}].reference`,
        `An actor is named by a reference, or as a class by an identifier of the system ${RECIPIENT_CLASS}.`,
      );
  });
  if (classes?.some(({ system }) => system !== undefined && system !== TYPES))
    refuse(issues, `${path}.class`, `A class is a resource type, of the system ${TYPES}.`);
  const codesOf = (list: Coding[] | undefined) => new Set(list?.map((one) => one.code));
  for (const [name, own, outer] of [
    ['securityLabel', securityLabel, parent?.securityLabel],
    ['class', classes, parent?.class],
    ['purpose', provision.purpose, parent?.purpose],
  ] as const) {
    if (own && outer && own.some((one) => !codesOf(outer).has(one.code))) {
      refuse(
        issues,
        `${path}.${name}`,
        'An exception lies within what it is an exception to: write what goes beyond as a consent of its own.',
      );
    }
  }
  provision.provision?.forEach((inner, at) =>
    checkProvision(inner, `${path}.provision[${at}]`, provision, depth + 1, issues),
  );
}

/** 42 CFR 2.31(a): the patient, who may disclose, how much and what kind, to whom, why, the right to revoke, when it ends, signature and date. */
function checkPart2(consent: Resource, root: Provision, issues: Issue[]): void {
  const needs = (isThere: boolean, expression: string, what: string) => {
    if (!isThere) refuse(issues, expression, `A consent under 42 CFR Part 2 (2.31) names ${what}.`);
  };
  const isOpt = root.type === 'permit' || root.provision?.some((one) => one.type === 'permit') === true;
  if (!isOpt) return;
  const list = (name: string) => (consent[name] as unknown[] | undefined) ?? [];
  needs(consent['patient'] !== undefined, 'Consent.patient', 'the patient');
  needs(list('organization').length > 0, 'Consent.organization', 'who may disclose');
  needs(list('performer').length > 0 || list('verification').length > 0, 'Consent.performer', 'who signed it');
  needs(consent['dateTime'] !== undefined, 'Consent.dateTime', 'the day on which it was signed');
  const permits = permitsIn(root);
  needs(
    permits.every(({ actor }) => actor !== undefined),
    'Consent.provision.actor',
    'to whom may be disclosed (a person, an organization, or a class)',
  );
  needs(
    permits.every(({ purpose }) => purpose !== undefined),
    'Consent.provision.purpose',
    'the purpose',
  );
  needs(
    permits.every(({ period }) => period?.end !== undefined),
    'Consent.provision.period.end',
    'when it ends',
  );
}

/** The permissions with what they have from the provisions around them. */
function permitsIn(provision: Provision, around: Provision = {}): Provision[] {
  const own: Provision = { ...around, ...provision };
  const inner = (provision.provision ?? []).flatMap((one) => {
    const { provision: _inner, type: _type, ...outer } = own;
    return permitsIn(one, outer);
  });
  return own.type === 'permit' ? [own, ...inner] : inner;
}
