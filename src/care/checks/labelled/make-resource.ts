/** The items of a labelled chart as FHIR R4 resources. */
import { CHARTS_AT, type Item } from './read-charts.ts';
import { makeDrug } from './make-drug.ts';
import { LABS, MEASURES, PROBLEMS, TESTS } from './codes.ts';

const DAY_MS = 86_400_000;
const HL7 = 'http://terminology.hl7.org/CodeSystem';
export const SNOMED = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';

export const SUBJECT = { reference: 'Patient/p' };

type Make = (item: Item, id: string) => fhir4.FhirResource[];

/** `+5` days from the moment of the charts, or a date as it stands. */
export function dateOf(text: string): string {
  if (!/^[+-]/.test(text)) return text;
  return new Date(CHARTS_AT + Number(text) * DAY_MS).toISOString().slice(0, 10);
}

/** `+5 09:00` from the moment of the charts; noon without an hour. */
function instantOf(text: string): string {
  const [day = '', hour = '12:00'] = text.split(' ');
  return `${dateOf(day)}T${hour}:00Z`;
}

const concept = (text: string, system?: string, code?: string): fhir4.CodeableConcept => ({
  ...(system && code ? { coding: [{ system, code, display: text }] } : {}),
  text,
});

const slug = (name: string): string => name.toLowerCase().replaceAll(' ', '-');

/** A person of the house by their name; the patient; the team. */
export function personOf(name: string): fhir4.Reference {
  if (name === 'patient') return SUBJECT;
  if (name === 'team') return { reference: 'CareTeam/team', display: 'Care team' };
  return { reference: `Practitioner/${slug(name)}`, display: name };
}

/** The head up to ` on ` and ` by `, which come last in it. */
function headOf(item: Item): { what: string; on: string | undefined; by: string | undefined } {
  const [, what = '', on, by] = /^(.*?)(?: on (\S+))?(?: by (.*))?$/.exec(item.head) ?? [];
  return { what, on: on ?? item.options.get('on'), by: by ?? item.options.get('by') };
}

/** The first of the marks that stands in the item, else the word that is usual. */
export function markOf(item: Item, marks: readonly string[], usual: string): string {
  return marks.find((mark) => item.options.has(mark)) ?? usual;
}

const condition: Make = (item, id) => {
  const code = PROBLEMS[item.head];
  if (code === undefined) throw new Error(`no code for the problem "${item.head}"`);
  const system = /^\d/.test(code) ? SNOMED : 'http://hl7.org/fhir/sid/icd-10-cm';
  const verified = markOf(item, ['refuted', 'entered-in-error', 'differential'], 'confirmed');
  const status = item.options.has('resolved') ? 'resolved' : 'active';
  return [
    {
      resourceType: 'Condition',
      id,
      ...(verified === 'entered-in-error'
        ? {}
        : { clinicalStatus: { coding: [{ system: `${HL7}/condition-clinical`, code: status }] } }),
      verificationStatus: { coding: [{ system: `${HL7}/condition-ver-status`, code: verified }] },
      code: concept(item.head, system, code),
      subject: SUBJECT,
      // A pregnancy of a year and more is none.
      onsetDateTime: dateOf(item.options.get('on') ?? (item.head.includes('pregnancy') ? '-100' : '-400')),
    },
  ];
};

const family: Make = (item, id) => [
  {
    resourceType: 'FamilyMemberHistory',
    id,
    status: 'completed',
    patient: SUBJECT,
    relationship: concept('Mother', `${HL7}/v3-RoleCode`, 'MTH'),
    condition: [{ code: concept(item.head, 'http://hl7.org/fhir/sid/icd-10-cm', PROBLEMS[item.head]) }],
  },
];

const allergy: Make = (item, id) => {
  const { options, head } = item;
  const verified = markOf(item, ['refuted', 'entered-in-error'], 'confirmed');
  const none = head === 'no known allergies';
  const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
  const reaction = options.get('reaction');
  return [
    {
      resourceType: 'AllergyIntolerance',
      id,
      ...(verified === 'entered-in-error'
        ? {}
        : {
            clinicalStatus: {
              coding: [
                {
                  system: `${HL7}/allergyintolerance-clinical`,
                  code: options.has('resolved') ? 'resolved' : 'active',
                },
              ],
            },
          }),
      verificationStatus: { coding: [{ system: `${HL7}/allergyintolerance-verification`, code: verified }] },
      type: options.has('intolerance') ? 'intolerance' : 'allergy',
      category: [options.get('category') === 'food' ? 'food' : 'medication'],
      code: options.has('code only')
        ? { coding: [{ system: rxnorm, code: head }] }
        : concept(head, ...(none ? [SNOMED, '716186003'] : [])),
      patient: SUBJECT,
      recordedDate: dateOf(options.get('on') ?? '-900'),
      ...(reaction ? { reaction: [{ manifestation: [concept(reaction)] }] } : {}),
    },
  ];
};

const lab: Make = (item, id) => {
  const { what, on = '-1' } = headOf(item);
  const status = markOf(item, ['cancelled', 'entered-in-error'], 'final') as fhir4.Observation['status'];
  const base = { resourceType: 'Observation' as const, id, status, subject: SUBJECT, effectiveDateTime: dateOf(on) };
  if (what.startsWith('pregnancy status')) {
    const isPregnant = !what.includes('not pregnant');
    const value = isPregnant ? concept('Pregnant', SNOMED, '77386006') : concept('Not pregnant', SNOMED, '60001007');
    return [{ ...base, code: concept('Pregnancy status', LOINC, '82810-3'), valueCodeableConcept: value }];
  }
  const [, name = '', value, unit] = /^(\D+) ([\d.]+)(?: (\S+))?$/.exec(what) ?? [];
  const known = LABS[`${name} ${unit}`] ?? LABS[name];
  if (!known) throw new Error(`no code for the result "${name}"`);
  const ucum = unit ?? known[1];
  const quantity = { value: Number(value), unit: ucum, system: UCUM, code: ucum };
  return [{ ...base, code: concept(name, LOINC, known[0]), valueQuantity: quantity }];
};

const goal: Make = (item, id) => {
  const { what, by } = headOf(item);
  const [, name = '', aim = '', unit] = /^(.*?) ([<>]?[\d.]+(?:-[\d.]+)?)(?: (\S+))?$/.exec(what) ?? [];
  const known = MEASURES[`${name} ${unit}`] ?? MEASURES[name];
  if (!known) throw new Error(`no code for the measure "${name}"`);
  const ucum = unit ?? known[1];
  const quantity = (value: string): fhir4.Quantity => ({ value: Number(value), unit: ucum, system: UCUM, code: ucum });
  const [low, high] = aim.split('-');
  const detail = high
    ? { detailRange: { low: quantity(low!), high: quantity(high) } }
    : { detailQuantity: { ...quantity(aim.slice(1)), comparator: aim[0] as '<' | '>' } };
  const due = item.options.get('due');
  const target = { measure: concept(name, LOINC, known[0]), ...detail, ...(due ? { dueDate: dateOf(due) } : {}) };
  return [{ ...aimed(item, id, by), description: concept(`${name} ${aim}`), target: [target] }];
};

const wish: Make = (item, id) => [
  { ...aimed(item, id, item.options.get('by')), description: concept(item.options.get('says') ?? item.head) },
];

function aimed(item: Item, id: string, by: string | undefined): Omit<fhir4.Goal, 'description'> {
  const marks = ['cancelled', 'completed', 'entered-in-error', 'rejected', 'proposed'];
  return {
    resourceType: 'Goal',
    id,
    lifecycleStatus: markOf(item, marks, 'active') as fhir4.Goal['lifecycleStatus'],
    subject: SUBJECT,
    startDate: dateOf('-60'),
    ...(by ? { expressedBy: personOf(by) } : {}),
  };
}

const advice: Make = (item, id) => {
  const { options } = item;
  const says = options.get('says') ?? item.head;
  const by = options.get('by');
  const day = options.get('day');
  return [
    {
      resourceType: 'CarePlan',
      id,
      status: markOf(item, ['revoked', 'completed'], 'active') as fhir4.CarePlan['status'],
      intent: 'plan',
      subject: SUBJECT,
      ...(by ? { author: personOf(by) } : {}),
      activity: [
        {
          detail: {
            status: 'in-progress',
            description: says,
            ...(day ? { scheduledPeriod: { start: dateOf(day), end: dateOf(day) } } : {}),
            ...(by ? { performer: [personOf(by)] } : {}),
          },
        },
      ],
    },
  ];
};

const nutrition: Make = (item, id) => [
  {
    resourceType: 'NutritionOrder',
    id,
    status: markOf(item, ['revoked', 'completed'], 'active') as fhir4.NutritionOrder['status'],
    intent: 'order',
    patient: SUBJECT,
    dateTime: dateOf('-20'),
    oralDiet: { type: [concept(item.options.get('says') ?? item.head)] },
    orderer: personOf(item.options.get('by') ?? 'dietitian'),
  },
];

const visit: Make = (item, id) => {
  const { options } = item;
  const start = instantOf(options.get('at') ?? '+1');
  const end = new Date(Date.parse(start) + Number(options.get('minutes') ?? '30') * 60_000).toISOString();
  const [place = '', house] = (options.get('place') ?? '').split(' in ');
  const answers = options.get('for');
  const participant: fhir4.AppointmentParticipant[] = [{ actor: SUBJECT, status: 'accepted' }];
  if (place !== '')
    participant.push({ actor: { reference: `Location/${slug(place)}`, display: place }, status: 'accepted' });
  const booking: fhir4.Appointment = {
    resourceType: 'Appointment',
    id,
    status: markOf(item, ['cancelled', 'pending', 'waitlist', 'noshow'], 'booked') as fhir4.Appointment['status'],
    description: options.get('says') ?? item.head,
    start,
    end,
    participant,
    ...(options.has('virtual') ? { appointmentType: concept('Video visit') } : {}),
    ...(answers ? { basedOn: [{ reference: `ServiceRequest/${slug(answers)}` }] } : {}),
  };
  if (place === '') return [booking];
  const location = (name: string, partOf?: string): fhir4.Location => ({
    resourceType: 'Location',
    id: slug(name),
    name,
    ...(partOf ? { partOf: { reference: `Location/${slug(partOf)}` } } : {}),
  });
  return house ? [booking, location(place, house), location(house)] : [booking, location(place)];
};

const seen: Make = (item, id) => [
  {
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { system: `${HL7}/v3-ActCode`, code: 'AMB' },
    subject: SUBJECT,
    period: { start: instantOf(item.options.get('at') ?? '-1') },
    basedOn: [{ reference: `ServiceRequest/${slug(item.options.get('for') ?? '')}` }],
  },
];

const requested: Make = (item, id) => {
  const { type, options } = item;
  const { what, on = '-1', by } = headOf(item);
  const test = TESTS[what];
  const isReferral = type === 'referral';
  const category: Record<string, [code: string, text: string]> = {
    draw: ['108252007', 'Laboratory procedure'],
    referral: ['3457005', 'Patient referral'],
  };
  const [code, text] = category[type] ?? [];
  return [
    {
      resourceType: 'ServiceRequest',
      id,
      status: markOf(item, ['revoked', 'completed'], 'active') as fhir4.ServiceRequest['status'],
      intent: 'order',
      subject: SUBJECT,
      ...(text ? { category: [concept(text, SNOMED, code)] } : {}),
      code: test ? concept(test[1], LOINC, test[0]) : concept(options.get('says') ?? what),
      authoredOn: dateOf(isReferral ? on : '-2'),
      ...(isReferral ? {} : { occurrenceDateTime: dateOf(on) }),
      priority: options.has('urgent') ? 'urgent' : 'routine',
      ...(options.has('do not perform') ? { doNotPerform: true } : {}),
      ...(by ? { requester: personOf(by) } : {}),
    },
  ];
};

const task: Make = (item, id) => {
  const { options } = item;
  const owner = options.get('owner');
  const due = options.get('due');
  const answers = options.get('for');
  return [
    {
      resourceType: 'Task',
      id,
      status: markOf(item, ['completed', 'rejected', 'accepted'], 'requested') as fhir4.Task['status'],
      intent: 'order',
      description: options.get('says') ?? item.head,
      for: SUBJECT,
      ...(owner ? { owner: personOf(owner) } : {}),
      ...(due ? { restriction: { period: { end: dateOf(due) } } } : {}),
      ...(answers ? { focus: { reference: `ServiceRequest/${slug(answers)}` } } : {}),
      ...(options.has('for role') ? { performerType: [concept(options.get('for role')!)] } : {}),
    },
  ];
};

const person: Make = ({ head, options }) => {
  const practitioner = personOf(head);
  const team = options.get('team until');
  const until = options.get('role until');
  const role = (id: string, end?: string): fhir4.PractitionerRole => ({
    resourceType: 'PractitionerRole',
    id,
    practitioner,
    ...(end ? { period: { end: dateOf(end) } } : { active: true }),
  });
  return [
    {
      resourceType: 'Practitioner',
      id: slug(head),
      active: !options.has('left'),
      name: [{ text: head }],
    },
    ...(until ? [role(`${slug(head)}-was`, until)] : []),
    ...(options.has('role') ? [role(`${slug(head)}-is`)] : []),
    ...(team
      ? [
          {
            resourceType: 'CareTeam' as const,
            id: 'team',
            status: 'active' as const,
            subject: SUBJECT,
            participant: [{ member: practitioner, period: { end: dateOf(team) } }],
          },
        ]
      : []),
  ];
};

const MAKERS: Record<string, Make> = {
  drug: makeDrug,
  dx: condition,
  family,
  allergy,
  lab,
  goal,
  wish,
  advice,
  nutrition,
  visit,
  seen,
  draw: requested,
  order: requested,
  referral: requested,
  task,
  person,
};

/** All of a chart, and what each of its keys became (`Type/id`). `who` is sex and age: `F 72`. */
export function makeResources(
  who: string,
  items: readonly Item[],
): { resources: fhir4.FhirResource[]; refs: Map<string, string> } {
  const refs = new Map<string, string>();
  const [sex, age] = who.split(' ');
  // Born in June: whole years at the moment of the charts.
  const birthDate = `${2026 - Number(age)}-06-15`;
  const patient: fhir4.Patient = {
    resourceType: 'Patient',
    id: 'p',
    gender: sex === 'F' ? 'female' : 'male',
    birthDate,
  };
  const resources = items.flatMap((item) => {
    const id = item.key.toLowerCase();
    const made = MAKERS[item.type]!(item, id);
    if (refs.has(item.key)) throw new Error(`two things are known as "${item.key}"`);
    refs.set(item.key, `${made[0]!.resourceType}/${made[0]!.id}`);
    return made;
  });
  return { resources: [patient, ...resources], refs };
}
