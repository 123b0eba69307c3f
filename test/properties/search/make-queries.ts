/** The forms of search under test: parameter type x modifier x prefix, each with the queries that a seed makes of it. */
import { UCUM } from './match-range.ts';
import {
  CANONICALS,
  CODES,
  DATES,
  FAMILIES,
  GIVENS,
  LOCAL,
  LOINC,
  MOMENTS,
  NUMBERS,
  PATIENTS,
  ROOT,
  type Random,
  TEXTS,
  URLS,
  V2,
} from './make-resources.ts';

export type Query = [name: string, value: string][];
/** `name` says what is tested and is what a failure names. */
export type Form = { name: string; type: string; make: (random: Random) => Query };

export const PREFIXES = ['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'];

/** http://hl7.org/fhir/R4/search.html#escaping */
export function escaped(text: string): string {
  return text.replaceAll(/[\\,|$]/g, String.raw`\$&`);
}

const SOUGHT_MOMENTS = [...MOMENTS, '2020-03-01', '2020-02-29T23:30Z', '2022', '2021', '2019-12-31'];
const SOUGHT_NUMBERS = [
  '100',
  '100.00',
  '1e2',
  '5.4',
  '5',
  '1',
  '1.0',
  '1000',
  '0.5',
  '0.50',
  '99.5',
  '0.45',
  '2',
  '5.45',
  '500',
  '453.592',
];
const BEGINNINGS = [
  'p',
  'Pen',
  'peñ',
  'PENA',
  'as',
  'Å',
  'smith\\,',
  'Mu',
  'MÜL',
  "o'b",
  'jos',
  'JOSÉ',
  'zoe',
  'anne m',
  'bjo',
  'x',
  'doe\\, j',
];
const MIDDLES = ['en', 'EÑ', 'tr', 'll', 'brie', '\\, jr', 'ose', 'ne', 'nne m', 'cruz', 'xx'];

function aCode(random: Random): string {
  return escaped(random.pick(CODES));
}

function tokenForms(type: string, param: string): Form[] {
  const systems = [LOINC, LOCAL];
  const form = (name: string, value: (random: Random) => string, modifier = ''): Form => ({
    name: `token ${type}.${param} ${name}`,
    type,
    make: (random) => [[`${param}${modifier}`, value(random)]],
  });
  return [
    form('code', aCode),
    form('code in another case', (random) => random.pick([aCode(random).toUpperCase(), aCode(random).toLowerCase()])),
    form('code,code', (random) => `${aCode(random)},${aCode(random)}`),
    form('|code', (random) => `|${aCode(random)}`),
    form('system|', (random) => `${random.pick(systems)}|`),
    form('system|code', (random) => `${random.pick(systems)}|${aCode(random)}`),
    form(':not code', aCode, ':not'),
    form(':not system|code', (random) => `${random.pick(systems)}|${aCode(random)},${aCode(random)}`, ':not'),
    form(':text', (random) => escaped(random.pick([...TEXTS, 'body', 'BLOOD', 'ep', 'gro'])), ':text'),
  ];
}

function missing(type: string, param: string, kind: string): Form[] {
  return ['true', 'false'].map((value) => ({
    name: `${kind} ${type}.${param} :missing=${value}`,
    type,
    make: () => [[`${param}:missing`, value]],
  }));
}

function prefixed(type: string, param: string, kind: string, values: string[]): Form[] {
  return PREFIXES.map((prefix) => ({
    name: `${kind} ${type}.${param} prefix ${prefix === '' ? 'none' : prefix}`,
    type,
    make: (random) => [[param, `${prefix}${random.pick(values)}`]],
  }));
}

function plain(type: string, name: string, param: string, values: readonly string[]): Form {
  return { name, type, make: (random) => [[param, random.pick(values)]] };
}

const STRINGS: Form[] = [
  ...['name', 'family'].flatMap((param) => [
    plain('Patient', `string Patient.${param} starts`, param, BEGINNINGS),
    plain(
      'Patient',
      `string Patient.${param} starts, several`,
      param,
      BEGINNINGS.map((one) => `${one},li`),
    ),
    plain('Patient', `string Patient.${param} :contains`, `${param}:contains`, MIDDLES),
    plain('Patient', `string Patient.${param} :exact`, `${param}:exact`, [...FAMILIES, ...GIVENS, 'penn'].map(escaped)),
    ...missing('Patient', param, 'string'),
  ]),
  plain('Patient', 'string Patient.address', 'address', ['spring', 'ZUR', '12 elan', '0123', 'x']),
  plain('Patient', 'string Patient.address-city :exact', 'address-city:exact', [
    'Spring',
    'Springfield',
    'zurich',
    'Zürich',
  ]),
];

const RANGES: Form[] = [
  ...prefixed('Observation', 'date', 'date', SOUGHT_MOMENTS),
  ...prefixed('Patient', 'birthdate', 'date', [...DATES, '1962-03-15', '2000', '1980-12']),
  ...missing('Observation', 'date', 'date'),
  ...missing('Patient', 'birthdate', 'date'),
  ...prefixed('RiskAssessment', 'probability', 'number', [...NUMBERS.map(String), '0.50', '0.500', '1e2', '5e-1']),
  ...missing('RiskAssessment', 'probability', 'number'),
  ...prefixed('Observation', 'value-quantity', 'quantity', SOUGHT_NUMBERS),
  ...prefixed(
    'Observation',
    'value-quantity',
    'quantity with unit',
    SOUGHT_NUMBERS.flatMap((one) => ['g', 'mg', 'kg'].map((unit) => `${one}|${UCUM}|${unit}`)),
  ),
  ...prefixed(
    'Observation',
    'value-quantity',
    'quantity with code or unit',
    SOUGHT_NUMBERS.flatMap((one) => ['lb', 'g', 'tablet', '[lb_av]'].map((unit) => `${one}||${unit}`)),
  ),
  ...prefixed('Observation', 'combo-value-quantity', 'quantity', SOUGHT_NUMBERS),
  ...missing('Observation', 'value-quantity', 'quantity'),
];

const locals = (ids: string[]) => ids.map((id) => `Patient/${id}`);
const REFERENCES: Form[] = [
  ...['subject', 'patient'].flatMap((param) => [
    plain('Observation', `reference Observation.${param} id`, param, PATIENTS),
    plain('Observation', `reference Observation.${param} Type/id`, param, locals(PATIENTS)),
    plain(
      'Observation',
      `reference Observation.${param} several`,
      param,
      locals(PATIENTS).map((one) => `${one},Patient/p1`),
    ),
    plain('Observation', `reference Observation.${param} :Patient`, `${param}:Patient`, PATIENTS),
    plain(
      'Observation',
      `reference Observation.${param} URL`,
      param,
      PATIENTS.map((id) => `http://elsewhere.org/fhir/Patient/${id}`),
    ),
    plain('Observation', `reference Observation.${param} :identifier`, `${param}:identifier`, [
      'M1',
      'M2',
      'urn:mrn|M1',
      'urn:mrn|M2',
      '|M1',
      'm2',
    ]),
    ...missing('Observation', param, 'reference'),
  ]),
  plain('Observation', 'reference Observation.subject Group', 'subject', ['Group/p0', 'Group/p1', 'Group/p2']),
  plain('Observation', 'reference Observation.performer', 'performer', [
    'Practitioner/d1',
    'd2',
    'Organization/o1',
    'o2,d3',
  ]),
  plain('QuestionnaireResponse', 'reference canonical', 'questionnaire', [
    `${ROOT}/Questionnaire/q1`,
    `${ROOT}/Questionnaire/q2`,
  ]),
  plain(
    'QuestionnaireResponse',
    'reference canonical|version',
    'questionnaire',
    CANONICALS.slice(1, 3)
      .map((one) => one.replace('|', String.raw`\|`))
      .concat(CANONICALS.slice(1, 3)),
  ),
  ...missing('QuestionnaireResponse', 'questionnaire', 'reference'),
];

const OTHER_TOKENS: Form[] = [
  plain('Patient', 'token code gender', 'gender', ['male', 'FEMALE', 'other', 'male,other']),
  plain(
    'Patient',
    'token code gender with its system',
    'gender',
    ['male', 'female'].map((one) => `http://hl7.org/fhir/administrative-gender|${one}`),
  ),
  plain('Patient', 'token code gender :not', 'gender:not', ['male', 'female', 'male,female']),
  ...missing('Patient', 'gender', 'token code'),
  plain('Patient', 'token boolean', 'active', ['true', 'false']),
  plain('Patient', 'token expression deceased', 'deceased', ['true', 'false']),
  plain('Patient', 'token Identifier', 'identifier', [
    'M1',
    'm1',
    'urn:mrn|M1',
    'urn:mrn|',
    '|M1',
    '|b-7',
    String.raw`a\|b`,
    'urn:other|B-7',
  ]),
  plain('Patient', 'token Identifier :not', 'identifier:not', ['M1', 'urn:mrn|M2', 'urn:other|']),
  plain('Patient', 'token Identifier :text', 'identifier:text', ['medical', 'SOC']),
  plain(
    'Patient',
    'token Identifier :of-type',
    'identifier:of-type',
    ['MR', 'SS'].flatMap((one) => ['M1', 'M2', 'B-7', String.raw`a\|b`].map((value) => `${V2}|${one}|${value}`)),
  ),
  ...missing('Patient', 'identifier', 'token Identifier'),
  plain('Patient', 'token ContactPoint', 'telecom', ['(555) 010-2345', 'a.b@example.org', '5550102346']),
  plain('Patient', 'token ContactPoint phone', 'phone', ['(555) 010-2345', '5550102346']),
  plain('Patient', 'token ContactPoint email', 'email', ['a.b@example.org', 'x@example.org']),
  ...tokenForms('Observation', 'code'),
  ...tokenForms('Observation', 'combo-code'),
  ...tokenForms('Observation', 'value-concept'),
  ...missing('Observation', 'value-concept', 'token'),
  plain('Observation', 'token code status', 'status', [
    'final',
    'http://hl7.org/fhir/observation-status|amended',
    'preliminary',
  ]),
  plain('Patient', '_tag', '_tag', ['north', 'urn:t|south', 'urn:t|']),
  plain('Patient', '_security', '_security', ['R', 'urn:s|V']),
  plain('Patient', '_id', '_id', ['p1', 'p1,p2,q3', 'q5,none']),
];

const URIS: Form[] = [
  plain('ValueSet', 'uri', 'url', URLS),
  plain('ValueSet', 'uri :below', 'url:below', URLS),
  plain('ValueSet', 'uri :above', 'url:above', [...URLS, `${ROOT}/ValueSet/a/b/c`]),
  ...missing('ValueSet', 'url', 'uri'),
  plain('Patient', '_profile', '_profile', [`${ROOT}/p1`, `${ROOT}/p2`]),
  plain('Patient', '_source', '_source', ['urn:feed:1', `${ROOT}/feed`]),
];

const pairs = (param: string, second: (random: Random) => string, type = 'Observation'): Form => ({
  name: `composite ${type}.${param}`,
  type,
  make: (random) => [
    [param, `${random.chance(50) ? '' : `${random.pick([LOINC, LOCAL])}|`}${aCode(random)}$${second(random)}`],
  ],
});
const sought = (random: Random) =>
  `${random.pick(['', 'gt', 'le', 'ne'])}${random.pick(SOUGHT_NUMBERS)}${random.pick(['', `|${UCUM}|mg`])}`;

const COMPOSITES: Form[] = [
  ...['code-value-quantity', 'component-code-value-quantity', 'combo-code-value-quantity'].map((param) =>
    pairs(param, sought),
  ),
  ...['code-value-concept', 'component-code-value-concept', 'combo-code-value-concept'].map((param) =>
    pairs(param, aCode),
  ),
  pairs('code-value-date', (random) => `${random.pick(PREFIXES)}${random.pick(SOUGHT_MOMENTS)}`),
  pairs('context-type-quantity', sought, 'ValueSet'),
  pairs('context-type-value', aCode, 'ValueSet'),
  pairs('code-value-string', (random) => escaped(random.pick(['body', 'Größe', 'ep', 'B']))),
];

const CHAINS: Form[] = [
  plain('Observation', 'chain subject:Patient.name', 'subject:Patient.name', BEGINNINGS),
  plain('Observation', 'chain patient.gender', 'patient.gender', ['male', 'female']),
  plain('Observation', 'chain patient.birthdate', 'patient.birthdate', ['ge1980', 'lt2000', '1962']),
  plain('Observation', 'chain of two', 'subject:Patient.organization.name', ['river', 'ecl', 'ward']),
  plain('Observation', 'chain of three', 'subject:Patient.organization.partof.name', ['river', 'ecl', 'ward']),
  plain('Observation', 'chain to a modifier', 'patient.name:contains', MIDDLES),
  plain('Patient', 'chain general-practitioner', 'general-practitioner:Practitioner.name', BEGINNINGS),
  plain('Patient', '_has', '_has:Observation:patient:code', CODES.map(escaped)),
  plain('Patient', '_has with a prefix', '_has:Observation:subject:value-quantity', ['gt100', 'lt5', 'ge1000']),
  plain('Organization', '_has of _has', '_has:Patient:organization:_has:Observation:patient:status', [
    'final',
    'amended',
    'preliminary',
  ]),
  {
    name: 'chain and token',
    type: 'Observation',
    make: (random) => [
      ['patient.gender', random.pick(['male', 'female'])],
      ['code', aCode(random)],
    ],
  },
];

const TOGETHER: Form[] = [
  {
    name: 'two parameters',
    type: 'Observation',
    make: (random) => [
      ['status', random.pick(['final', 'amended'])],
      ['date', `ge${random.pick(SOUGHT_MOMENTS)}`],
    ],
  },
  {
    name: 'one parameter twice',
    type: 'Observation',
    make: (random) => [
      ['date', `ge${random.pick(SOUGHT_MOMENTS)}`],
      ['date', `le${random.pick(SOUGHT_MOMENTS)}`],
    ],
  },
  {
    name: 'patient and more',
    type: 'Observation',
    make: (random) => [
      ['patient', random.pick(PATIENTS)],
      ['status:not', random.pick(['final', 'amended'])],
    ],
  },
  {
    name: 'code and date',
    type: 'Observation',
    make: (random) => [
      ['code', `${LOINC}|${aCode(random)}`],
      ['date', `lt${random.pick(SOUGHT_MOMENTS)}`],
    ],
  },
];

export const FORMS: Form[] = [
  ...STRINGS,
  ...RANGES,
  ...REFERENCES,
  ...OTHER_TOKENS,
  ...URIS,
  ...COMPOSITES,
  ...CHAINS,
  ...TOGETHER,
];
