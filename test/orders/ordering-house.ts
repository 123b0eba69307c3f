import { SYSTEM, type Role } from '../../src/base/index.ts';
import { create, read, search } from '../../src/record/index.ts';
import { openTestHouse, type House } from '../house.ts';
import { putAll } from '../records.ts';

const PASSWORD = 'correct horse battery';
export const ref = (reference: string) => ({ reference });
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
let made = 0;
const token = () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`;

const site = (id: string, name: string, service: string, latitude: number) => [
  { resourceType: 'Organization', id, name },
  {
    resourceType: 'Location',
    id,
    managingOrganization: ref(`Organization/${id}`),
    position: { latitude, longitude: -81 },
  },
  {
    resourceType: 'HealthcareService',
    id,
    providedBy: { ...ref(`Organization/${id}`), display: name },
    location: [ref(`Location/${id}`)],
    type: [{ text: service }],
  },
];

const PEOPLE = [
  ['physician', 'doctor'],
  ['nurse', 'nurse'],
  ['registrar', 'desk'],
] as const;

/** An order as a screen asks for it, at the near laboratory. */
export const ordered = (item: string, more: object = {}) => ({
  token: token(),
  item,
  performer: 'Organization/near-lab',
  ...more,
});

export type OrderingHouse = {
  house: House;
  /** Asks the app as one of the three who sign in here. */
  ask(
    role: Role,
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    payload?: object,
    // oxlint-disable-next-line typescript/no-explicit-any -- what a door answers is what the test looks at
  ): Promise<{ status: number; body: any }>;
  stored<T>(reference: string): Promise<T>;
  of<T>(type: string, patient: string): Promise<T[]>;
  /** A result of five hours ago from the far laboratory, in mmol/L. */
  result(patient: string, code: string, value: number): Promise<unknown>;
};

/** A house with a clinic, two laboratories, five patients, a physician, a nurse and a registrar who are signed in. */
export async function openOrderingHouse(): Promise<OrderingHouse> {
  const house = await openTestHouse();
  await putAll(house.record, [
    ...site('clinic', 'Mill Street Clinic', 'Primary care', 40),
    ...site('near-lab', 'Near Laboratory', 'Clinical laboratory', 40.1),
    ...site('far-lab', 'Far Laboratory', 'Clinical laboratory', 41),
    ...PEOPLE.map(([, id]) => ({ resourceType: 'Practitioner', id, name: [{ family: id }] })),
    ...['anna', 'bert', 'cleo', 'dora', 'emil'].map((id) => ({
      resourceType: 'Patient',
      id,
      name: [{ given: [id], family: 'Ruiz' }],
    })),
    {
      resourceType: 'Condition',
      id: 'diabetes',
      subject: ref('Patient/anna'),
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E11.9' }] },
    },
  ]);
  const cookies = new Map<Role, string>();
  for (const [role, id] of PEOPLE) {
    const who = { username: role, password: PASSWORD, name: `The ${role}`, role };
    await house.access.createAccount({ ...who, practitioner: `Practitioner/${id}`, site: 'Organization/clinic' });
    const payload = { username: role, password: PASSWORD };
    const answer = await house.ask({ method: 'POST', url: '/app/sign-in', payload });
    cookies.set(role, String(answer.headers['set-cookie']).split(';')[0]!);
  }
  return {
    house,
    async ask(role, method, url, payload) {
      const headers = { 'sec-fetch-site': 'same-origin', cookie: cookies.get(role)! };
      const answer = await house.ask({ method, url, headers, ...(payload ? { payload } : {}) });
      return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() };
    },
    async stored<T>(reference: string) {
      const [type, id] = reference.split('/') as [string, string];
      return JSON.parse((await read(house.record, SYSTEM, type, id))!.body) as T;
    },
    async of<T>(type: string, patient: string) {
      const params: [string, string][] = [['patient', `Patient/${patient}`]];
      const { matches } = await search(house.record, SYSTEM, type, params, { strict: true });
      return matches.map(({ body }) => JSON.parse(body) as T);
    },
    result: (patient, code, value) =>
      create(house.record, SYSTEM, {
        resourceType: 'Observation',
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code }] },
        subject: ref(`Patient/${patient}`),
        effectiveDateTime: hoursAgo(5),
        performer: [ref('Organization/far-lab')],
        valueQuantity: { value, unit: 'mmol/L', code: 'mmol/L', system: 'http://unitsofmeasure.org' },
      }),
  };
}
