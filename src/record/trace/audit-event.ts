import type { AuditEntry } from '../../store/index.ts';

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const EVENT_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-event-type';
const INTERACTION = 'http://hl7.org/fhir/restful-interaction';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ENTITY_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const BALP = 'https://profiles.ihe.net/ITI/BALP';
/** What the audit's own words are of: accounts, rules and roles of this house. */
const OWN = 'urn:throughline';

export type Letter = 'C' | 'R' | 'U' | 'D' | 'E';
type Coding = { system: string; code: string; display?: string };

/** What stands for a kind of deed: R4's action, type and subtypes, and the pattern of IHE's Basic Audit Log Patterns that it follows. */
type Kind = {
  letter: Letter;
  type: Coding;
  subtypes: string[];
  pattern?: 'Create' | 'Read' | 'Update' | 'Delete' | 'Query';
};

const REST: Coding = { system: EVENT_TYPE, code: 'rest', display: 'Restful Operation' };
const rest = (letter: Letter, subtypes: string[], pattern?: Kind['pattern']): Kind => ({
  letter,
  type: REST,
  subtypes,
  ...(pattern ? { pattern } : {}),
});
const dicom = (code: string, display: string): Kind => ({
  letter: 'E',
  type: { system: DCM, code, display },
  subtypes: [],
});

/** A change of who may sign in, as what, and by what. */
const SECURITY = dicom('110137', 'User Security Attributes Changed');

/** Every deed that the audit knows; what is not here is an application's activity (DCM 110100). */
export const KINDS: Readonly<Record<string, Kind>> = {
  read: rest('R', ['read'], 'Read'),
  vread: rest('R', ['vread'], 'Read'),
  history: rest('R', ['history']),
  chart: rest('R', ['operation']),
  everything: rest('R', ['operation']),
  search: rest('E', ['search', 'search-type'], 'Query'),
  find: rest('E', ['search', 'search-type'], 'Query'),
  create: rest('C', ['create'], 'Create'),
  update: rest('U', ['update'], 'Update'),
  delete: rest('D', ['delete'], 'Delete'),
  retain: dicom('110101', 'Audit Log Used'),
  export: dicom('110106', 'Export'),
  'sign-in': dicom('110114', 'User Authentication'),
  'break-glass': dicom('110127', 'Emergency Override Started'),
  'sign-out': dicom('110114', 'User Authentication'),
  'end-session': dicom('110114', 'User Authentication'),
  'use-recovery-code': dicom('110114', 'User Authentication'),
  'change-role': SECURITY,
  'change-password': SECURITY,
  'reset-password': SECURITY,
  'add-factor': SECURITY,
  'remove-factor': SECURITY,
  'make-recovery-codes': SECURITY,
  'create-account': SECURITY,
  'change-account': SECURITY,
  'disable-account': SECURITY,
  'enable-account': SECURITY,
  'change-policy': SECURITY,
};

const ACTIVITY = dicom('110100', 'Application Activity');
export const OUTCOMES = { success: '0', refused: '4', failed: '8' } as const;

/** The kind of a deed by the audit's own word for it. */
export function kindOf(action: string): Kind {
  return KINDS[action] ?? ACTIVITY;
}

/** The rule that let in or kept out as a policy's address: a consent by its reference, a rule of ours by its name. */
export function policyOf(basis: string): string {
  return basis.startsWith('consent:') ? basis.slice('consent:'.length) : `${OWN}:rule:${basis}`;
}

/**
 * The AuditEvent of a row of the audit, in the pattern that IHE's Basic Audit Log Patterns have for it where they have one. The profile is
 * named of what succeeded alone: the patterns are of that.
 */
export function auditEventOf(entry: AuditEntry): object {
  const kind = kindOf(entry.action);
  const people = entry.patients ?? (entry.patient === undefined ? [] : [entry.patient]);
  const purposes = [
    ...(entry.purpose ? [{ coding: [{ system: ACT_REASON, code: entry.purpose }] }] : []),
    ...(entry.decision === 'broken-glass'
      ? [{ coding: [{ system: ACT_REASON, code: 'BTG', display: 'break the glass' }] }]
      : []),
  ];
  const profile = kind.pattern && entry.outcome === 'success' ? profileOf(kind.pattern, people.length > 0) : undefined;
  return {
    resourceType: 'AuditEvent',
    id: entry.position,
    meta: { versionId: '1', lastUpdated: entry.at, ...(profile ? { profile: [profile] } : {}) },
    type: kind.type,
    ...(kind.subtypes.length > 0 ? { subtype: kind.subtypes.map((code) => ({ system: INTERACTION, code })) } : {}),
    action: kind.letter,
    recorded: entry.at,
    outcome: OUTCOMES[entry.outcome],
    ...(entry.outcome !== 'success' && entry.detail && kind.pattern !== 'Query' ? { outcomeDesc: entry.detail } : {}),
    ...(purposes.length > 0 ? { purposeOfEvent: purposes } : {}),
    agent: agentsOf(entry, kind),
    source: {
      ...(entry.site ? { site: entry.site } : {}),
      observer: { display: 'Throughline' },
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    ...withEntities(entitiesOf(entry, kind, people)),
  };
}

/** FHIR has no empty lists. */
const withEntities = (entity: object[]) => (entity.length > 0 ? { entity } : {});

function profileOf(pattern: NonNullable<Kind['pattern']>, hasPatient: boolean): string {
  return `${BALP}/StructureDefinition/IHE.BasicAudit.${hasPatient ? 'Patient' : ''}${pattern}`;
}

/** Which end the data came from, as the patterns have it: a query's parameters flow from the client, what is read from the server. */
function endsOf(kind: Kind): { client: Coding; server: Coding } {
  const source = { system: DCM, code: '110153', display: 'Source Role ID' };
  const destination = { system: DCM, code: '110152', display: 'Destination Role ID' };
  if (kind.pattern === 'Delete') {
    const custodian = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
    return {
      client: { system: DCM, code: '110150', display: 'Application' },
      server: { system: custodian, code: 'custodian', display: 'Custodian' },
    };
  }
  return kind.letter === 'R' ? { client: destination, server: source } : { client: source, server: destination };
}

const IP_ADDRESS = '2';

function agentsOf(entry: AuditEntry, kind: Kind): object[] {
  const { client, server } = endsOf(kind);
  const isWrite = kind.letter === 'C' || kind.letter === 'U' || kind.letter === 'D';
  const user = isWrite
    ? { system: PARTICIPATION, code: 'AUT', display: 'author (originator)' }
    : { system: PARTICIPATION, code: 'IRCP', display: 'information recipient' };
  const network = entry.address ? { network: { address: entry.address, type: IP_ADDRESS } } : {};
  const identifier = { system: `${OWN}:caller`, value: entry.agent };
  return [
    {
      type: { coding: [client] },
      who: entry.client
        ? { identifier: { system: `${OWN}:client`, value: entry.client } }
        : { display: 'Client of this server' },
      requestor: false,
      ...network,
    },
    { type: { coding: [server] }, who: { display: 'Throughline' }, requestor: false },
    {
      type: { coding: [user] },
      role: [{ coding: [{ system: `${OWN}:role`, code: entry.role }] }],
      who: { ...(entry.reference ? { reference: entry.reference } : {}), identifier, display: entry.agentName },
      altId: entry.agent,
      name: entry.agentName,
      requestor: true,
      ...(entry.basis ? { policy: [policyOf(entry.basis)] } : {}),
      ...(entry.purpose ? { purposeOfUse: [{ coding: [{ system: ACT_REASON, code: entry.purpose }] }] } : {}),
    },
  ];
}

function entitiesOf(entry: AuditEntry, kind: Kind, people: readonly string[]): object[] {
  const patients = people.map((id) => ({
    what: { reference: `Patient/${id}` },
    type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
    role: { system: ENTITY_ROLE, code: '1', display: 'Patient' },
  }));
  const request = entry.request
    ? [
        {
          what: { identifier: { value: entry.request } },
          type: { system: `${BALP}/CodeSystem/BasicAuditEntityType`, code: 'XrequestId' },
        },
      ]
    : [];
  return [
    ...request,
    ...patients,
    ...(entry.more ? [{ description: 'More patients than are named here' }] : []),
    ...objectOf(entry, kind),
  ];
}

function objectOf(entry: AuditEntry, kind: Kind): object[] {
  const type = { system: ENTITY_TYPE, code: '2', display: 'System Object' };
  if (kind.pattern === 'Query') {
    const query = `${entry.type ?? ''}?${entry.detail ?? ''}`;
    const role = { system: ENTITY_ROLE, code: '24', display: 'Query' };
    return [{ type, role, query: Buffer.from(query, 'utf8').toString('base64') }];
  }
  const role = { system: ENTITY_ROLE, code: '4', display: 'Domain Resource' };
  if (entry.type !== undefined && entry.id !== undefined) {
    const version = entry.version === undefined ? '' : `/_history/${entry.version}`;
    return [{ what: { reference: `${entry.type}/${entry.id}${version}` }, type, role }];
  }
  // An id of no resource is an account's.
  const account = entry.type === undefined ? entry.id : undefined;
  if (entry.type === undefined && entry.detail === undefined && account === undefined) return [];
  const detail = [entry.type, entry.outcome === 'success' ? entry.detail : undefined].filter(
    (one) => one !== undefined,
  );
  const what = account === undefined ? {} : { what: { identifier: { system: `${OWN}:caller`, value: account } } };
  if (account !== undefined && detail.length === 0) return [{ ...what, type }];
  return [{ ...what, type, description: detail.length > 0 ? detail.join(' ') : 'this server' }];
}
