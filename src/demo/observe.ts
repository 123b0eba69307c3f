import { instantOf } from './calendar.ts';
import { hl7, loinc, refTo } from './codes.ts';
import { nextId, organizationRef, put, subjectOf } from './chart.ts';
import type { Concept, Observation } from './r4.ts';
import { practitionerRef, type Staff } from './staff.ts';
import type { Visit } from './visit.ts';

const CATEGORIES = {
  'vital-signs': 'Vital Signs',
  survey: 'Survey',
  'social-history': 'Social History',
  exam: 'Exam',
  imaging: 'Imaging',
  laboratory: 'Laboratory',
} as const;

export type Measured = {
  category: keyof typeof CATEGORIES;
  code: [code: string, display: string, text?: string];
  by: Staff;
  /** Minutes after the start of the visit. */
  after: number;
  rest: Pick<Observation, 'valueQuantity' | 'valueCodeableConcept' | 'component' | 'interpretation' | 'referenceRange'>;
};

/** Writes something that a person of the staff observed during a visit. */
export function observe(visit: Visit, measured: Measured): Observation {
  const [code, display, text] = measured.code;
  const at = instantOf(visit.day, visit.start + Math.min(measured.after, visit.minutes - 1));
  return put(visit.chart, {
    resourceType: 'Observation',
    id: nextId(visit.chart, 'obs'),
    status: 'final',
    category: [hl7('observation-category', measured.category, CATEGORIES[measured.category])],
    code: loinc(code, display, text ?? display),
    subject: subjectOf(visit.chart),
    encounter: refTo('Encounter', visit.encounter.id),
    effectiveDateTime: at,
    issued: at,
    performer: [practitionerRef(measured.by), organizationRef(visit.site)],
    ...measured.rest,
  });
}

/** High, low or normal beside a band. */
export function flagOf(value: number, low: number | undefined, high: number | undefined): Concept[] {
  if (high !== undefined && value > high) return [hl7('v3-ObservationInterpretation', 'H', 'High')];
  if (low !== undefined && value < low) return [hl7('v3-ObservationInterpretation', 'L', 'Low')];
  return [hl7('v3-ObservationInterpretation', 'N', 'Normal')];
}
