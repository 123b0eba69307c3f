import type { Resource } from '../../fhir/index.ts';
import { hl7Coding, loinc } from '../codes.ts';
import { randomFrom, type Random } from '../prng.ts';
import { isIndicated } from './laboratory.ts';
import {
  DAY,
  HOUR,
  askedAt,
  beginOf,
  clockFrom,
  contextOf,
  drawCourse,
  instant,
  wordsOf,
  type Brief,
  type Made,
  type Mix,
  type Step,
} from './model.ts';
import { accessionOf, callOf, systemOf } from './results.ts';
import { studyOf, type Study } from './studies.ts';

/** What can become of an order to an imaging center. */
export type ImagingCourse =
  | 'plain'
  | 'abnormal'
  | 'preliminary'
  | 'late'
  | 'amended'
  | 'critical'
  | 'not-kept'
  | 'wrong-patient';

/** How often in a hundred. */
export const IMAGING_MIX: Mix<ImagingCourse> = [
  ['plain', 56],
  ['abnormal', 17],
  ['preliminary', 8],
  ['late', 6],
  ['amended', 5],
  ['critical', 3],
  ['not-kept', 3],
  ['wrong-patient', 2],
];

type Work = {
  brief: Brief;
  study: Study;
  course: ImagingCourse;
  at: (minutes: number) => number;
  taken: number;
  random: Random;
};

/** What an imaging center does about an order, in its order. The same brief is the same plan. */
export function planImaging(brief: Brief, mix: Mix<ImagingCourse> = IMAGING_MIX): Step[] {
  const { order, speed } = brief;
  const request = order.request as fhir4.ServiceRequest;
  const random = randomFrom(`${brief.seed}/${order.task.id}`);
  const desk = clockFrom(askedAt(order), speed);
  const at = clockFrom(beginOf(order), speed);
  const received: Step = { key: 'received', at: desk(2), status: 'received', said: 'Received by the imaging center' };
  const refuse = (reason: string): Step[] => [
    received,
    { key: 'rejected', at: desk(6), status: 'rejected', said: 'Not accepted', reason },
  ];
  const study = studyOf(request.code);
  if (!study) return refuse(`This center does no such study: ${wordsOf(request.code)}. Choose one of its directory.`);
  if (!isIndicated(request)) return refuse('A study is read for a question: order it again with the indication.');
  const course = drawCourse(random.fork('course'), mix, (one) => one !== 'critical' || study.critical !== undefined);
  const accepted: Step = { key: 'accepted', at: desk(6), status: 'accepted', said: 'Accepted; an appointment is made' };
  if (course === 'not-kept') {
    const reason = 'The patient did not come. Order it again when a new appointment is wanted.';
    return [received, accepted, { key: 'failed', at: at(3 * HOUR), status: 'failed', said: 'Not done', reason }];
  }
  const work = { brief, study, course, at, taken: at(HOUR), random };
  return [received, accepted, acquire(work), ...reports(work)];
}

function acquire(work: Work): Step {
  return {
    key: 'taken',
    at: work.taken,
    status: 'in-progress',
    said: 'Images taken; to be read',
    make: () => [studyResource(work)],
    output: { name: 'study', text: 'Imaging study' },
  };
}

/** A uid of ISO/IEC 9834-8 (2.25 and a number), as DICOM allows. */
function uidOf(brief: Brief, part: string): string {
  return `2.25.${BigInt(`0x${Buffer.from(accessionOf(brief, part)).toString('hex')}`)}`;
}

function studyResource({ brief, study, taken }: Work): Made {
  const { subject, encounter, performer, requester } = contextOf(brief);
  const [code, display] = study.modality;
  const modality = { system: 'http://dicom.nema.org/resources/ontology/DCM', code, display };
  const resource: fhir4.ImagingStudy = {
    resourceType: 'ImagingStudy',
    identifier: [
      { system: 'urn:dicom:uid', value: `urn:oid:${uidOf(brief, 'study')}` },
      {
        type: { coding: [hl7Coding('v2-0203', 'ACSN', 'Accession ID')] },
        system: systemOf(brief, 'accession'),
        value: accessionOf(brief),
      },
    ],
    status: 'available',
    modality: [modality],
    subject,
    ...(encounter ? { encounter } : {}),
    started: instant(taken),
    basedOn: [{ reference: `ServiceRequest/${brief.order.request.id}` }],
    ...(requester ? { referrer: requester } : {}),
    numberOfSeries: 1,
    numberOfInstances: study.images,
    description: wordsOf((brief.order.request as fhir4.ServiceRequest).code),
    series: [
      {
        uid: uidOf(brief, 'series'),
        number: 1,
        modality,
        numberOfInstances: study.images,
        started: instant(taken),
        performer: [{ actor: performer }],
      },
    ],
  };
  return { name: 'study', resource: resource as unknown as Resource };
}

type Read = {
  status: fhir4.DiagnosticReport['status'];
  issued: number;
  finding: string;
  impression: string;
  addendum?: string;
};

function reports(work: Work): Step[] {
  const { course, study, at, random } = work;
  const normal = { finding: study.normal, impression: 'No acute abnormality.' };
  const [finding, impression] =
    course === 'critical'
      ? study.critical!
      : course === 'abnormal' || course === 'amended'
        ? study.abnormal
        : [normal.finding, normal.impression];
  const takes = course === 'late' ? DAY + random.fork('late').int(3, 9) * HOUR : random.fork('takes').int(3, 6) * HOUR;
  const final: Read = { status: 'final', issued: at(takes), finding, impression };
  switch (course) {
    case 'preliminary':
      return [
        step(
          work,
          'preliminary',
          { ...final, status: 'preliminary', issued: at(takes / 2) },
          'Read first by the resident',
        ),
        step(work, 'final', final, 'Read'),
      ];
    case 'amended': {
      const addendum = `Compared with earlier images meanwhile: ${impression}`;
      return [
        step(work, 'final', { ...final, ...normal }, 'Read'),
        step(
          work,
          'amended',
          { ...final, status: 'amended', issued: at(takes + HOUR), addendum },
          'The report was amended',
        ),
      ];
    }
    case 'wrong-patient':
      return [misdirected(work, final, at(takes * 0.7)), step(work, 'final', final, 'Read')];
    default:
      return [step(work, 'final', final, course === 'critical' ? 'Read; called because it is critical' : 'Read')];
  }
}

function step(work: Work, key: string, read: Read, said: string): Step {
  const isOver = key !== 'preliminary';
  const call = callOf(work.brief, {
    key: key === 'amended' ? 'amendment-call' : 'call',
    at: read.issued,
    names: ['report'],
    said: `${key === 'amended' ? 'Amended report' : 'Critical finding'} by telephone: ${read.impression}`,
  });
  const isCalled = key === 'amended' || (key === 'final' && work.course === 'critical');
  return {
    key,
    at: read.issued,
    status: isOver ? 'completed' : 'in-progress',
    said,
    output: { name: 'report', text: 'Report' },
    make: () => [reportOf(work, read), ...(isCalled ? [call] : [])],
  };
}

function misdirected(work: Work, read: Read, at: number): Step {
  return {
    key: 'misdirected',
    at,
    status: 'in-progress',
    said: 'A report was sent under another patient’s order; it is sent again under the right one',
    isMistake: true,
    make: ({ otherOrder }) => {
      if (otherOrder === undefined) return [];
      const { resource } = reportOf(work, { ...read, issued: at });
      return [{ name: 'misdirected', resource: { ...resource, basedOn: [{ reference: otherOrder }] } as Resource }];
    },
  };
}

function reportOf({ brief, study, taken }: Work, read: Read): Made {
  const request = brief.order.request as fhir4.ServiceRequest;
  const { subject, encounter, performer } = contextOf(brief);
  const text = [
    wordsOf(request.code).toUpperCase(),
    '',
    `INDICATION: ${request.reasonCode?.map(wordsOf).join('; ') || 'As ordered.'}`,
    `TECHNIQUE: ${study.technique}`,
    'COMPARISON: None.',
    `FINDINGS: ${read.finding}`,
    `IMPRESSION: ${read.impression}`,
    ...(read.addendum ? ['', `ADDENDUM (${read.issued ? instant(read.issued) : ''}): ${read.addendum}`] : []),
  ].join('\n');
  const report: fhir4.DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    status: read.status,
    basedOn: [{ reference: `ServiceRequest/${request.id}` }],
    category: [{ coding: [hl7Coding('v2-0074', 'RAD', 'Radiology')], text: 'Radiology' }],
    code: request.code ?? loinc('18748-4', 'Diagnostic imaging study'),
    subject,
    ...(encounter ? { encounter } : {}),
    effectiveDateTime: instant(taken),
    issued: instant(read.issued),
    performer: [performer],
    resultsInterpreter: [performer],
    imagingStudy: [{ reference: 'name:study' }],
    conclusion: read.addendum ?? read.impression,
    presentedForm: [
      {
        contentType: 'text/plain; charset=utf-8',
        language: 'en',
        data: Buffer.from(text, 'utf8').toString('base64'),
        title: wordsOf(request.code),
        creation: instant(read.issued),
      },
    ],
  };
  return { name: 'report', resource: report as unknown as Resource };
}
