/** Seeded resources, small and crowded, so that every form of search has something to find and something to miss. */
import { UCUM } from './match-range.ts';
import type { Json, Stored } from './r4-values.ts';

export type Random = {
  /** A whole number below `n`. */
  below(n: number): number;
  /** True `percent` times in a hundred. */
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** From none to `most` of them, different ones. */
  some<T>(from: readonly T[], most: number): T[];
};

/** A linear congruential generator (Numerical Recipes' constants): the same seed makes the same world on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const below = (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  return {
    below,
    pick,
    chance: (percent) => below(100) < percent,
    some(from, most) {
      const left = [...from];
      return Array.from(
        { length: Math.min(below(most + 1), left.length) },
        () => left.splice(below(left.length), 1)[0]!,
      );
    },
  };
}

export const LOINC = 'http://loinc.org';
export const LOCAL = 'urn:local:codes';
export const V2 = 'http://terminology.hl7.org/CodeSystem/v2-0203';
export const FAMILIES = [
  'Peña',
  'PEN',
  'Penn',
  'Åström',
  'Astrom',
  "O'Brien",
  'Smith, Jr',
  'Müller',
  'Mu\u0308ller',
  'de la Cruz',
];
export const GIVENS = ['José', 'jose', 'Zoë', 'Anne Marie', 'Li', 'René', 'Björn'];
export const DATES = [
  '1962',
  '1962-03',
  '1962-03-14',
  '1980-12-31',
  '1999',
  '2000-02-29',
  '2001-01',
  '2001-01-01',
  '2010-07-04',
];
export const MOMENTS = [
  '2020',
  '2020-02',
  '2020-02-29',
  '2020-02-29T23:30:00Z',
  '2020-03-01T01:30:00+02:00',
  '2020-03-01T00:00:00.500Z',
  '2020-06-15T12:00:00-05:00',
  '2021-01-01',
  '2021-12',
  '2023-10-10T10:10:10Z',
];
export const NUMBERS = [0.5, 0.45, 0.25, 0.1, 0.05, 0.75, 0.999, 1, 0, 99.5, 95, 100, 105];
export const CODES = ['29463-7', '8302-2', 'abc', 'ABC', 'a|b', 'x,y'];
export const TEXTS = ['Body weight', 'body height', 'Größe', 'Épaule', 'Blood, whole'];
export const ROOT = 'http://example.org/fhir';
export const CANONICALS = [
  `${ROOT}/Questionnaire/q1`,
  `${ROOT}/Questionnaire/q1|1.0`,
  `${ROOT}/Questionnaire/q1|2.0`,
  `${ROOT}/Questionnaire/q2`,
];
export const URLS = [
  ROOT,
  `${ROOT}/ValueSet`,
  `${ROOT}/ValueSet/a`,
  `${ROOT}/ValueSet/a/b`,
  `${ROOT}/ValueSet/A`,
  `${ROOT}/ValueSets/c`,
  'urn:oid:1.2.3',
  'urn:oid:1.2.3.4',
];
export const PATIENTS = Array.from({ length: 14 }, (_, at) => `p${at}`);
const PRACTITIONERS = ['d1', 'd2', 'd3'];
const ORGANIZATIONS = ['o1', 'o2', 'o3', 'o4'];

const when = (random: Random, percent: number, make: () => Json): Json => (random.chance(percent) ? make() : {});

function coding(random: Random): Json {
  return {
    ...when(random, 75, () => ({ system: random.pick([LOINC, LOCAL]) })),
    ...when(random, 92, () => ({ code: random.pick(CODES) })),
    ...when(random, 50, () => ({ display: random.pick(TEXTS) })),
  };
}

function concept(random: Random): Json {
  const codings = Array.from({ length: random.below(3) }, () => coding(random)).filter(
    (one) => Object.keys(one).length > 0,
  );
  return {
    ...(codings.length > 0 ? { coding: codings } : {}),
    ...(codings.length === 0 || random.chance(40) ? { text: random.pick(TEXTS) } : {}),
  };
}

function quantity(random: Random): Json {
  const [unit, code] = random.pick([
    ['g', 'g'],
    ['mg', 'mg'],
    ['lb', '[lb_av]'],
    ['kg', 'kg'],
    ['cm', 'cm'],
    ['g', null],
    ['tablet', null],
  ] as const);
  return {
    value: random.pick([0.5, 1, 1000, 1000.4, 5.4, 5.45, 5.35, 500, 2, 100, 99.5, 453.592]),
    ...when(random, 80, () => ({ unit })),
    ...(code === null ? {} : { system: UCUM, code }),
    ...when(random, 35, () => ({ comparator: random.pick(['<', '<=', '>', '>=']) })),
  };
}

function period(random: Random): Json {
  const sorted = [random.pick(MOMENTS), random.pick(MOMENTS)].sort((a, b) =>
    a.slice(0, 4).localeCompare(b.slice(0, 4)),
  );
  const shape = random.below(3);
  const [start = '', end = ''] = sorted[0]!.slice(0, 4) === sorted[1]!.slice(0, 4) ? ['2020-02', '2021-12'] : sorted;
  return { ...(shape === 1 ? {} : { start }), ...(shape === 2 ? {} : { end }) };
}

function timing(random: Random): Json {
  const events = random.some(MOMENTS, 3);
  if (events.length > 0)
    return { event: events, ...when(random, 30, () => ({ repeat: { boundsPeriod: period(random) } })) };
  return { repeat: { boundsPeriod: period(random), frequency: 1, period: 2, periodUnit: 'd' } };
}

const ref = (type: string, id: string): Json => ({ reference: `${type}/${id}` });

function subject(random: Random): Json {
  const id = random.pick(PATIENTS);
  const identifier = { ...when(random, 70, () => ({ system: 'urn:mrn' })), value: random.pick(['M1', 'M2']) };
  switch (random.below(9)) {
    case 0:
      return { reference: `http://elsewhere.org/fhir/Patient/${id}` };
    case 1:
      return { type: 'Patient', identifier };
    case 2:
      return { ...ref('Patient', id), identifier };
    case 3:
      return ref('Group', random.pick(PATIENTS.slice(0, 3)));
    default:
      return ref('Patient', id);
  }
}

function name(random: Random): Json {
  const given = random.some(GIVENS, 2);
  return {
    ...when(random, 85, () => ({ family: random.pick(FAMILIES) })),
    ...(given.length > 0 ? { given } : { text: random.pick(['Doe, Jane', 'José Peña']) }),
  };
}

function anIdentifier(random: Random): Json {
  const type = {
    coding: [{ system: V2, code: random.pick(['MR', 'SS']) }],
    text: random.pick(['Medical record', 'Social']),
  };
  return {
    ...when(random, 70, () => ({ system: random.pick(['urn:mrn', 'urn:other']) })),
    value: random.pick(['M1', 'm1', 'M2', 'B-7', 'a|b']),
    ...when(random, 60, () => ({ type })),
  };
}

function meta(random: Random): Json {
  const made = {
    ...when(random, 40, () => ({ tag: [{ system: 'urn:t', code: random.pick(['north', 'south']) }] })),
    ...when(random, 40, () => ({ profile: random.some([`${ROOT}/p1`, `${ROOT}/p2`], 2) })),
    ...when(random, 40, () => ({ security: [{ system: 'urn:s', code: random.pick(['R', 'V']) }] })),
    ...when(random, 40, () => ({ source: random.pick(['urn:feed:1', `${ROOT}/feed`]) })),
  };
  const full = Object.fromEntries(Object.entries(made).filter(([, value]) => (value as unknown[] | string).length > 0));
  return Object.keys(full).length > 0 ? { meta: full } : {};
}

function patient(random: Random): Json {
  const telecom = random.some(
    [
      { system: 'phone', value: '(555) 010-2345' },
      { system: 'email', value: 'a.b@example.org' },
      { system: 'phone', value: '5550102346' },
    ],
    2,
  );
  const address = {
    city: random.pick(['Zürich', 'Springfield', 'Spring']),
    line: ['12 Élan Way'],
    postalCode: random.pick(['01234', '01299']),
  };
  const doctors = random.some(PRACTITIONERS, 2).map((id) => ref('Practitioner', id));
  const names = Array.from({ length: random.below(3) }, () => name(random));
  const identifiers = Array.from({ length: random.below(3) }, () => anIdentifier(random));
  return {
    ...(names.length > 0 ? { name: names } : {}),
    ...(identifiers.length > 0 ? { identifier: identifiers } : {}),
    ...(telecom.length > 0 ? { telecom } : {}),
    ...(doctors.length > 0 ? { generalPractitioner: doctors } : {}),
    ...when(random, 60, () => ({ address: [address] })),
    ...when(random, 70, () => ({ gender: random.pick(['male', 'female', 'other']) })),
    ...when(random, 70, () => ({ birthDate: random.pick(DATES) })),
    ...when(random, 50, () => ({ active: random.chance(50) })),
    ...when(random, 40, () =>
      random.chance(50) ? { deceasedBoolean: random.chance(50) } : { deceasedDateTime: '2020' },
    ),
    ...when(random, 50, () => ({ managingOrganization: ref('Organization', random.pick(ORGANIZATIONS)) })),
  };
}

function usageContext(random: Random): Json {
  const value = random.pick([
    () => ({ valueQuantity: quantity(random) }),
    () => ({ valueRange: { low: { value: random.pick(NUMBERS), code: 'mg', system: 'http://unitsofmeasure.org' } } }),
    () => ({ valueCodeableConcept: concept(random) }),
  ]);
  return { code: { system: LOCAL, code: random.pick(CODES) }, ...value() };
}

function component(random: Random): Json {
  return {
    code: concept(random),
    ...(random.chance(60) ? { valueQuantity: quantity(random) } : { valueCodeableConcept: concept(random) }),
  };
}

function observation(random: Random): Json {
  const value = random.pick([
    () => ({ valueQuantity: quantity(random) }),
    () => ({ valueQuantity: quantity(random) }),
    () => ({ valueCodeableConcept: concept(random) }),
    () => ({ valueString: random.pick(TEXTS) }),
    () => ({ valueString: random.pick(TEXTS) }),
    () => ({ valueDateTime: random.pick(MOMENTS) }),
    () => ({ valuePeriod: period(random) }),
    () => ({}),
  ]);
  const effective = random.pick([
    () => ({ effectiveDateTime: random.pick(MOMENTS) }),
    () => ({ effectivePeriod: period(random) }),
    () => ({ effectiveInstant: '2020-03-01T00:00:00.500Z' }),
    () => ({ effectiveTiming: timing(random) }),
    () => ({}),
  ]);
  const components = Array.from({ length: random.below(3) }, () => component(random));
  return {
    status: random.pick(['final', 'amended', 'preliminary']),
    code: concept(random),
    ...when(random, 85, () => ({ subject: subject(random) })),
    ...when(random, 50, () => ({
      performer: [
        ref('Practitioner', random.pick(PRACTITIONERS)),
        ...random.some(ORGANIZATIONS, 1).map((id) => ref('Organization', id)),
      ],
    })),
    ...effective(),
    ...value(),
    ...(components.length > 0 ? { component: components } : {}),
  };
}

function riskAssessment(random: Random): Json {
  const prediction = Array.from({ length: random.below(3) }, () =>
    random.chance(70)
      ? { probabilityDecimal: random.pick(NUMBERS) }
      : {
          probabilityRange: random.pick([
            { low: { value: 0.1 } },
            { high: { value: 0.5 } },
            { low: { value: 0.2 }, high: { value: 0.6 } },
          ]),
        },
  );
  return {
    status: 'final',
    subject: ref('Patient', random.pick(PATIENTS)),
    ...(prediction.length > 0 ? { prediction } : {}),
  };
}

function questionnaireResponse(random: Random): Json {
  return {
    status: 'completed',
    ...when(random, 85, () => ({ questionnaire: random.pick(CANONICALS) })),
    subject: ref('Patient', random.pick(PATIENTS)),
  };
}

function organization(random: Random): Json {
  const partOf = random.below(3);
  return {
    name: random.pick(['Riverbend', 'Éclair Clinic', 'Ward 4']),
    ...(partOf > 0 ? { partOf: ref('Organization', `o${partOf}`) } : {}),
  };
}

const MAKERS: { [type: string]: (random: Random) => Json } = {
  Patient: patient,
  Observation: observation,
  RiskAssessment: riskAssessment,
  QuestionnaireResponse: questionnaireResponse,
  ValueSet: (random) => ({
    status: 'draft',
    ...when(random, 85, () => ({ url: random.pick(URLS) })),
    useContext: Array.from({ length: 1 + random.below(3) }, () => usageContext(random)),
  }),
  Organization: organization,
  Practitioner: (random) => ({ name: [name(random)] }),
  // With ids that patients have too, so that an id alone finds both.
  Group: () => ({ type: 'person', actual: true }),
};

/** A world of resources: references among them are to ids that the world has, or to none. */
export function makeResources(random: Random): Stored[] {
  const ids: [string, string[]][] = [
    ['Organization', ORGANIZATIONS],
    ['Practitioner', PRACTITIONERS],
    ['Patient', [...PATIENTS, ...Array.from({ length: 46 }, (_, at) => `q${at}`)]],
    ['Group', PATIENTS.slice(0, 3)],
    ['Observation', Array.from({ length: 150 }, (_, at) => `b${at}`)],
    ['RiskAssessment', Array.from({ length: 60 }, (_, at) => `r${at}`)],
    ['QuestionnaireResponse', Array.from({ length: 50 }, (_, at) => `a${at}`)],
    ['ValueSet', Array.from({ length: 50 }, (_, at) => `v${at}`)],
  ];
  return ids.flatMap(([resourceType, all]) =>
    all.map((id) => ({ resourceType, id, ...meta(random), ...MAKERS[resourceType]!(random) }) as Stored),
  );
}
