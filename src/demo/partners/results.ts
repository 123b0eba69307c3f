import type { Resource } from '../../fhir/index.ts';
import { hl7, loinc } from '../codes.ts';
import { analyteOf, type Analyte, type SpecimenKind } from './analytes.ts';
import { standingOf, type Findings } from './measure.ts';
import { contextOf, instant, type Brief, type Made, type Person } from './model.ts';
import type { Panel } from './panels.ts';

type ObservationStatus = fhir4.Observation['status'];
type ReportStatus = fhir4.DiagnosticReport['status'];

const STANDINGS: Record<string, string> = {
  N: 'Normal',
  H: 'High',
  L: 'Low',
  HH: 'Critical high',
  LL: 'Critical low',
  AA: 'Critical abnormal',
  POS: 'Positive',
  NEG: 'Negative',
};

const SPECIMENS: Record<SpecimenKind, [code: string, display: string]> = {
  blood: ['BLD', 'Whole blood'],
  urine: ['UR', 'Urine'],
  swab: ['THRT', 'Throat'],
  stool: ['STL', 'Stool'],
};

/** What a result is about beside its values. */
export type Occasion = {
  brief: Brief;
  panel: Panel;
  /** When the specimen was taken and when the result goes out, ms since 1970. */
  collected: number;
  issued: number;
  /** The name of the specimen within the order. */
  specimen: string;
};

/** A system of the partner's own numbers. */
export function systemOf(brief: Brief, what: 'accession' | 'report' | 'dispense'): string {
  return `urn:${brief.partner.organization.replace('Organization/', '')}:${what}`;
}

/** The partner's number of an order: the same whenever it is reckoned. */
export function accessionOf({ order }: Brief, part = ''): string {
  let sum = 7;
  for (const letter of `${order.task.id ?? ''}${part}`) sum = (sum * 31 + letter.charCodeAt(0)) % 2_147_483_647;
  return `${part === '' ? 'A' : part.charAt(0).toUpperCase()}${String(sum).padStart(10, '0')}`;
}

/** A specimen as it was taken; `rejected` says why it is of no use. */
export function specimenOf(occasion: Omit<Occasion, 'issued'>, rejected?: string): Made {
  const { brief, panel, collected, specimen } = occasion;
  const number = {
    system: systemOf(brief, 'accession'),
    value: accessionOf(brief, specimen === 'specimen' ? '' : specimen),
  };
  const [code, display] = SPECIMENS[panel.specimen];
  const resource: fhir4.Specimen = {
    resourceType: 'Specimen',
    accessionIdentifier: number,
    status: rejected === undefined ? 'available' : 'unsatisfactory',
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0487', code, display }], text: display },
    subject: contextOf(brief).subject,
    receivedTime: instant(collected),
    request: [{ reference: `ServiceRequest/${brief.order.request.id}` }],
    collection: { collectedDateTime: instant(collected) },
    ...(rejected === undefined ? {} : { note: [{ text: rejected, time: instant(collected) }] }),
  };
  return { name: specimen, resource: resource as unknown as Resource };
}

/** The observations and the report of what was found: of the members that are told of, with the panel that holds them. */
export function resultOf(
  occasion: Occasion,
  found: Findings,
  how: {
    status: ReportStatus;
    of?: (key: string) => ObservationStatus;
    only?: readonly string[];
    conclusion?: string;
  },
): Made[] {
  const { brief, panel } = occasion;
  const status: ObservationStatus = how.status === 'partial' ? 'preliminary' : (how.status as ObservationStatus);
  const members = [...found.keys()].filter((key) => how.only?.includes(key) ?? true);
  const observations = members.map((key) =>
    observationOf(occasion, analyteOf(key), found.get(key)!, how.of?.(key) ?? status),
  );
  const names = members.map((key) => `name:${key}`);
  const whole = panel.isPanel ? [panelObservation(occasion, names, status)] : [];
  const { subject, encounter, performer } = contextOf(brief);
  const conclusion = how.conclusion ?? concluded(brief.person, found, members);
  const report: fhir4.DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    status: how.status,
    basedOn: [{ reference: `ServiceRequest/${brief.order.request.id}` }],
    category: [hl7('v2-0074', 'LAB', 'Laboratory')],
    code: loinc(panel.loinc, panel.text),
    subject,
    ...(encounter ? { encounter } : {}),
    effectiveDateTime: instant(occasion.collected),
    issued: instant(occasion.issued),
    performer: [performer],
    resultsInterpreter: [performer],
    specimen: [{ reference: `name:${occasion.specimen}` }],
    result: (panel.isPanel ? ['name:panel'] : names).map((reference) => ({ reference })),
    conclusion,
  };
  return [...observations, ...whole, { name: 'report', resource: report as unknown as Resource }];
}

function panelObservation(occasion: Occasion, members: readonly string[], status: ObservationStatus): Made {
  const { panel } = occasion;
  const resource = {
    ...observationBase(occasion, status),
    code: loinc(panel.loinc, panel.text),
    hasMember: members.map((reference) => ({ reference })),
  };
  return { name: 'panel', resource: resource as unknown as Resource };
}

function observationBase(
  { brief, collected, issued, specimen }: Occasion,
  status: ObservationStatus,
): Omit<fhir4.Observation, 'code'> {
  const { subject, encounter, performer } = contextOf(brief);
  return {
    resourceType: 'Observation',
    status,
    basedOn: [{ reference: `ServiceRequest/${brief.order.request.id}` }],
    category: [hl7('observation-category', 'laboratory', 'Laboratory')],
    subject,
    ...(encounter ? { encounter } : {}),
    effectiveDateTime: instant(collected),
    issued: instant(issued),
    performer: [performer],
    specimen: { reference: `name:${specimen}` },
  };
}

/** One result with its range and how it lies. */
export function observationOf(occasion: Occasion, analyte: Analyte, value: number, status: ObservationStatus): Made {
  const { person } = occasion.brief;
  const standing = standingOf(analyte, person, value);
  const resource = {
    ...observationBase(occasion, status),
    code: loinc(analyte.loinc, analyte.display, analyte.text),
    ...valueOf(analyte, value),
    interpretation: [hl7('v3-ObservationInterpretation', standing, STANDINGS[standing]!)],
    ...rangeOf(analyte, person),
  };
  return { name: analyte.key, resource: resource as unknown as Resource };
}

function valueOf(analyte: Analyte, value: number): Pick<fhir4.Observation, 'valueQuantity' | 'valueCodeableConcept'> {
  if (analyte.foundPercent === undefined) {
    return { valueQuantity: measured(value, analyte) };
  }
  if (analyte.key.endsWith('-culture')) {
    return { valueCodeableConcept: { text: value === 0 ? 'No growth' : 'Escherichia coli, more than 100,000 CFU/mL' } };
  }
  const [code, display] = value === 0 ? ['LA6577-6', 'Negative'] : ['LA6576-8', 'Positive'];
  return { valueCodeableConcept: loinc(code!, display!) };
}

function measured(value: number, { unit, ucum }: Analyte): fhir4.Quantity {
  return { value, unit: unit || ucum, system: 'http://unitsofmeasure.org', code: ucum };
}

function rangeOf(analyte: Analyte, person: Person): Pick<fhir4.Observation, 'referenceRange'> {
  const [low, high] = analyte.usual(person);
  if (low === undefined && high === undefined) return {};
  const text = low === undefined ? `up to ${high}` : high === undefined ? `${low} or more` : `${low} to ${high}`;
  return {
    referenceRange: [
      {
        ...(low === undefined ? {} : { low: measured(low, analyte) }),
        ...(high === undefined ? {} : { high: measured(high, analyte) }),
        text: analyte.unit ? `${text} ${analyte.unit}` : text,
      },
    ],
  };
}

/** What lies outside, in words. */
function concluded(person: Person, found: Findings, members: readonly string[]): string {
  const outside = members.flatMap((key) => {
    const analyte = analyteOf(key);
    const standing = standingOf(analyte, person, found.get(key)!);
    return standing === 'N' || standing === 'NEG' ? [] : [`${analyte.text}: ${STANDINGS[standing]!.toLowerCase()}`];
  });
  return outside.length === 0 ? 'All results are within their usual range.' : `${outside.join('. ')}.`;
}

/** The call about what cannot wait, to whoever asked. */
export function callOf(brief: Brief, about: { key: string; said: string; at: number; names: readonly string[] }): Made {
  const { subject, encounter, requester, performer } = contextOf(brief);
  const resource: fhir4.Communication = {
    resourceType: 'Communication',
    status: 'completed',
    basedOn: [{ reference: `ServiceRequest/${brief.order.request.id}` }],
    category: [hl7('communication-category', 'alert', 'Alert')],
    priority: 'stat',
    medium: [hl7('v3-ParticipationMode', 'PHONE', 'telephone')],
    subject,
    ...(encounter ? { encounter } : {}),
    about: about.names.map((name) => ({ reference: `name:${name}` })),
    sent: instant(about.at),
    ...(requester ? { recipient: [requester] } : {}),
    sender: performer,
    payload: [{ contentString: about.said }],
  };
  return { name: about.key, resource: resource as unknown as Resource };
}
