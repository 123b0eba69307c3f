import type { Resource } from '../../fhir/index.ts';
import { hl7 } from '../codes.ts';
import { randomFrom, type Random } from '../prng.ts';
import {
  DAY,
  HOUR,
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
import { accessionOf, systemOf } from './results.ts';

/** What can become of a prescription at a pharmacy. */
export type PharmacyCourse = 'plain' | 'partial-fill' | 'out-of-stock' | 'not-picked-up';

/** How often in a hundred. */
export const PHARMACY_MIX: Mix<PharmacyCourse> = [
  ['plain', 80],
  ['partial-fill', 7],
  ['out-of-stock', 6],
  ['not-picked-up', 7],
];

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
/** Nobody takes more of a thing at a time, or is handed more of it. */
const MOST_AT_ONCE = 20;
const MOST_HANDED_OVER = 1000;
const MOST_DAYS = 366;
const PIECES = /tablet|capsule|pill|tbl|\{(tbl|cap|tab)/i;

/** What a pharmacist asks before anything is prepared; null where nothing is to be asked. */
export function questionAbout(request: fhir4.MedicationRequest): string | null {
  const { dosageInstruction = [], dispenseRequest } = request;
  const drug = drugOf(request);
  const isKnown = drug?.coding?.some(({ system, code }) => system === RXNORM && /^\d{1,8}$/.test(code ?? ''));
  if (!isKnown && 'medicationCodeableConcept' in medicationOf(request)) {
    return `Which product is meant by "${wordsOf(drug)}"? It is not in our list; name it by RxNorm.`;
  }
  for (const { doseAndRate = [], text = '' } of dosageInstruction) {
    const told = /(\d[\d,]*)\s*(tablets|capsules|pills)/i.exec(text);
    if (Number(told?.[1]?.replaceAll(',', '')) > MOST_AT_ONCE) {
      return `The dose is ${told![0]} at a time. What is the dose?`;
    }
    for (const { doseQuantity, doseRange } of doseAndRate) {
      const dose = doseQuantity ?? doseRange?.high;
      const isPieces = PIECES.test(`${dose?.unit ?? ''} ${dose?.code ?? ''}`) || dose?.code === '1';
      if (isPieces && (dose?.value ?? 0) > MOST_AT_ONCE) {
        return `The dose is ${grouped(dose!.value!)} ${dose!.unit ?? 'pieces'} at a time. What is the dose?`;
      }
    }
  }
  const { quantity, expectedSupplyDuration } = dispenseRequest ?? {};
  if (quantity?.value !== undefined && quantity.value <= 0)
    return 'The quantity is nothing. How much is to be dispensed?';
  if ((quantity?.value ?? 0) > MOST_HANDED_OVER) {
    return (
      `The quantity is ${grouped(quantity!.value!)} ${quantity!.unit ?? ''}`.trim() + '. How much is to be dispensed?'
    );
  }
  if (daysIn(expectedSupplyDuration) > MOST_DAYS) {
    return `The supply is for ${grouped(daysIn(expectedSupplyDuration))} days. For how long is it?`;
  }
  return null;
}

/** The product as a code: written out, or as a Medication that the prescription brings along. */
function drugOf({ medicationCodeableConcept, medicationReference, contained = [] }: fhir4.MedicationRequest) {
  const own = contained.find(({ id }) => `#${id}` === medicationReference?.reference) as fhir4.Medication | undefined;
  return own?.code ?? medicationCodeableConcept;
}

function medicationOf(
  request: fhir4.MedicationRequest,
): Pick<fhir4.MedicationDispense, 'medicationReference' | 'medicationCodeableConcept'> {
  const { medicationReference } = request;
  if (medicationReference && !medicationReference.reference?.startsWith('#')) return { medicationReference };
  return { medicationCodeableConcept: drugOf(request) ?? { text: 'not said' } };
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function daysIn(duration: fhir4.Duration | undefined): number {
  const days: Record<string, number> = { d: 1, wk: 7, mo: 30, a: 365, h: 1 / 24 };
  return Math.round((duration?.value ?? 0) * (days[duration?.code ?? 'd'] ?? 1));
}

/** What a pharmacy does about a prescription, in its order. A question ends the plan until the prescription is another. */
export function planPharmacy(brief: Brief, mix: Mix<PharmacyCourse> = PHARMACY_MIX): Step[] {
  const { order, speed } = brief;
  const request = order.request as fhir4.MedicationRequest;
  const random = randomFrom(`${brief.seed}/${order.task.id}`);
  // What was asked about is answered by a new version of the prescription: from then on it is worked on.
  const changed = Date.parse(request.meta?.lastUpdated ?? '');
  const begin = Math.max(beginOf(order), Number.isNaN(changed) ? 0 : changed);
  const at = clockFrom(begin, speed);
  const received: Step = { key: 'received', at: at(1), status: 'received', said: 'Received by the pharmacy' };
  const question = questionAbout(request);
  if (question) {
    return [
      received,
      { key: 'asked', at: at(10), status: 'on-hold', said: 'The pharmacist asks back', reason: question },
    ];
  }
  const course = drawCourse(random.fork('course'), mix, (one) => one !== 'partial-fill' || amountOf(request).value > 1);
  const accepted: Step = { key: 'accepted', at: at(10), status: 'accepted', said: 'Accepted' };
  return [received, accepted, ...fills({ brief, request, at, random }, course)];
}

type Work = { brief: Brief; request: fhir4.MedicationRequest; at: (minutes: number) => number; random: Random };

function fills(work: Work, course: PharmacyCourse): Step[] {
  const { at, request, random } = work;
  const { value } = amountOf(request);
  const away = random.fork('pick-up').int(2, 6) * HOUR;
  const out: Step = {
    key: 'out-of-stock',
    at: at(30),
    status: 'on-hold',
    said: 'Out of stock; ordered from the wholesaler',
    reason: 'Out of stock: it is expected the next day. Nothing is to be done unless it cannot wait.',
  };
  switch (course) {
    case 'partial-fill': {
      const part = Math.floor(value / 2);
      return [
        prepare(work, 'dispense', part, 60),
        handOver(work, { name: 'dispense', amount: part, after: away, isLast: false }),
        handOver(work, { name: 'dispense-2', amount: value - part, after: DAY + away, isLast: true }),
      ];
    }
    case 'out-of-stock':
      return [
        out,
        prepare(work, 'dispense', value, DAY),
        handOver(work, { name: 'dispense', amount: value, after: DAY + away, isLast: true }),
      ];
    case 'not-picked-up':
      return [prepare(work, 'dispense', value, 60), putBack(work, value)];
    default:
      return [
        prepare(work, 'dispense', value, 60),
        handOver(work, { name: 'dispense', amount: value, after: away, isLast: true }),
      ];
  }
}

function prepare(work: Work, name: string, amount: number, minutes: number): Step {
  const at = work.at(minutes);
  return {
    key: 'prepared',
    at,
    status: 'in-progress',
    said: 'Ready to be picked up',
    make: () => [dispenseOf(work, name, { status: 'in-progress', amount, prepared: at })],
  };
}

function handOver(work: Work, how: { name: string; amount: number; after: number; isLast: boolean }): Step {
  const { name, amount, after, isLast } = how;
  const at = work.at(after);
  return {
    key: isLast ? 'dispensed' : 'dispensed-in-part',
    at,
    status: isLast ? 'completed' : 'in-progress',
    said: isLast ? 'Dispensed' : 'Dispensed in part; the rest follows',
    make: () => [dispenseOf(work, name, { status: 'completed', amount, handedOver: at, isPart: !isLast })],
    output: { name, text: 'Dispense' },
  };
}

/** What nobody fetches goes back on the shelf. */
function putBack(work: Work, amount: number): Step {
  return {
    key: 'returned',
    at: work.at(10 * DAY),
    status: 'failed',
    said: 'Not picked up; returned to stock',
    reason: 'Nobody picked it up in ten days: it went back to stock. Ask whether it is taken.',
    make: () => [dispenseOf(work, 'dispense', { status: 'declined', amount })],
  };
}

type Dispensing = {
  status: fhir4.MedicationDispense['status'];
  amount: number;
  prepared?: number;
  handedOver?: number;
  isPart?: boolean;
};

/** How much is to be handed over at a time: as prescribed, else enough for a month by one a day. */
function amountOf({ dispenseRequest }: fhir4.MedicationRequest): fhir4.Quantity & { value: number } {
  const { quantity } = dispenseRequest ?? {};
  return { unit: 'each', ...quantity, value: quantity?.value ?? 30 };
}

function dispenseOf({ brief, request }: Work, name: string, how: Dispensing): Made {
  const { subject, encounter, performer } = contextOf(brief);
  const whole = amountOf(request);
  const days = daysIn(request.dispenseRequest?.expectedSupplyDuration);
  const share = days === 0 ? 0 : Math.round((days * how.amount) / whole.value);
  const resource: fhir4.MedicationDispense = {
    resourceType: 'MedicationDispense',
    status: how.status,
    ...(how.status === 'declined' ? { statusReasonCodeableConcept: { text: 'Not picked up; returned to stock' } } : {}),
    category: hl7('medicationdispense-category', 'community', 'Community'),
    ...medicationOf(request),
    subject,
    ...(encounter ? { context: encounter } : {}),
    performer: [{ actor: performer }],
    authorizingPrescription: [{ reference: `MedicationRequest/${request.id}` }],
    type: how.isPart
      ? hl7('v3-ActCode', 'FFP', 'First Fill - Part Fill')
      : name === 'dispense-2'
        ? hl7('v3-ActCode', 'FFC', 'First Fill - Complete')
        : hl7('v3-ActCode', 'FF', 'First Fill'),
    quantity: { ...whole, value: how.amount },
    ...(share > 0
      ? { daysSupply: { value: share, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' } }
      : {}),
    ...(how.prepared === undefined ? {} : { whenPrepared: instant(how.prepared) }),
    ...(how.handedOver === undefined ? {} : { whenHandedOver: instant(how.handedOver) }),
    ...(request.dosageInstruction ? { dosageInstruction: request.dosageInstruction } : {}),
    identifier: [{ system: systemOf(brief, 'dispense'), value: accessionOf(brief, name) }],
  };
  return { name, resource: resource as unknown as Resource };
}
