/** What the checks speak of: findings, and the facts of a plan as they are read from FHIR. Pure, like the rules. */

/** What the checks find, by what it concerns. */
export const FINDING_KINDS = [
  'drug-drug',
  'drug-condition',
  'drug-allergy',
  'duplicate-therapy',
  'dose-kidney',
  'dose-max',
  'pregnancy',
  'older-adult',
  'goals',
  'advice',
  'schedule',
  'contradiction',
  'orphan',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** As DetectedIssue.severity has it. */
export type Severity = 'high' | 'moderate' | 'low';

/** Words that come with the knowledge, in the languages of the app. */
export type Words = { en: string; es: string };

export type Param = string | number | Words;

/** One figure or fact that a finding rests on; `ref` is `Type/id`, `date` as FHIR writes it. */
export type Evidence = { name: Param; value?: string; date?: string; ref?: string };

/** A way to settle a finding: what one would do, and with which resource. */
export type Way = { act: 'stop' | 'change' | 'keep' | 'ask' | 'rebook' | 'assign'; ref?: string };

export type Finding = {
  /** The same for the same rule about the same things, however their figures change. */
  key: string;
  /** Kind and entry of the knowledge: `drug-drug.anticoagulant-nsaid`. */
  rule: string;
  kind: FindingKind;
  severity: Severity;
  /** True for the few that stop the hand at signing. */
  interrupts: boolean;
  /** A sentence by its key in the catalogues and what goes into it; `text` is the same in English. */
  message: { key: MessageKey; params: Readonly<Record<string, Param>> };
  text: string;
  /** All that it rests on, `Type/id`; what it is about comes first. */
  touches: string[];
  evidence: Evidence[];
  /** Changes when what it rests on changes: what was settled on other evidence is open again. */
  evidenceHash: string;
  source: string;
  ways: Way[];
  settled?: Settled;
};

export type Settled = { ref: string; reason: string; at?: string; by?: string };

/** The sentences in English; `{x}` is a parameter. The app has the same keys in its catalogues. */
export const SENTENCES = {
  'check.drug-drug': '{a} with {b}: {effect}.',
  'check.drug-condition': '{drug} with {problem}: {effect}.',
  'check.drug-result': '{drug} with {measure} {value} ({date}): {effect}.',
  'check.allergy': '{drug} with an allergy to {allergen}.',
  'check.allergy-cross': '{drug} with an allergy to {allergen}, which crosses over: {class}.',
  'check.duplicate': '{drugs}: {count} medicines of one kind, {class}.',
  'check.two-orders': '{drug} is ordered {count} times: {orders}.',
  'check.forbidden': '{drug} is ordered, and another order says not to give {forbidden}.',
  'check.order-forbidden': '{order} is ordered, and another order says not to do it.',
  'check.kidney-avoid': '{drug} with {measure} {value} ({date}): not under {below}.',
  'check.kidney-dose': '{drug} {dose} a day with {measure} {value} ({date}): at most {most} a day under {below}.',
  'check.kidney-times': '{drug} {dose} times a day with {measure} {value} ({date}): at most {most} under {below}.',
  'check.dose-max': '{drug} {dose} a day is over the most of {most} a day.',
  'check.dose-often': '{drug} is ordered more often than every {days} days.',
  'check.pregnancy': '{drug} in pregnancy: {effect}.',
  'check.childbearing': '{drug} for someone who may become pregnant: {effect}.',
  'check.older-adult': '{drug} at {age} years: {effect}.',
  'check.goals': 'Different targets for {measure}: {aims}.',
  'check.advice': 'Advice that contradicts itself, {effect}: “{a}” and “{b}”.',
  'check.advice-problem': '“{a}” with {problem}: {effect}.',
  'check.schedule-overlap': '{a} and {b} are at two sites at the same time ({at}).',
  'check.schedule-travel': 'Only {minutes} minutes between {a} and {b} at two sites ({at}).',
  'check.schedule-draws': '{count} blood draws in one week ({days}): {tests}.',
  'check.orphan-owner': '“{title}” belongs to {owner}, who has left.',
  'check.orphan-overdue': '“{title}” was due on {date} and is nobody’s.',
  'check.orphan-referral': '“{title}” was asked for on {date}, and nothing is booked.',
} as const;

export type MessageKey = keyof typeof SENTENCES;

/** Where a medicine acts: by the blood, or at one place. */
export type Route = 'systemic' | 'topical' | 'ophthalmic' | 'otic' | 'nasal' | 'inhaled' | 'vaginal' | 'flush';

/** An amount in a day, in the UCUM unit `mg` where it is a mass. */
export type Daily = { value: number; unit: string };

export type Ingredient = { id: string; classes: ReadonlySet<string>; perDay?: Daily };

export type Medicine = {
  ref: string;
  name: string;
  ingredients: readonly Ingredient[];
  route: Route;
  asNeeded: boolean;
  timesPerDay?: number;
  /** Ms since 1970; without a known start or end infinite. */
  startMs: number;
  endMs: number;
  /** What the person says they take, not an order. */
  isTold: boolean;
  requester?: string;
  authored: string;
};

/** An order not to give: of ingredients, or of a whole class. */
export type Forbidden = { ref: string; name: string; ingredients: ReadonlySet<string>; classes: ReadonlySet<string> };

export type Problem = { ref: string; name: string; ids: ReadonlySet<string>; sinceMs: number };

export type Allergy = {
  ref: string;
  name: string;
  ingredients: ReadonlySet<string>;
  classes: ReadonlySet<string>;
  isIntolerance: boolean;
};

/** The latest value of a measure, in the measure's unit; `shown` as it was recorded. */
export type Result = { ref: string; measure: string; value: number; shown: string; date: string; ms: number };

export type Aim = {
  ref: string;
  measure: string;
  low?: number;
  high?: number;
  shown: string;
  due?: string;
  owner?: string;
  ownerName?: string;
};

/** Something that the person is told to do or to leave. `days` are those on which it holds, empty where it holds always. */
export type Advice = {
  ref: string;
  text: string;
  topics: ReadonlySet<string>;
  days: readonly string[];
  isGoal: boolean;
};

export type Visit = {
  ref: string;
  title: string;
  startMs: number;
  endMs: number;
  start: string;
  /** The house of the site; `virtual`; nothing where it is not known. */
  site?: string;
};

export type Order = {
  ref: string;
  title: string;
  code: string;
  forbids: boolean;
  isBlood: boolean;
  isReferral: boolean;
  isUrgent: boolean;
  /** The day on which it is to be done, `2026-11-24`. */
  day?: string;
  authoredMs: number;
  authored: string;
};

/** Something with an owner that is not yet done. */
export type Work = {
  ref: string;
  title: string;
  owner?: string;
  ownerName?: string;
  isForRole: boolean;
  dueMs?: number;
  due?: string;
};

export type Plan = {
  ageYears?: number;
  isFemale: boolean;
  medicines: readonly Medicine[];
  /** Medicines of which no ingredient is known: nothing was checked about them. */
  unknown: readonly { ref: string; name: string }[];
  forbidden: readonly Forbidden[];
  problems: readonly Problem[];
  allergies: readonly Allergy[];
  results: ReadonlyMap<string, Result>;
  /** Pregnant now: by what, and since when it is known. */
  pregnancy?: { ref: string; sinceMs: number };
  aims: readonly Aim[];
  advice: readonly Advice[];
  visits: readonly Visit[];
  orders: readonly Order[];
  work: readonly Work[];
  /** Who is gone: `Practitioner/x`. */
  left: ReadonlySet<string>;
  /** Requests for which something is booked, done or in somebody's hands. */
  answered: ReadonlySet<string>;
  settlements: ReadonlyMap<string, { evidenceHash: string; settled: Settled }>;
};
