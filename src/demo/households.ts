import { addMonths, yearsBetween, type Day } from './calendar.ts';
import { drawPlans } from './coverage.ts';
import { drawProblems } from './morbidity.ts';
import { homeLanguage, pickFamily, pickGiven, pickHeritage, usualRace, type Heritage } from './names.ts';
import { mrnOf, type AllergyKey, type Kin, type Person, type ProblemKey, type Sex, type Traits } from './people.ts';
import { at, randomFrom, type Random } from './prng.ts';
import { CLINICS, siteOf, type SiteKey } from './places.ts';
import { staffAt, type Staff } from './staff.ts';

/** One place in a household, before chance has filled it in; a story fills in what it needs. */
export type Seat = {
  part: 'head' | 'partner' | 'child' | 'elder';
  sex: Sex;
  age: number;
  /** Exact age in days, for newborns. */
  ageDays?: number;
  fixed?: Partial<
    Pick<
      Person,
      'given' | 'family' | 'former' | 'death' | 'language' | 'interpreter' | 'story' | 'marital' | 'problems' | 'pcp'
    >
  > & {
    traits?: Partial<Traits>;
  };
};

export type HouseholdSpec = { seats: Seat[]; heritage?: Heritage; clinic?: SiteKey; lowIncome?: boolean };

const STREETS =
  'Alder Birch Cedar Dogwood Elm Foundry Granite Heron Ironwood Juniper Kiln Linden Maple Nettle Oak Poplar Quarry River Sycamore Tannery'.split(
    ' ',
  );
const KINDS = ['Street', 'Avenue', 'Lane', 'Road', 'Court'];
const AREA_CODES = ['740', '614', '220', '380'];

/** The kinds of household and how often each comes. */
export function drawHousehold(random: Random): HouseholdSpec {
  const sex = (): Sex => (random.chance(0.5) ? 'female' : 'male');
  const kind = random.weighted([
    ['young', 14],
    ['older', 17],
    ['older couple', 20],
    ['couple', 14],
    ['family', 22],
    ['one parent', 8],
    ['three generations', 5],
  ] as const);
  const children = (count: number, youngest: number, parent: number): Seat[] => {
    const ages = Array.from({ length: count }, (_, index) => youngest + index * random.int(2, 3));
    const fitting = ages.filter((age, index) => age <= 17 && age <= parent - 19 && ages.indexOf(age) === index);
    return fitting.map((age) => ({ part: 'child', sex: sex(), age }));
  };
  const lowIncome = random.chance(0.22);
  if (kind === 'young') return { seats: [{ part: 'head', sex: sex(), age: random.int(19, 48) }], lowIncome };
  if (kind === 'older')
    return {
      seats: [{ part: 'head', sex: random.chance(0.65) ? 'female' : 'male', age: random.int(58, 93) }],
      lowIncome,
    };
  if (kind === 'couple' || kind === 'older couple') {
    const age = kind === 'couple' ? random.int(28, 57) : random.int(60, 86);
    return { seats: pair(random, age), lowIncome };
  }
  if (kind === 'family') {
    const age = random.int(25, 44);
    return {
      seats: [...pair(random, age), ...children(random.int(1, 3), random.int(0, Math.max(0, age - 27)), age - 3)],
      lowIncome,
    };
  }
  if (kind === 'one parent') {
    const age = random.int(22, 42);
    const head: Seat = { part: 'head', sex: random.chance(0.8) ? 'female' : 'male', age };
    return {
      seats: [head, ...children(random.int(1, 2), random.int(0, Math.max(0, age - 26)), age)],
      lowIncome: lowIncome || random.chance(0.4),
    };
  }
  const age = random.int(36, 48);
  const elder: Seat = { part: 'elder', sex: 'female', age: age + random.int(23, 30) };
  return { seats: [...pair(random, age), elder, ...children(1, random.int(6, 12), age - 3)], lowIncome };
}

function pair(random: Random, age: number): Seat[] {
  const same = random.chance(0.06);
  const sex: Sex = random.chance(0.5) ? 'female' : 'male';
  const other: Sex = same ? sex : sex === 'female' ? 'male' : 'female';
  return [
    { part: 'head', sex, age },
    { part: 'partner', sex: other, age: Math.max(19, age + random.int(-3, 3)) },
  ];
}

const WITHOUT_PREGNANCY: ProblemKey[] = [
  'hypertension',
  'type-2-diabetes',
  'prediabetes',
  'hyperlipidemia',
  'chronic-kidney-disease',
  'heart-failure',
  'atrial-fibrillation',
  'opioid-use-disorder',
];

/** Gives the mother of a child born in these three years the pregnancy that led to it, and now and then a young woman one that goes on. */
function expect(people: Person[], seats: Seat[], today: Day): void {
  const mother = people.find(
    (person, index) => person.sex === 'female' && ['head', 'partner'].includes(seats[index]?.part ?? ''),
  );
  if (!mother || mother.problems.some((problem) => problem.key === 'pregnancy')) return;
  const births = people.filter((_, index) => seats[index]?.part === 'child').map((child) => child.birth);
  const youngest = Math.max(0, ...births);
  const age = yearsBetween(mother.birth, today);
  const random = mother.random.fork('pregnancy');
  const recent = youngest > today - 3 * 365;
  const goingOn = !recent && age >= 20 && age <= 39 && random.chance(0.09);
  if (!recent && !goingOn) return;
  const until = recent ? youngest : today + random.int(30, 200);
  mother.problems = mother.problems.filter((problem) => !WITHOUT_PREGNANCY.includes(problem.key));
  mother.problems.push({ key: 'pregnancy', onset: until - 225, until, severity: 0, response: 1 });
}

type Home = {
  key: string;
  heritage: Heritage;
  family: string;
  clinic: SiteKey;
  pcp: Staff;
  address: Person['address'];
  homePhone: string;
  lowIncome: boolean;
};

/** The people of a household, related to each other, at one address, followed by one clinic. */
export function settle(spec: HouseholdSpec, firstNumber: number, seed: number, today: Day): Person[] {
  const key = `hh-${String(firstNumber).padStart(4, '0')}`;
  const random = randomFrom(`${seed}/${key}`);
  const heritage = spec.heritage ?? pickHeritage(random);
  const clinic = spec.clinic ?? pickClinic(random, spec.seats);
  const city = siteOf(random.chance(0.75) ? clinic : random.pick(CLINICS));
  const home: Home = {
    key,
    heritage,
    family: pickFamily(random, heritage),
    clinic,
    pcp: random.pick(staffAt(clinic, 'Family physician', 'Internist')),
    address: {
      line: `${random.int(4, 998)} ${random.pick(STREETS)} ${random.pick(KINDS)}`,
      city: city.city,
      postalCode: city.postalCode,
    },
    homePhone: phoneOf(firstNumber + 600),
    lowIncome: spec.lowIncome ?? false,
  };
  const people = spec.seats.map((seat, index) => draw(seat, home, firstNumber + index, seed, today));
  relate(people, spec.seats);
  expect(people, spec.seats, today);
  for (const person of people) person.plans = drawPlans(person, home.lowIncome, today);
  return people;
}

function pickClinic(random: Random, seats: Seat[]): SiteKey {
  const children = seats.some((seat) => seat.part === 'child');
  const old = seats.every((seat) => seat.age >= 60);
  return random.weighted(
    CLINICS.map((clinic) => {
      if (clinic === 'orchard-hill-clinic') return [clinic, children ? 5 : old ? 1 : 2] as const;
      if (clinic === 'harbor-clinic') return [clinic, children ? 0 : old ? 4 : 3] as const;
      return [clinic, 3] as const;
    }),
  );
}

function phoneOf(n: number): string {
  const index = (n * 7) % 400;
  return `+1 ${at(AREA_CODES, Math.floor(index / 100))}-555-01${String(index % 100).padStart(2, '0')}`;
}

function pcpFor(seat: Seat, home: Home): Staff {
  if (seat.fixed?.pcp) return seat.fixed.pcp;
  if (home.clinic === 'orchard-hill-clinic') {
    const [pediatrician] = staffAt(home.clinic, 'Pediatrician');
    if (seat.age < 16 && pediatrician) return pediatrician;
  }
  return home.pcp;
}

function draw(seat: Seat, home: Home, n: number, seed: number, today: Day): Person {
  const id = `p-${String(n).padStart(4, '0')}`;
  const random = randomFrom(`${seed}/${id}`);
  const birth =
    seat.ageDays !== undefined
      ? today - seat.ageDays
      : addMonths(today, -12 * seat.age) - random.int(1, seat.age === 0 ? 300 : 355);
  const age = yearsBetween(birth, today);
  const [given, middle] = pickGiven(random, home.heritage, seat.sex);
  const speaksHome = homeLanguage(home.heritage) !== 'en' && random.chance(age > 50 ? 0.75 : age > 18 ? 0.45 : 0.25);
  const race = usualRace(randomFrom(`${seed}/${home.key}/race`), home.heritage);
  const fixed = seat.fixed ?? {};
  const person: Person = {
    n,
    id,
    household: home.key,
    sex: seat.sex,
    birth,
    given,
    middle,
    family: home.family,
    heritage: home.heritage,
    race,
    hispanic: home.heritage === 'iberia',
    language: speaksHome ? homeLanguage(home.heritage) : 'en',
    interpreter: speaksHome && age >= 18 && random.chance(0.6),
    marital: 'S',
    ...(random.chance(age >= 60 ? 0.7 : 0.15) ? { homePhone: home.homePhone } : {}),
    ...(age >= 14 ? { mobile: phoneOf(n) } : {}),
    ...(age >= 18 && random.chance(0.75)
      ? { email: emailOf(fixed.given ?? given, fixed.family ?? home.family, n) }
      : {}),
    address: home.address,
    clinic: home.clinic,
    pcp: pcpFor(seat, home),
    kin: [],
    plans: [],
    traits: { ...drawTraits(random, age, seat.sex), ...fixed.traits },
    problems: [],
    random,
    ...withoutTraits(fixed),
  };
  if (age >= 18 && fixed.marital === undefined) person.marital = drawMarital(random, seat, age);
  if (
    person.sex === 'female' &&
    (person.marital === 'M' || person.marital === 'D') &&
    age > 22 &&
    !person.former &&
    random.chance(0.3)
  ) {
    person.former = {
      family: pickFamily(random, home.heritage),
      until: addMonths(today, -12 * random.int(2, Math.max(2, age - 21))),
    };
    if (person.former.family === person.family) delete person.former;
  }
  if (!fixed.problems) person.problems = drawProblems(person, home.lowIncome, today);
  return person;
}

function withoutTraits(fixed: NonNullable<Seat['fixed']>): Omit<NonNullable<Seat['fixed']>, 'traits'> {
  const { traits: _traits, ...rest } = fixed;
  return rest;
}

function emailOf(given: string, family: string, n: number): string {
  const plain = `${given}.${family}`
    .normalize('NFD')
    .replaceAll(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return `${plain}${n}@mail.example`;
}

function drawMarital(random: Random, seat: Seat, age: number): Person['marital'] {
  if (seat.part === 'partner') return 'M';
  if (seat.part === 'elder') return 'W';
  if (age > 72) return random.chance(0.7) ? 'W' : 'D';
  return age > 32 && random.chance(0.4) ? 'D' : 'S';
}

function drawTraits(random: Random, age: number, sex: Sex): Traits {
  const allergies: AllergyKey[] = [
    'penicillin',
    'penicillin',
    'sulfonamide',
    'ibuprofen',
    'lisinopril',
    'latex',
    'peanut',
    'shellfish',
    'codeine',
  ];
  const allergy = random.weighted([
    ['none-known', 62],
    ['not-asked', 8],
    ['some', 30],
  ] as const);
  return {
    heightCm: Math.round(random.normal(sex === 'female' ? 162.5 : 176, 6) - (age > 75 ? 3 : 0)),
    bmi: Math.min(44, Math.max(19.5, random.normal(28, 4.6))),
    bmiDrift: random.between(-0.15, 0.35),
    adherence: random.weighted([
      [0.95, 5],
      [0.8, 3],
      [0.5, 1],
    ] as const),
    smoking:
      age < 18
        ? 'never'
        : random.weighted([
            ['never', 58],
            ['former', 27],
            ['current', 15],
          ] as const),
    allergy: allergy === 'some' ? random.pick(allergies) : allergy,
  };
}

const RELATIONS = {
  spouse: ['SPS', 'spouse'],
  mother: ['MTH', 'mother'],
  father: ['FTH', 'father'],
  daughter: ['DAUC', 'daughter'],
  son: ['SONC', 'son'],
  friend: ['FRND', 'unrelated friend'],
} as const;

function kinFrom(other: Person, relation: keyof typeof RELATIONS, guarantor: boolean): Kin {
  const [code, display] = RELATIONS[relation];
  const phone = other.mobile ?? other.homePhone ?? phoneOf(other.n);
  return {
    relation: [code, display],
    given: other.given,
    family: other.family,
    sex: other.sex,
    birth: other.birth,
    phone,
    patient: mrnOf(other.id),
    guarantor,
  };
}

/** Marries the pair, gives children their parents (the first is their guarantor), and elders the child they live with. */
function relate(people: Person[], seats: Seat[]): void {
  const pick = (part: Seat['part']): Person[] => people.filter((_, index) => seats[index]?.part === part);
  const [head] = pick('head');
  const [partner] = pick('partner');
  if (!head) return;
  if (partner) {
    head.marital = 'M';
    partner.marital = 'M';
    head.kin.push(kinFrom(partner, 'spouse', false));
    partner.kin.push(kinFrom(head, 'spouse', false));
  }
  for (const child of pick('child')) {
    for (const parent of [head, partner]) {
      if (parent) child.kin.push(kinFrom(parent, parent.sex === 'female' ? 'mother' : 'father', parent === head));
    }
  }
  for (const elder of pick('elder')) {
    elder.kin.push(kinFrom(head, head.sex === 'female' ? 'daughter' : 'son', false));
  }
  if (people.length === 1) head.kin.push(stranger(head));
}

function stranger(person: Person): Kin {
  const random = person.random.fork('kin');
  const sex: Sex = random.chance(0.5) ? 'female' : 'male';
  const old = person.marital === 'W' || person.marital === 'D';
  const relation = old ? (sex === 'female' ? 'daughter' : 'son') : 'friend';
  const [code, display] = RELATIONS[relation];
  const [given] = pickGiven(random, person.heritage, sex);
  return {
    relation: [code, display],
    given,
    family: old ? person.family : pickFamily(random, person.heritage),
    sex,
    birth: old
      ? addMonths(person.birth, 12 * random.int(22, 30)) + random.int(-170, 170)
      : person.birth + random.int(-900, 900),
    phone: phoneOf(person.n + 300),
    guarantor: false,
  };
}
