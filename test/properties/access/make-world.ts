import type { AccessRule, Bounded, Relation, Row, Seal } from '../../../src/store/index.ts';

/** A number from 0 (inclusive) to 1, the same for the same seed. */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0 || 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    state = (Math.imul(state ^ (state >>> 12), 0x297a2d39) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

/** Each with the chance; the order stays. */
function some<T>(random: Random, list: readonly T[], chance: number): T[] {
  return list.filter(() => random() < chance);
}

export const NOW = 1_000_000;
const PATIENTS = Array.from({ length: 24 }, (_, at) => `p${at}`);
const LABELS = ['42CFRPart2', 'SUD', 'PSYTHPN', 'MH', 'V'];
const PRACTITIONERS = ['Practitioner/a', 'Practitioner/b', 'Practitioner/c'];
const ORGANIZATIONS = ['Organization/x', 'Organization/y'];
const CLASSES = ['role:nurse', 'role:physician', 'class:staff'];
const TEAMS = ['CareTeam/t0', 'CareTeam/t1'];
const TYPES = ['Observation', 'Patient', 'DocumentReference', 'Appointment'];
/** What is shown of what is masked; of `participant` some entries, or all. */
const ELEMENTS = ['status', 'participant', 'participant:Patient', 'period'];
const PURPOSES = ['TREAT', 'HPAYMT', 'HLEGAL'];
const KINDS = ['care-team', 'encounter', 'referral'];
/** Of times the edges are what goes wrong: now itself, just before it, just after. */
const TIMES = [NOW - 1000, NOW - 1, NOW, NOW + 1, NOW + 1000];

export type World = {
  rows: Row[];
  rules: (AccessRule & { source: string })[];
  relations: (Relation & { source: string })[];
  glass: { patient: string; account: string; starts: number; ends: number }[];
};

/** Resources of nobody, of one and of several, of which some are labelled; and what some of the patients have said. */
export function makeWorld(random: Random, size: number): World {
  const rows = Array.from({ length: size }, (_, at): Row => ({ id: `r${at}`, ...rowOf(random) }));
  return {
    rows,
    // A third of the patients has said nothing at all.
    rules: PATIENTS.slice(0, 16).flatMap((patient) =>
      some(random, [0, 1, 2], 0.4).flatMap((at) => consentOf(random, rows, patient, at)),
    ),
    relations: PATIENTS.flatMap((patient) => some(random, [0, 1, 2], 0.5).map((at) => relationOf(random, patient, at))),
    glass: PATIENTS.flatMap((patient) =>
      some(random, ['one', 'other'], 0.2).map((account) => ({
        patient,
        account,
        starts: pick(random, TIMES),
        ends: pick(random, TIMES),
      })),
    ),
  };
}

function rowOf(random: Random): Omit<Row, 'id'> {
  const patients = random() < 0.06 ? [] : [pick(random, PATIENTS), ...(random() < 0.2 ? [pick(random, PATIENTS)] : [])];
  const labels = random() < 0.45 ? [] : some(random, LABELS, 0.3);
  if (labels.includes('42CFRPart2') && random() < 0.6) labels.push(`programme:${pick(random, ORGANIZATIONS)}`);
  if (labels.includes('PSYTHPN') && random() < 0.6) labels.push(`author:${pick(random, PRACTITIONERS)}`);
  return { type: pick(random, TYPES), patients: [...new Set(patients)], labels };
}

function maybe<T>(random: Random, chance: number, make: () => T): T | null {
  return random() < chance ? make() : null;
}

function consentOf(random: Random, rows: readonly Row[], patient: string, at: number): World['rules'] {
  if (at === 2)
    return [
      {
        ...bare(random),
        patient,
        source: `Patient/${patient}`,
        depth: 0,
        effect: 'restrict',
        unlocks: null,
        actors: null,
        labels: null,
        types: null,
        purposes: null,
        data: null,
        starts: null,
        ends: null,
      },
    ];
  const source = `Consent/${patient}-${at}`;
  const own = rows.filter((row) => row.patients.includes(patient)).map((row) => `${row.type}/${row.id}`);
  return Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({ ...bare(random, own), patient, source }));
}

function bare(random: Random, own: readonly string[] = []): AccessRule {
  const effect = random() < 0.5 ? 'permit' : 'deny';
  return {
    patient: '',
    depth: Math.floor(random() * 3),
    effect,
    unlocks:
      effect === 'permit' ? some(random, [...LABELS, ...ORGANIZATIONS.map((one) => `programme:${one}`)], 0.6) : null,
    actors: maybe(random, 0.5, () => some(random, [...PRACTITIONERS, ...ORGANIZATIONS, ...CLASSES, ...TEAMS], 0.3)),
    labels: maybe(random, 0.3, () => some(random, LABELS, 0.4)),
    types: maybe(random, 0.25, () => some(random, TYPES, 0.5)),
    purposes: maybe(random, 0.3, () => some(random, PURPOSES, 0.6)),
    data: maybe(random, 0.15, () => some(random, own, 0.5)),
    starts: maybe(random, 0.3, () => pick(random, TIMES)),
    ends: maybe(random, 0.3, () => pick(random, TIMES)),
  };
}

function relationOf(random: Random, patient: string, at: number): World['relations'][number] {
  const kind = pick(random, KINDS);
  return {
    patient,
    source: kind === 'care-team' ? pick(random, TEAMS) : `Encounter/${patient}-${at}`,
    agent: pick(random, [...PRACTITIONERS, ...ORGANIZATIONS]),
    kind,
    starts: maybe(random, 0.8, () => pick(random, TIMES)),
    ends: maybe(random, 0.8, () => pick(random, TIMES)),
  };
}

/** Whoever asks, under whatever policy. */
export function makeSight(random: Random): Bounded {
  const agents = [pick(random, PRACTITIONERS), ...(random() < 0.7 ? [pick(random, ORGANIZATIONS)] : [])];
  const restricted = random();
  return {
    kind: 'bounded',
    at: NOW,
    account: pick(random, ['one', 'other', 'third']),
    agents,
    actors: [...agents, ...some(random, CLASSES, 0.6)],
    purpose: pick(random, PURPOSES),
    heedsConsent: random() < 0.75,
    needsRelation: restricted < 0.25,
    heedsRestriction: restricted < 0.75,
    spared: some(random, TYPES, 0.3),
    seals: some(random, LABELS, 0.6).map((label) => sealOf(random, label)),
    windows: some(random, KINDS, 0.8).map((kind) => ({
      kind,
      beforeMs: pick(random, [0, 1, 1000]),
      afterMs: pick(random, [0, 1, 1000]),
    })),
  };
}

function sealOf(random: Random, label: string): Seal {
  return {
    label,
    programmes: label === '42CFRPart2' ? some(random, ORGANIZATIONS, 0.4).map((one) => `programme:${one}`) : [],
    byConsent: random() < 0.6,
    byGlass: random() < 0.4,
    byRelation: random() < 0.4,
    author: label === 'PSYTHPN' && random() < 0.6 ? `author:${pick(random, PRACTITIONERS)}` : null,
    masks: Object.fromEntries(some(random, TYPES, 0.2).map((type) => [type, some(random, ELEMENTS, 0.6)])),
  };
}
