import { instantOf } from './calendar.ts';
import { ejectionOn } from './body.ts';
import { hl7, loinc, quantity, refTo, snomed } from './codes.ts';
import { locationRef, nextId, organizationRef, put, subjectOf } from './chart.ts';
import { remember } from './labs.ts';
import { flagOf, observe } from './observe.ts';
import type { RoomKey } from './places.ts';
import type { Concept } from './r4.ts';
import { practitionerRef } from './staff.ts';
import type { Visit } from './visit.ts';

const PROCEDURES = {
  echo: snomed('40701008', 'Echocardiography (procedure)', 'Echocardiogram'),
  colonoscopy: snomed('73761001', 'Colonoscopy (procedure)', 'Colonoscopy'),
  mammography: snomed('24623002', 'Screening mammography (procedure)', 'Screening mammogram'),
  ecg: snomed('29303009', 'Electrocardiographic procedure (procedure)', 'Electrocardiogram'),
  spirometry: snomed('127783003', 'Spirometry (procedure)', 'Spirometry'),
  'hip-repair': snomed('179344006', 'Hemiarthroplasty of hip (procedure)', 'Hip hemiarthroplasty'),
  delivery: snomed('177184002', 'Normal delivery procedure (procedure)', 'Vaginal birth'),
  'wound-closure': snomed('288086009', 'Suture open wound (procedure)', 'Wound closure with sutures'),
} as const satisfies Record<string, Concept>;

export type ProcedureKey = keyof typeof PROCEDURES;

/** Records a procedure that was done at a visit. */
export function writeProcedure(
  visit: Visit,
  key: ProcedureKey,
  reason: string,
  outcome: string,
  room?: RoomKey,
): string {
  const { chart } = visit;
  const [order] = visit.encounter.basedOn ?? [];
  const id = nextId(chart, 'proc');
  put(chart, {
    resourceType: 'Procedure',
    id,
    ...(order ? { basedOn: [order] } : {}),
    status: 'completed',
    category: snomed('103693007', 'Diagnostic procedure (procedure)', 'Procedure'),
    code: PROCEDURES[key],
    subject: subjectOf(chart),
    encounter: refTo('Encounter', visit.encounter.id),
    performedPeriod: {
      start: instantOf(visit.day, visit.start + Math.min(5, visit.minutes - 2)),
      end: instantOf(visit.day, visit.start + visit.minutes - 1),
    },
    recorder: practitionerRef(visit.staff),
    performer: [{ actor: practitionerRef(visit.staff), onBehalfOf: organizationRef(visit.site) }],
    location: locationRef(room ?? visit.site),
    reasonCode: [{ text: reason }],
    outcome: { text: outcome },
  });
  visit.tests.push(`${PROCEDURES[key].text}: ${outcome.charAt(0).toLowerCase()}${outcome.slice(1).replace(/\.$/, '')}`);
  return id;
}

/** An echocardiogram with its report and the ejection fraction. */
export function writeEcho(visit: Visit, fixed?: number): number {
  const ejection = Math.round(fixed ?? ejectionOn(visit.chart, visit.day) + visit.random.normal(0, 1));
  const squeeze = ejection <= 40 ? 'reduced' : ejection < 50 ? 'mildly reduced' : 'normal';
  const observation = observe(visit, {
    category: 'imaging',
    code: ['10230-1', 'Left ventricular Ejection fraction', 'Left ventricular ejection fraction'],
    by: visit.staff,
    after: visit.minutes - 10,
    rest: {
      valueQuantity: quantity(ejection, '%'),
      interpretation: flagOf(ejection, 50, 72),
      referenceRange: [{ low: quantity(50, '%'), high: quantity(72, '%'), text: '50 to 72 %' }],
    },
  });
  remember(visit.chart, 'ejection', visit.day, ejection, observation.id);
  const conclusion = `Left ventricular ejection fraction ${ejection} %, ${squeeze}. ${ejection <= 40 ? 'Left ventricle mildly enlarged; mild mitral regurgitation.' : 'Chambers of normal size; no significant valve disease.'}`;
  writeProcedure(visit, 'echo', visit.reason, conclusion, 'hospital-echo-laboratory');
  writeReport(visit, loinc('42148-7', 'US Heart', 'Echocardiogram report'), 'CUS', 'Cardiac Ultrasound', conclusion, [
    observation.id,
  ]);
  return ejection;
}

/** The report of an examination, with what it concludes. */
export function writeReport(
  visit: Visit,
  code: Concept,
  category: string,
  categoryText: string,
  conclusion: string,
  results: string[] = [],
): void {
  const { chart } = visit;
  const [order] = visit.encounter.basedOn ?? [];
  const end = visit.start + visit.minutes;
  put(chart, {
    resourceType: 'DiagnosticReport',
    id: nextId(chart, 'report'),
    ...(order ? { basedOn: [order] } : {}),
    status: 'final',
    category: [hl7('v2-0074', category, categoryText)],
    code,
    subject: subjectOf(chart),
    encounter: refTo('Encounter', visit.encounter.id),
    effectiveDateTime: instantOf(visit.day, end - 10),
    issued: instantOf(visit.day, end + 40),
    performer: [practitionerRef(visit.staff), organizationRef(visit.site)],
    resultsInterpreter: [practitionerRef(visit.staff)],
    ...(results.length > 0 ? { result: results.map((id) => refTo('Observation', id)) } : {}),
    conclusion,
  });
}
