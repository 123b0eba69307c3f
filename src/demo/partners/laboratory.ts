import { rounded } from '../codes.ts';
import { randomFrom, type Random } from '../prng.ts';
import type { Resource } from '../../fhir/index.ts';
import { analyteOf, type Analyte } from './analytes.ts';
import { measure, reckon, standingOf, typicalOf } from './measure.ts';
import {
  DAY,
  HOUR,
  askedAt,
  beginOf,
  clockFrom,
  drawCourse,
  instant,
  wordsOf,
  type Brief,
  type Made,
  type Mix,
  type Step,
} from './model.ts';
import { needsIndication, panelOf, type Panel } from './panels.ts';
import { callOf, observationOf, resultOf, specimenOf, type Occasion } from './results.ts';

/** What can become of an order to a laboratory. */
export type LabCourse =
  | 'plain'
  | 'partial'
  | 'late'
  | 'corrected'
  | 'critical'
  | 'reflex'
  | 'hemolyzed'
  | 'insufficient'
  | 'recalled-kit'
  | 'wrong-patient'
  | 'wrong-unit'
  | 'wrong-order';

/** How often in a hundred. */
export const LAB_MIX: Mix<LabCourse> = [
  ['plain', 62],
  ['partial', 8],
  ['late', 6],
  ['corrected', 5],
  ['critical', 3],
  ['reflex', 4],
  ['hemolyzed', 3],
  ['insufficient', 2],
  ['recalled-kit', 1],
  ['wrong-patient', 2],
  ['wrong-unit', 2],
  ['wrong-order', 2],
];

const PROMISED = DAY;
/** Of these the test is bought as a kit, of which a lot may be recalled. */
const BY_KIT = new Set(['strep-rapid', 'sars-cov-2', 'fit', 'troponin-i', 'hcg-urine', 'd-dimer']);

/** Everything about one order that its steps are made of. */
type Work = {
  brief: Brief;
  panel: Panel;
  course: LabCourse;
  found: Map<string, number>;
  /** So many minutes after it was asked for, and after it began. */
  desk: (minutes: number) => number;
  at: (minutes: number) => number;
  random: Random;
};

/** What a laboratory does about an order, in its order. The same brief is the same plan. */
export function planLaboratory(brief: Brief, mix: Mix<LabCourse> = LAB_MIX): Step[] {
  const { order, speed } = brief;
  const request = order.request as fhir4.ServiceRequest;
  const random = randomFrom(`${brief.seed}/${order.task.id}`);
  const desk = clockFrom(askedAt(order), speed);
  const at = clockFrom(beginOf(order), speed);
  const received: Step = { key: 'received', at: desk(2), status: 'received', said: 'Received by the laboratory' };
  const panel = panelOf(request.code);
  const refuse = (reason: string): Step[] => [
    received,
    { key: 'rejected', at: desk(6), status: 'rejected', said: 'Not accepted', reason },
  ];
  if (!panel)
    return refuse(`This laboratory does no such test: ${wordsOf(request.code)}. Choose one of its directory.`);
  if (needsIndication(panel) && !isIndicated(request)) {
    return refuse(`${panel.text} is done for an indication: order it again with the reason.`);
  }
  const course = courseOf(panel, random, mix);
  if (course === 'recalled-kit') {
    return refuse(`The maker has recalled the kit for ${panel.text}. It can be ordered again from next week.`);
  }
  const found = findings(brief, panel, course, random);
  return [received, ...stepsOf({ brief, panel, course, found, desk, at, random })];
}

function courseOf(panel: Panel, random: Random, mix: Mix<LabCourse>): LabCourse {
  return drawCourse(random.fork('course'), mix, (course) => isPossible(course, panel));
}

export function isIndicated({ reasonCode, reasonReference }: fhir4.ServiceRequest): boolean {
  return (reasonCode?.length ?? 0) > 0 || (reasonReference?.length ?? 0) > 0;
}

function isPossible(course: LabCourse, { members, specimen, isPanel }: Panel): boolean {
  const measured = members.filter((key) => analyteOf(key).foundPercent === undefined);
  switch (course) {
    case 'partial':
      return isPanel || members.some((key) => key.endsWith('-culture'));
    case 'critical':
      return criticalOf(members) !== null;
    case 'reflex':
      return members.includes('tsh');
    case 'hemolyzed':
      return specimen === 'blood';
    case 'recalled-kit':
      return members.some((key) => BY_KIT.has(key));
    case 'corrected':
    case 'wrong-unit':
      return measured.length > 0;
    default:
      return true;
  }
}

const CRITICAL: Readonly<Record<string, readonly number[]>> = {
  potassium: [6.8, 7.1, 2.4],
  glucose: [38, 512, 41],
  'troponin-i': [2.4, 0.86],
  sodium: [117],
  hemoglobin: [6.2],
  calcium: [13.6],
  inr: [6.4],
  lactate: [5.2],
  platelets: [14],
  lithium: [1.9],
  digoxin: [3.1],
  magnesium: [0.8],
};

function criticalOf(members: readonly string[]): string | null {
  return Object.keys(CRITICAL).find((key) => members.includes(key)) ?? null;
}

function measuringOf(brief: Brief, random: Random) {
  const { person, known, seed, order } = brief;
  return { person, known, trait: randomFrom(`${seed}/${order.request.subject.reference}`), random };
}

function findings(brief: Brief, panel: Panel, course: LabCourse, random: Random): Map<string, number> {
  const measuring = measuringOf(brief, random.fork('values'));
  const found = measure(panel.members, measuring);
  if (course === 'critical') {
    const keys = Object.keys(CRITICAL).filter((key) => panel.members.includes(key));
    const key = random.fork('which').pick(keys.slice(0, 2));
    found.set(key, random.fork('how').pick(CRITICAL[key]!));
    reckon(found, panel.members, measuring);
  }
  if (course === 'reflex') {
    found.set('tsh', rounded(random.fork('tsh').between(6, 24), 2));
  }
  const tsh = found.get('tsh');
  if (tsh !== undefined && tsh > 4.5) {
    found.set(
      'free-t4',
      rounded(tsh > 10 ? random.fork('t4').between(0.4, 0.78) : random.fork('t4').between(0.85, 1.2), 2),
    );
  }
  return found;
}

function stepsOf(work: Work): Step[] {
  const { brief, panel, course, desk, at, random } = work;
  const quick = ['urgent', 'asap', 'stat'].includes(brief.order.request.priority ?? '') ? 4 : 1;
  const takes = Math.round(random.fork('takes').between(3, 6) * HOUR) / quick;
  const late = course === 'late' ? PROMISED + Math.round(random.fork('late').between(2, 9) * HOUR) : 0;
  const promise = `result expected by ${instant(at(PROMISED)).slice(0, 16).replace('T', ' ')} UTC`;
  const accepted: Step = { key: 'accepted', at: desk(6), status: 'accepted', said: `Accepted; ${promise}` };
  const first = { brief, panel, collected: at(30), specimen: 'specimen' };
  if (course === 'insufficient') {
    const why = 'The quantity of the specimen is not sufficient.';
    return [
      accepted,
      collect(first, at(30), why),
      {
        key: 'failed',
        at: at(50),
        status: 'failed',
        said: 'No result',
        reason: `${why} Order it again to have it taken anew.`,
      },
    ];
  }
  const again = { ...first, collected: at(90), specimen: 'specimen-2' };
  const isSpoilt = course === 'hemolyzed';
  const taken = isSpoilt ? again : first;
  const done = at(Math.max(late, takes + (isSpoilt ? HOUR : 0)));
  const occasion: Occasion = { ...taken, issued: done };
  return [
    accepted,
    collect(first, at(30), isSpoilt ? 'The specimen is hemolyzed; it is taken again.' : undefined),
    ...(isSpoilt ? [collect(again, at(90))] : []),
    ...before(work, occasion, at(takes * 0.6)),
    final(work, occasion),
    ...afterwards(work, occasion),
  ];
}

function collect(taken: Omit<Occasion, 'issued'>, at: number, rejected?: string): Step {
  return {
    key: taken.specimen === 'specimen' ? 'collected' : 'collected-again',
    at,
    status: 'in-progress',
    said: rejected ?? 'Specimen collected',
    make: () => [specimenOf(taken, rejected)],
  };
}

/** What goes out before the result is whole, or instead of it by mistake. */
function before(work: Work, occasion: Occasion, at: number): Step[] {
  const { panel, course, found } = work;
  const early = { ...occasion, issued: at };
  if (course === 'partial') {
    const keys = [...found.keys()];
    const only = panel.isPanel ? keys.slice(0, Math.ceil(keys.length / 2)) : keys;
    const isCulture = !panel.isPanel;
    const sofar = isCulture ? new Map(keys.map((key) => [key, 0])) : found;
    const status = isCulture ? 'preliminary' : 'partial';
    return [
      {
        key: 'preliminary',
        at,
        status: 'in-progress',
        said: 'A first part of the result is out',
        make: () => resultOf(early, sofar, { status, only, conclusion: 'Preliminary: more is to come.' }),
        output: { name: 'report', text: 'Result' },
      },
    ];
  }
  if (course === 'wrong-patient') {
    return [
      {
        key: 'misdirected',
        at,
        status: 'in-progress',
        said: 'A result was sent under another patient’s specimen; it is sent again under the right one',
        isMistake: true,
        make: ({ otherSpecimen }) => (otherSpecimen === undefined ? [] : [misdirected(early, found, otherSpecimen)]),
      },
    ];
  }
  if (course === 'wrong-order') {
    return [
      {
        key: 'stray',
        at,
        status: 'in-progress',
        said: 'A result went out under an order number that nobody here has',
        make: () => stray(work, early),
      },
    ];
  }
  return [];
}

function misdirected(occasion: Occasion, found: Map<string, number>, otherSpecimen: string): Made {
  const [key, value] = [...found][0]!;
  const { resource } = observationOf(occasion, analyteOf(key), value, 'final');
  return { name: 'misdirected', resource: { ...resource, specimen: { reference: otherSpecimen } } };
}

/** Of the right person, but nobody ordered it under this number. */
function stray({ brief, random }: Work, occasion: Occasion): Made[] {
  const esr = analyteOf('esr');
  const [mean, deviation] = typicalOf(esr, brief.person);
  const value = rounded(Math.max(2, random.fork('stray').normal(mean, deviation)), 0);
  const number = { system: 'urn:throughline:order-number', value: `X-${random.fork('number').int(100000, 999999)}` };
  const panel: Panel = { loinc: esr.loinc, text: esr.text, members: ['esr'], specimen: 'blood', isPanel: false };
  const basedOn = [{ type: 'ServiceRequest', identifier: number }];
  return resultOf({ ...occasion, panel }, new Map([['esr', value]]), { status: 'final' })
    .map(({ name, resource }) => ({ name: `stray-${name}`, resource: { ...resource, basedOn } as Resource }))
    .map((made) =>
      made.name === 'stray-report'
        ? { ...made, resource: { ...made.resource, result: [{ reference: 'name:stray-esr' }] } }
        : made,
    );
}

function final(work: Work, occasion: Occasion): Step {
  const { brief, course, found } = work;
  const calls = [...found].filter(([key, value]) =>
    ['HH', 'LL', 'AA'].includes(standingOf(analyteOf(key), brief.person, value)),
  );
  const shown = course === 'corrected' ? mistaken(work) : found;
  const words = calls.map(([key, value]) => said(analyteOf(key), value)).join(', ');
  return {
    key: 'final',
    at: occasion.issued,
    status: 'completed',
    said: calls.length > 0 ? 'Result is out; called because it is critical' : 'Result is out',
    output: { name: 'report', text: 'Result' },
    make: () => [
      ...(course === 'wrong-unit' ? inWrongUnit(work, occasion) : resultOf(occasion, shown, { status: 'final' })),
      ...(calls.length > 0
        ? [
            callOf(brief, {
              key: 'call',
              at: occasion.issued,
              names: calls.map(([key]) => key),
              said: `Critical result by telephone: ${words}. Read back.`,
            }),
          ]
        : []),
    ],
  };
}

function said(analyte: Analyte, value: number): string {
  if (analyte.foundPercent !== undefined) return `${analyte.text} positive`;
  return [`${analyte.text} ${value.toFixed(analyte.decimals)}`, analyte.unit].filter(Boolean).join(' ');
}

/** The first thing that was measured of a panel. */
function firstMeasured({ panel }: Work): Analyte {
  return analyteOf(
    panel.members.find((key) => !analyteOf(key).isDerived && analyteOf(key).foundPercent === undefined)!,
  );
}

/** The findings as they are sent out at first where they are corrected later. */
function mistaken(work: Work): Map<string, number> {
  const { found, brief, panel, random } = work;
  const analyte = firstMeasured(work);
  const [, deviation] = typicalOf(analyte, brief.person);
  const value = rounded(
    found.get(analyte.key)! + deviation * random.fork('mistake').between(1.5, 2.5),
    analyte.decimals,
  );
  return reckon(new Map([...found, [analyte.key, value]]), panel.members, measuringOf(brief, random.fork('values')));
}

/** A unit that no table knows: nobody can compare or convert it. */
function inWrongUnit(work: Work, occasion: Occasion): Made[] {
  const analyte = firstMeasured(work);
  return resultOf(occasion, work.found, { status: 'final' }).map((made) => {
    if (made.name !== analyte.key) return made;
    const { referenceRange: _range, ...rest } = made.resource;
    return {
      ...made,
      resource: { ...rest, valueQuantity: { value: work.found.get(analyte.key)!, unit: 'units' } } as Resource,
    };
  });
}

/** An hour after the result: what was wrong in it is put right. */
function afterwards(work: Work, occasion: Occasion): Step[] {
  const { course, found, brief, at } = work;
  if (course !== 'corrected' && course !== 'wrong-unit') return [];
  const analyte = firstMeasured(work);
  const issued = occasion.issued + (at(HOUR) - at(0));
  const was = course === 'corrected' ? mistaken(work) : found;
  const isChanged = (key: string) => key === analyte.key || was.get(key) !== found.get(key);
  const conclusion =
    course === 'corrected'
      ? `Corrected: ${said(analyte, was.get(analyte.key)!)} was reported, ${said(analyte, found.get(analyte.key)!)} is right.`
      : `Corrected: ${analyte.text} was reported in a unit that does not exist; it is in ${analyte.unit || analyte.ucum}.`;
  return [
    {
      key: 'corrected',
      at: issued,
      status: 'completed',
      said: 'The result was corrected',
      output: { name: 'report', text: 'Result' },
      make: () => [
        ...resultOf({ ...occasion, issued }, found, {
          status: 'corrected',
          of: (key) => (isChanged(key) ? 'corrected' : 'final'),
          conclusion,
        }).map((made) => (found.has(made.name) && !isChanged(made.name) ? asIssued(made, occasion.issued) : made)),
        callOf(brief, { key: 'correction-call', at: issued, names: [analyte.key], said: conclusion }),
      ],
    },
  ];
}

/** What nothing was wrong in stands as it went out. */
function asIssued({ name, resource }: Made, issued: number): Made {
  return { name, resource: { ...resource, issued: instant(issued) } as Resource };
}
