/** What a person says about their record, as the sheet asks it; and the Consent that says the same to the server. Pure. */

export type Named = { reference: string; name: string };

export type Terms = {
  /** Who may look at all; sharing records of a programme (42 CFR Part 2); sharing counselling notes, which is a step of its own. */
  act: 'limit' | 'share' | 'notes';
  who: 'all' | 'named' | 'roles' | 'nobody';
  /** Who may; of `all`, who may not. */
  people: readonly Named[];
  roles: readonly string[];
  /** Everything, or these labels and these kinds of entry. */
  everything: boolean;
  labels: readonly string[];
  kinds: readonly Kind[];
  /** Codes of v3-PurposeOfUse; none for whatever purpose. */
  purposes: readonly string[];
  /** Days, '' for open. */
  from: string;
  until: string;
  /** Who may disclose. */
  discloser: Named | null;
  /** The name that was typed to sign. */
  signature: string;
};

export type Signing = {
  id: string;
  patient: Named;
  /** Who signs where it is not the patient: `RelatedPerson/x`. */
  signer?: string | undefined;
  /** The instant of signing. */
  at: string;
  /** References of the programmes of 42 CFR 2.11. */
  programmes: readonly string[];
};

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
export const ACT_CODE = `${TERMINOLOGY}/v3-ActCode`;
const REASON = `${TERMINOLOGY}/v3-ActReason`;
const TYPES = 'http://hl7.org/fhir/resource-types';
export const RECIPIENT_CLASS = 'urn:throughline:recipient-class';
const CATEGORY = 'urn:throughline:consent-category';
const PART_2 = '42-CFR-2';
const NOTES_LABEL = 'PSYTHPN';
const PART_2_LABELS = ['42CFRPart2', 'SUD'];
const STAFF = 'staff';

/** The labels by which a person may keep something back, in the order in which they are offered. */
export const LABELS = ['SUD', 'MH', 'HIV', 'SEX'] as const;
export const PURPOSES = ['TREAT', 'HPAYMT', 'HOPERAT'] as const;
/** Kinds of entry in a person's words, and the types that they are. */
export const KINDS = {
  problems: ['Condition', 'AllergyIntolerance', 'FamilyMemberHistory'],
  results: ['Observation', 'DiagnosticReport', 'ImagingStudy', 'Media', 'Specimen'],
  medicines: ['MedicationRequest', 'MedicationStatement', 'MedicationDispense', 'MedicationAdministration'],
  visits: ['Encounter', 'Appointment', 'EpisodeOfCare', 'Procedure'],
  letters: ['DocumentReference', 'Composition'],
  plan: ['CarePlan', 'Goal', 'CareTeam', 'ServiceRequest', 'Task'],
} as const;
export type Kind = keyof typeof KINDS;

export const BLANK: Terms = {
  act: 'limit',
  who: 'all',
  people: [],
  roles: [],
  everything: true,
  labels: [],
  kinds: [],
  purposes: [],
  from: '',
  until: '',
  discloser: null,
  signature: '',
};

type Provision = fhir4.ConsentProvision;
type Actor = fhir4.ConsentProvisionActor;

const IRCP = { coding: [{ system: `${TERMINOLOGY}/v3-ParticipationType`, code: 'IRCP' }] };

function actorsOf(terms: Terms): Actor[] {
  if (terms.who === 'roles') return terms.roles.map(classActor);
  if (terms.who === 'all' && terms.act !== 'limit') return [classActor(STAFF)];
  return terms.people.map(({ reference, name }) => ({ role: IRCP, reference: { reference, display: name } }));
}

function classActor(value: string): Actor {
  return { role: IRCP, reference: { identifier: { system: RECIPIENT_CLASS, value } } };
}

/** Labels and kinds are each a reason of their own: what is of either is meant. */
function scopesOf({ everything, labels, kinds }: Terms): Provision[] {
  if (everything) return [{}];
  return [
    ...(labels.length > 0 ? [{ securityLabel: labels.map((code) => ({ system: ACT_CODE, code })) }] : []),
    ...classScope(kinds),
  ];
}

function classScope(kinds: readonly Kind[]): Provision[] {
  if (kinds.length === 0) return [];
  return [{ class: kinds.flatMap((kind) => KINDS[kind].map((code) => ({ system: TYPES, code }))) }];
}

function periodOf({ from, until }: Terms): Provision {
  return from || until ? { period: { ...(from ? { start: from } : {}), ...(until ? { end: until } : {}) } } : {};
}

function purposeOf({ purposes }: Terms): Provision {
  return purposes.length > 0 ? { purpose: purposes.map((code) => ({ system: REASON, code })) } : {};
}

/** From whom it is kept, and who among them may all the same. */
function limitOf(terms: Terms, id: string): Provision {
  const isKeptFromAll = terms.who !== 'all';
  const actor = isKeptFromAll ? [classActor(STAFF)] : actorsOf(terms);
  const may = isKeptFromAll && terms.who !== 'nobody' ? actorsOf(terms) : [];
  const inner: Provision = may.length > 0 ? { provision: [{ type: 'permit', actor: may, ...purposeOf(terms) }] } : {};
  // Whoever is kept out is not told so either: the consent itself is among what they do not see.
  const itself: Provision = { data: [{ meaning: 'instance', reference: { reference: `Consent/${id}` } }] };
  const denials = [...scopesOf(terms), itself].map((scope): Provision => ({ type: 'deny', actor, ...scope, ...inner }));
  return {
    type: 'permit',
    ...periodOf(terms),
    ...(actor.length > 0 ? { provision: denials } : {}),
  };
}

/** What is shared, with whom, what for and how long: 42 CFR 2.31(a)(3) to (7). */
function shareOf(terms: Terms): Provision {
  const actor = actorsOf(terms);
  const labels = terms.act === 'notes' ? [NOTES_LABEL] : PART_2_LABELS;
  return {
    type: 'permit',
    ...periodOf(terms),
    ...(actor.length > 0 ? { actor } : {}),
    securityLabel: labels.map((code) => ({ system: ACT_CODE, code })),
    ...purposeOf(terms),
    ...(terms.everything || terms.act === 'notes' ? {} : classScope(terms.kinds)[0]),
  };
}

function provisionOf(terms: Terms, id: string): Provision {
  return terms.act === 'limit' ? limitOf(terms, id) : shareOf(terms);
}

function categoryOf(terms: Terms, programmes: readonly string[]): fhir4.CodeableConcept {
  if (terms.act === 'limit') return { coding: [{ system: 'http://loinc.org', code: '59284-0', display: 'Consent' }] };
  if (terms.act === 'share' || programmes.includes(terms.discloser?.reference ?? '')) {
    return { coding: [{ system: CATEGORY, code: PART_2 }], text: '42 CFR Part 2' };
  }
  return { coding: [{ system: `${TERMINOLOGY}/consentcategorycodes`, code: 'hipaa-auth' }] };
}

/** The Consent that says what was signed. What is missing is left out, and the server says that it is. */
export function consentOf(terms: Terms, signing: Signing): fhir4.Consent {
  const { id, patient, at } = signing;
  const { discloser, signature } = terms;
  const signer = signing.signer ?? patient.reference;
  return {
    resourceType: 'Consent',
    id,
    status: 'active',
    scope: { coding: [{ system: `${TERMINOLOGY}/consentscope`, code: 'patient-privacy' }] },
    category: [categoryOf(terms, signing.programmes)],
    patient: { reference: patient.reference, display: patient.name },
    dateTime: at,
    ...(signature.trim() ? { performer: [{ reference: signer, display: signature.trim() }] } : {}),
    ...(discloser && terms.act !== 'limit'
      ? { organization: [{ reference: discloser.reference, display: discloser.name }] }
      : {}),
    policyRule: { coding: [{ system: ACT_CODE, code: 'OPTIN' }] },
    provision: provisionOf(terms, id),
  };
}

function namesIn(actors: readonly Actor[] | undefined): Pick<Terms, 'people' | 'roles'> & { isStaff: boolean } {
  const classes = (actors ?? []).flatMap(({ reference }) =>
    reference?.identifier?.system === RECIPIENT_CLASS ? [reference.identifier.value ?? ''] : [],
  );
  return {
    people: (actors ?? []).flatMap(({ reference: one }) =>
      one?.reference ? [{ reference: one.reference, name: one.display ?? one.reference }] : [],
    ),
    roles: classes.filter((one) => one !== STAFF),
    isStaff: classes.includes(STAFF),
  };
}

function kindsIn(provisions: readonly Provision[]): Pick<Terms, 'everything' | 'labels' | 'kinds'> {
  const types = new Set(provisions.flatMap((one) => one.class ?? []).map(({ code }) => code));
  const labels = provisions.flatMap((one) => one.securityLabel ?? []).flatMap(({ code }) => (code ? [code] : []));
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => types.has(KINDS[kind][0]));
  return { everything: labels.length === 0 && kinds.length === 0, labels, kinds };
}

/** The terms of a consent that the sheet could have made; null for one that says more than the sheet can. */
export function termsOf(consent: fhir4.Consent): Terms | null {
  const root = consent.provision;
  if (!root || root.type !== 'permit') return null;
  const labels = (root.securityLabel ?? []).map(({ code }) => code);
  const isLimit = root.actor === undefined && labels.length === 0;
  const common = {
    ...BLANK,
    from: root.period?.start ?? '',
    until: root.period?.end ?? '',
    signature: consent.performer?.[0]?.display ?? '',
  };
  const terms: Terms = isLimit ? { ...common, ...limitIn(root) } : { ...common, ...shareIn(consent, root) };
  return plain(provisionOf(terms, consent.id ?? '')) === plain(root) ? terms : null;
}

/** A provision without what only names its codes, in one order. */
function plain(value: unknown): string {
  return JSON.stringify(value, (key, one: unknown) => {
    if (key === 'display' || key === 'role') return undefined;
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function limitIn(root: Provision): Partial<Terms> {
  const denials = (root.provision ?? []).filter((one) => one.data === undefined);
  const [first] = denials;
  if (!first) return { act: 'limit', who: 'all' };
  const from = namesIn(first.actor);
  const [inner] = first.provision ?? [];
  const to = namesIn(inner?.actor);
  const who = from.isStaff ? (inner ? (to.roles.length > 0 ? 'roles' : 'named') : 'nobody') : 'all';
  return {
    act: 'limit',
    who,
    people: from.isStaff ? to.people : from.people,
    roles: to.roles,
    ...kindsIn(denials),
    purposes: codesIn(inner?.purpose),
  };
}

function shareIn(consent: fhir4.Consent, root: Provision): Partial<Terms> {
  const { people, roles, isStaff } = namesIn(root.actor);
  const [discloser] = consent.organization ?? [];
  const isNotes = root.securityLabel?.some(({ code }) => code === NOTES_LABEL) ?? false;
  return {
    act: isNotes ? 'notes' : 'share',
    who: isStaff ? 'all' : roles.length > 0 ? 'roles' : 'named',
    people,
    roles,
    ...kindsIn(root.class ? [{ class: root.class }] : []),
    purposes: codesIn(root.purpose),
    discloser: discloser?.reference
      ? { reference: discloser.reference, name: discloser.display ?? discloser.reference }
      : null,
  };
}

function codesIn(codings: readonly fhir4.Coding[] | undefined): string[] {
  return (codings ?? []).flatMap(({ code }) => (code ? [code] : []));
}

/** True for a consent about privacy that is in force on a day (`2026-11-25`). */
export function isInForce({ status, scope, provision }: fhir4.Consent, day: string): boolean {
  if (status !== 'active' || !scope.coding?.some(({ code }) => code === 'patient-privacy')) return false;
  const { start = '', end = '9' } = provision?.period ?? {};
  return start.slice(0, 10) <= day && day <= end;
}
