import { inWords, yearsBetween, monthsBetween } from './calendar.ts';
import { inSentence, loinc, refTo } from './codes.ts';
import { nextId, organizationRef, put, subjectOf, type Chart } from './chart.ts';
import { siteOf } from './places.ts';
import type { Concept, Encounter } from './r4.ts';
import { practitionerRef, spokenName, staffName, type Staff } from './staff.ts';
import { signedAt, type Visit } from './visit.ts';

export const NOTE_TYPES = {
  visit: loinc('11506-3', 'Progress note', 'Visit note'),
  consultation: loinc('11488-4', 'Consult note', 'Consultation note'),
  emergency: loinc('34111-5', 'Emergency department Note', 'Emergency department note'),
  discharge: loinc('18842-5', 'Discharge summary', 'Discharge summary'),
  telephone: loinc('34748-4', 'Telephone encounter Note', 'Telephone note'),
  procedure: loinc('28570-0', 'Procedure note', 'Procedure note'),
  therapy: loinc('11527-7', 'Psychiatry Note', 'Behavioral health note'),
} as const satisfies Record<string, Concept>;

/** How a note introduces the person: `a 54-year-old woman`. */
export function introduced(chart: Chart, day: number): string {
  const { person } = chart;
  const years = yearsBetween(person.birth, day);
  const months = monthsBetween(person.birth, day);
  if (months < 1) return `a newborn ${person.sex === 'female' ? 'girl' : 'boy'}`;
  if (months < 24) return `a ${months}-month-old ${person.sex === 'female' ? 'girl' : 'boy'}`;
  const word = years < 18 ? (person.sex === 'female' ? 'girl' : 'boy') : person.sex === 'female' ? 'woman' : 'man';
  const article = String(years).startsWith('8') || years === 11 || years === 18 ? 'an' : 'a';
  return `${article} ${years}-year-old ${word}`;
}

/** Writes the note of a visit out of what the visit gathered, so that it says what the data say. */
export function writeNote(visit: Visit, kind: keyof typeof NOTE_TYPES = 'visit'): void {
  const { chart } = visit;
  const { person } = chart;
  const lines: string[] = [
    `${NOTE_TYPES[kind].text} · ${siteOf(visit.site).name} · ${inWords(visit.day)}`,
    '',
    `${person.given} ${person.family} is ${introduced(chart, visit.day)} seen for: ${inSentence(visit.reason)}.`,
    ...(person.interpreter ? ['An interpreter took part.'] : []),
    ...section('History', visit.history.join(' ')),
    ...section('Findings', visit.exam.join(' ')),
    ...section('Results', visit.tests.length ? `${visit.tests.join('; ')}.` : ''),
  ];
  if (visit.problems.length > 0) {
    lines.push('', 'Assessment and plan');
    visit.problems.forEach((problem, index) =>
      lines.push(`${index + 1}. ${problem.title}. ${problem.lines.join(' ')}`),
    );
  }
  if (visit.next) lines.push('', visit.next);
  lines.push('', `${staffName(visit.staff)}, ${visit.staff.title.toLowerCase()}`);
  writeDocument(chart, {
    type: NOTE_TYPES[kind],
    encounter: visit.encounter,
    author: visit.staff,
    at: signedAt(visit),
    text: lines.join('\n'),
  });
}

function section(title: string, text: string): string[] {
  return text ? ['', title, text] : [];
}

export type DocumentText = { type: Concept; encounter: Encounter; author: Staff; at: string; text: string };

/** Files a text about an encounter. */
export function writeDocument(chart: Chart, document: DocumentText): void {
  const { encounter, author, at, type } = document;
  const site = encounter.serviceProvider ?? organizationRef(author.site);
  put(chart, {
    resourceType: 'DocumentReference',
    id: nextId(chart, 'doc'),
    status: 'current',
    docStatus: 'final',
    type,
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
            display: 'Clinical Note',
          },
        ],
        text: 'Clinical note',
      },
    ],
    subject: subjectOf(chart),
    date: at,
    author: [practitionerRef(author)],
    authenticator: practitionerRef(author),
    custodian: site,
    description: `${type.text}, ${spokenName(author)}`,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          language: 'en',
          data: Buffer.from(document.text, 'utf8').toString('base64'),
          title: `${type.text}, ${inWords(dayOfInstant(at))}`,
          creation: at,
        },
        format: {
          system: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
          code: 'urn:ihe:iti:xds:2017:mimeTypeSufficient',
          display: 'mimeType Sufficient',
        },
      },
    ],
    context: { encounter: [refTo('Encounter', encounter.id)], period: encounter.period },
  });
}

function dayOfInstant(at: string): number {
  return Math.floor(Date.parse(`${at.slice(0, 10)}T00:00:00Z`) / 86_400_000);
}
