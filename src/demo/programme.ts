import { addWorkdays } from './calendar.ts';
import type { Chart } from './chart.ts';
import { hl7Coding } from './codes.ts';
import { writeDocument } from './notes.ts';
import { PROGRAMME } from './places.ts';
import type { Coding, Encounter, Resource } from './r4.ts';
import { STAFF, staffByUsername } from './staff.ts';
import { writeTask } from './tasks.ts';

const WITHIN = STAFF.filter(({ site }) => site === PROGRAMME).map(({ id }) => `Practitioner/${id}`);
/** Who somebody is, and what several places write together, do not become the programme's by naming it. */
const SHARED = new Set(['Patient', 'CarePlan', 'CareTeam', 'Goal', 'Consent', 'Coverage', 'Account']);

const LABELS: Coding[] = [
  hl7Coding('v3-ActCode', 'SUD', 'Substance use disorder'),
  hl7Coding('v3-ActCode', '42CFRPart2', '42 CFR Part 2'),
  hl7Coding('v3-ActCode', 'NORDSCLCD', '42 CFR part 2 prohibits unauthorized use or disclosure of these records.'),
  { system: 'urn:throughline:part2-programme', code: PROGRAMME },
];

/** The access policy that says which organization is a programme, and by whom it is controlled. */
export function programmePolicy(): Resource {
  const rules = {
    programmes: [{ organization: `Organization/${PROGRAMME}`, controlledBy: ['Organization/riverbend'] }],
  };
  return {
    resourceType: 'Library',
    id: 'policy-programmes',
    url: 'urn:throughline:policy:programmes',
    title: 'Treatment programmes of Riverbend Health',
    status: 'active',
    type: {
      coding: [{ system: 'urn:throughline:library-type', code: 'access-policy', display: 'Access policy' }],
    },
    date: '2026-02-16',
    description: 'Which parts of Riverbend Health are programmes of 42 CFR 2.11.',
    content: [{ contentType: 'application/json', data: Buffer.from(JSON.stringify(rules)).toString('base64') }],
  };
}

/** Labels what the programme's own desk and staff write beside the visits: bookings, orders, work. */
export function labelProgramme(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (SHARED.has(resource.resourceType)) continue;
    const text = JSON.stringify(resource);
    const isWithin = text.includes(`/${PROGRAMME}"`) || WITHIN.some((one) => text.includes(`"${one}"`));
    if (isWithin) resource.meta = { ...resource.meta, security: LABELS };
  }
}

/** A counsellor's note about the last visit, kept apart from the rest of the programme's records, and what the counsellor does next. */
export function writeCounsellingNote(chart: Chart): void {
  const visits = chart.resources.filter(
    (each): each is Encounter =>
      each.resourceType === 'Encounter' &&
      each['status'] === 'finished' &&
      (each as Encounter).serviceProvider?.reference === `Organization/${PROGRAMME}`,
  );
  const last = visits.at(-1);
  if (!last?.period.end) return;
  const author = staffByUsername('counsellor');
  writeDocument(chart, {
    type: {
      coding: [{ system: 'http://loinc.org', code: '80791-7', display: 'Psychotherapy note' }],
      text: 'Counselling note',
    },
    encounter: last,
    author,
    at: last.period.end,
    text: [
      'Counselling note · Riverbend Recovery Center',
      '',
      'Talked about his brother and the summer before last. Wants to write to him; not yet.',
      '',
      `${author.given} ${author.family}, psychologist`,
    ].join('\n'),
  });
  writeTask(chart, {
    kind: 'outreach',
    text: 'Call before the group on Tuesday',
    owner: author,
    requester: staffByUsername('recovery'),
    made: chart.today - 2,
    due: [addWorkdays(chart.today, 1), 12 * 60],
  });
}
