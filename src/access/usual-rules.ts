import { CARE_ROLES, PARTNER_ROLES } from '../base/index.ts';
import type { AccessRules } from './access-rules.ts';

const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const SNOMED = 'http://snomed.info/sct';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const LOINC = 'http://loinc.org';

const DESK = ['registrar', 'scheduler', 'finance', 'administrator'] as const;

/**
 * The rules in force where no policy of an installation says otherwise. Labels are those of HL7's sensitivity policies
 * (http://terminology.hl7.org/CodeSystem/v3-ActCode): SUD, PSYTHPN, MH, HIV, SEX, and 42CFRPart2 for what comes from a programme.
 */
export const USUAL_RULES: AccessRules = {
  labels: [
    {
      label: 'SUD',
      codes: [
        { system: ICD10, codes: [], starts: ['F10', 'F11', 'F12', 'F13', 'F14', 'F15', 'F16', 'F18', 'F19'] },
        { system: SNOMED, codes: ['75544000', '266707007', '7200002', '66214007', '191816009'], starts: [] },
        { system: RXNORM, codes: ['1819', '7243', '1431076', '1010600'], starts: [] },
      ],
    },
    {
      label: 'HIV',
      codes: [
        { system: ICD10, codes: ['B20', 'Z21', 'R75'], starts: ['O98.7'] },
        { system: SNOMED, codes: ['86406008', '165816005'], starts: [] },
      ],
    },
    {
      label: 'MH',
      codes: [{ system: ICD10, codes: [], starts: ['F2', 'F3', 'F4', 'F5', 'F6'] }],
    },
    {
      label: 'SEX',
      codes: [
        { system: ICD10, codes: [], starts: ['A50', 'A51', 'A52', 'A53', 'A54', 'A56', 'N97', 'Z30', 'Z33', 'O'] },
      ],
    },
    {
      label: 'PSYTHPN',
      types: ['DocumentReference', 'Composition'],
      codes: [{ system: LOINC, codes: ['80791-7'], starts: [] }],
    },
  ],
  seals: [
    {
      label: '42CFRPart2',
      except: ['patient'],
      opensFor: [{ roles: ['privacy-officer'], purposes: ['HOPERAT'] }],
      ways: ['programme', 'consent', 'break-glass'],
    },
    { label: 'PSYTHPN', except: [], opensFor: [], ways: ['author', 'consent', 'break-glass'] },
    ...(['SUD', 'HIV', 'MH', 'SEX'] as const).map((label) => ({
      label,
      roles: [...DESK],
      except: [],
      opensFor: [],
      ways: [],
    })),
    // A confidentiality that somebody gave to one resource: http://terminology.hl7.org/CodeSystem/v3-Confidentiality
    {
      label: 'V',
      except: ['patient'],
      opensFor: [{ roles: ['privacy-officer'], purposes: ['HOPERAT'] }],
      ways: ['care-relationship', 'break-glass'],
    },
  ],
  // That there is something is hidden too, unless a policy says otherwise.
  masks: [],
  programmes: [],
  care: {
    required: [],
    windows: {
      'care-team': { beforeDays: 0, afterDays: 30 },
      encounter: { beforeDays: 1, afterDays: 90 },
      'encounter-site': { beforeDays: 1, afterDays: 30 },
      appointment: { beforeDays: 30, afterDays: 30 },
      referral: { beforeDays: 0, afterDays: 180 },
      panel: { beforeDays: 0, afterDays: 0 },
      episode: { beforeDays: 0, afterDays: 30 },
      task: { beforeDays: 0, afterDays: 7 },
    },
  },
  consent: {
    spared: ['Patient', 'Consent', 'Coverage', 'RelatedPerson'],
    unheededBy: [{ roles: ['privacy-officer'], purposes: ['HOPERAT'] }],
  },
  adolescents: { fromAge: 12, untilAge: 18, labels: ['SUD', '42CFRPart2', 'MH', 'PSYTHPN', 'HIV', 'SEX'] },
  purposes: [
    { roles: [...CARE_ROLES], usual: 'TREAT', also: ['ETREAT', 'HOPERAT', 'COVERAGE', 'HLEGAL'] },
    { roles: [...PARTNER_ROLES], usual: 'TREAT', also: [] },
    { roles: ['registrar', 'scheduler'], usual: 'TREAT', also: ['HPAYMT', 'HOPERAT'] },
    { roles: ['biller', 'finance'], usual: 'HPAYMT', also: ['HOPERAT', 'HLEGAL'] },
    { roles: ['quality-analyst', 'administrator', 'privacy-officer'], usual: 'HOPERAT', also: ['HLEGAL', 'TREAT'] },
    { roles: ['patient'], usual: 'PATRQT', also: [] },
    { roles: ['system'], usual: 'HOPERAT', also: [] },
  ],
  breakGlass: { roles: [...CARE_ROLES], usualMinutes: 60, mostMinutes: 480 },
};
