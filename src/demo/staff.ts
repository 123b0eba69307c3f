import type { Role } from '../base/index.ts';
import { refTo } from './codes.ts';
import type { Reference } from './r4.ts';
import type { SiteKey } from './places.ts';

/** Someone who works at Riverbend Health; fictional, every one. */
export type Staff = {
  id: string;
  given: string;
  family: string;
  gender: 'female' | 'male' | 'other';
  role: Role;
  suffix: string;
  site: SiteKey;
  /** NUCC taxonomy code and what it means. */
  specialty?: [code: string, display: string];
  title: string;
  languages: string[];
  username?: string;
};

type Row = [
  given: string,
  family: string,
  gender: 'f' | 'm' | 'o',
  kind: Kind,
  site: SiteKey,
  extra?: { username?: string; languages?: string[] },
];

type Kind = keyof typeof KINDS;

const KINDS = {
  family: ['physician', 'MD', '207Q00000X', 'Family Medicine', 'Family physician'],
  internist: ['physician', 'MD', '207R00000X', 'Internal Medicine', 'Internist'],
  pediatrician: ['physician', 'MD', '208000000X', 'Pediatrics', 'Pediatrician'],
  hospitalist: ['physician', 'MD', '208M00000X', 'Hospitalist', 'Hospitalist'],
  emergency: ['physician', 'MD', '207P00000X', 'Emergency Medicine', 'Emergency physician'],
  cardiologist: ['physician', 'MD', '207RC0000X', 'Cardiovascular Disease', 'Cardiologist'],
  endocrinologist: ['physician', 'MD', '207RE0101X', 'Endocrinology, Diabetes & Metabolism', 'Endocrinologist'],
  obstetrician: ['physician', 'MD', '207V00000X', 'Obstetrics & Gynecology', 'Obstetrician'],
  gastroenterologist: ['physician', 'MD', '207RG0100X', 'Gastroenterology', 'Gastroenterologist'],
  radiologist: ['physician', 'MD', '2085R0202X', 'Diagnostic Radiology', 'Radiologist'],
  practitioner: ['nurse-practitioner', 'NP', '363L00000X', 'Nurse Practitioner', 'Nurse practitioner'],
  nurse: ['nurse', 'RN', '163W00000X', 'Registered Nurse', 'Nurse'],
  homeNurse: ['nurse', 'RN', '163WH0200X', 'Home Health Registered Nurse', 'Home health nurse'],
  transitional: [
    'transitional-care-nurse',
    'RN',
    '163WC0400X',
    'Case Management Registered Nurse',
    'Transitional care nurse',
  ],
  behavioral: [
    'behavioral-care-manager',
    'RN',
    '163WP0808X',
    'Psychiatric/Mental Health Registered Nurse',
    'Behavioral care manager',
  ],
  psychiatrist: ['psychiatrist', 'MD', '2084P0800X', 'Psychiatry', 'Psychiatrist'],
  psychologist: ['psychologist', 'PhD', '103TC0700X', 'Clinical Psychologist', 'Psychologist'],
  social: ['social-worker', 'LCSW', '1041C0700X', 'Clinical Social Worker', 'Social worker'],
  chw: ['community-health-worker', 'CHW', '172V00000X', 'Community Health Worker', 'Community health worker'],
  pharmacist: ['pharmacist', 'PharmD', '183500000X', 'Pharmacist', 'Pharmacist'],
  registrar: ['registrar', '', '', '', 'Registrar'],
  scheduler: ['scheduler', '', '', '', 'Scheduler'],
  biller: ['biller', '', '', '', 'Biller'],
  analyst: ['quality-analyst', '', '', '', 'Quality analyst'],
  finance: ['finance', '', '', '', 'Finance lead'],
  privacy: ['privacy-officer', '', '', '', 'Privacy officer'],
  admin: ['administrator', '', '', '', 'Administrator'],
} as const satisfies Record<string, readonly [Role, string, string, string, string]>;

const SPANISH = { languages: ['en', 'es'] };

const ROWS: Row[] = [
  ['Amara', 'Whitfield', 'f', 'family', 'mill-street-clinic', { username: 'physician' }],
  ['Tomas', 'Berglund', 'm', 'family', 'mill-street-clinic'],
  ['Yesenia', 'Caldera', 'f', 'practitioner', 'mill-street-clinic', { username: 'np', ...SPANISH }],
  ['Delphine', 'Aubrac', 'f', 'nurse', 'mill-street-clinic', { username: 'nurse' }],
  ['Hollis', 'Greer', 'm', 'nurse', 'mill-street-clinic'],
  ['Ignacio', 'Valdemar', 'm', 'family', 'eastgate-clinic', SPANISH],
  ['Thuy', 'Lamontagne', 'f', 'family', 'eastgate-clinic', { languages: ['en', 'vi'] }],
  ['Bryony', 'Osterman', 'f', 'practitioner', 'eastgate-clinic'],
  ['Kwame', 'Ellsworth', 'm', 'nurse', 'eastgate-clinic'],
  ['Marisela', 'Duenas', 'f', 'nurse', 'eastgate-clinic', SPANISH],
  ['Gideon', 'Pryce', 'm', 'internist', 'harbor-clinic'],
  ['Sunniva', 'Rao', 'f', 'internist', 'harbor-clinic'],
  ['Callum', 'Nakashima', 'm', 'practitioner', 'harbor-clinic'],
  ['Odessa', 'Tremblay', 'f', 'nurse', 'harbor-clinic'],
  ['Ruben', 'Castellow', 'm', 'nurse', 'harbor-clinic'],
  ['Priya', 'Venkatesan', 'f', 'pediatrician', 'orchard-hill-clinic'],
  ['Leopold', 'Ashdown', 'm', 'family', 'orchard-hill-clinic'],
  ['Nadia', 'Brightwater', 'f', 'practitioner', 'orchard-hill-clinic'],
  ['Fern', 'Kowalczyk', 'f', 'nurse', 'orchard-hill-clinic'],
  ['Jasper', 'Olumide', 'm', 'nurse', 'orchard-hill-clinic'],
  ['Solveig', 'Marchetti', 'f', 'hospitalist', 'riverbend-hospital', { username: 'hospitalist' }],
  ['Emeka', 'Thorne', 'm', 'hospitalist', 'riverbend-hospital'],
  ['Winifred', 'Salazar', 'f', 'nurse', 'riverbend-hospital'],
  ['Dmitri', 'Fairbanks', 'm', 'nurse', 'riverbend-hospital'],
  ['Ingrid', 'Mbeki-Lowell', 'f', 'obstetrician', 'riverbend-hospital'],
  ['Prosper', 'Lindqvist', 'm', 'gastroenterologist', 'riverbend-hospital'],
  ['Halima', 'Vance', 'f', 'radiologist', 'riverbend-hospital'],
  ['Augustin', 'Reyes-Holt', 'm', 'emergency', 'riverbend-emergency', { username: 'emergency' }],
  ['Petra', 'Stonebridge', 'f', 'emergency', 'riverbend-emergency'],
  ['Malik', 'Whitlock', 'm', 'nurse', 'riverbend-emergency'],
  ['Rosamund', 'Achebe-Clarke', 'f', 'cardiologist', 'riverbend-cardiology', { username: 'cardiology' }],
  ['Viktor', 'Hasegawa', 'm', 'cardiologist', 'riverbend-cardiology'],
  ['Lucinda', 'Petrov', 'f', 'nurse', 'riverbend-cardiology'],
  ['Farid', 'Lindholm', 'm', 'endocrinologist', 'riverbend-endocrinology', { username: 'endocrinology' }],
  ['Coralie', 'Eastwood', 'f', 'nurse', 'riverbend-endocrinology'],
  ['Imogen', 'Sarkisian', 'f', 'psychiatrist', 'larkspur-behavioral', { username: 'psychiatrist' }],
  ['Desmond', 'Quill', 'm', 'psychologist', 'larkspur-behavioral', { username: 'psychologist' }],
  ['Paloma', 'Ridgeway', 'f', 'psychologist', 'larkspur-behavioral', SPANISH],
  ['Tamsin', 'Oyelaran', 'f', 'behavioral', 'larkspur-behavioral', { username: 'behavioral' }],
  ['Anselm', 'Burke', 'm', 'behavioral', 'larkspur-behavioral'],
  ['Greta', 'Molina', 'f', 'social', 'larkspur-behavioral', { username: 'social', ...SPANISH }],
  ['Leontyne', 'Marsh', 'f', 'psychiatrist', 'riverbend-recovery', { username: 'recovery' }],
  ['Cyprian', 'Hallow', 'm', 'psychologist', 'riverbend-recovery', { username: 'counsellor' }],
  ['Rafferty', 'Cole', 'm', 'social', 'eastgate-clinic'],
  ['Beatrix', 'Holloway', 'f', 'transitional', 'riverbend-hospital', { username: 'transitional' }],
  ['Silas', 'Nwosu', 'm', 'transitional', 'riverbend-hospital'],
  ['Odile', 'Marchand', 'f', 'pharmacist', 'mill-street-clinic', { username: 'pharmacist' }],
  ['Bashir', 'Coldwell', 'm', 'pharmacist', 'harbor-clinic'],
  ['Josefina', 'Lark', 'f', 'chw', 'alder-county-neighbors', { username: 'chw', ...SPANISH }],
  ['Terrell', 'Haddock', 'm', 'chw', 'alder-county-neighbors'],
  ['Constance', 'Abara', 'f', 'internist', 'willow-court-nursing'],
  ['Nico', 'Dunmore', 'm', 'nurse', 'willow-court-nursing'],
  ['Maeve', 'Santangelo', 'f', 'homeNurse', 'riverbend-home-health', { username: 'homehealth' }],
  ['Obadiah', 'Finch', 'm', 'homeNurse', 'riverbend-home-health'],
  ['Clementine', 'Roux', 'f', 'registrar', 'mill-street-clinic', { username: 'registrar', ...SPANISH }],
  ['Hector', 'Wainwright', 'm', 'registrar', 'riverbend-hospital'],
  ['Sabine', 'Tuttle', 'f', 'scheduler', 'mill-street-clinic', { username: 'scheduler' }],
  ['Lamar', 'Ivanov', 'm', 'scheduler', 'riverbend'],
  ['Philippa', 'Gunn', 'f', 'biller', 'riverbend', { username: 'biller' }],
  ['Joachim', 'Bell', 'm', 'analyst', 'riverbend', { username: 'analyst' }],
  ['Renata', 'Fosse', 'f', 'finance', 'riverbend', { username: 'finance' }],
  ['Alasdair', 'Mwangi', 'm', 'privacy', 'riverbend', { username: 'privacy' }],
  ['Noor', 'Castellan', 'f', 'admin', 'riverbend', { username: 'admin' }],
];

const GENDERS = { f: 'female', m: 'male', o: 'other' } as const;

function staffFrom([given, family, gender, kind, site, extra]: Row): Staff {
  const [role, suffix, code, display, title] = KINDS[kind];
  return {
    id: `${given}-${family}`.toLowerCase(),
    given,
    family,
    gender: GENDERS[gender],
    role,
    suffix,
    site,
    ...(code ? { specialty: [code, display] as [string, string] } : {}),
    title,
    languages: extra?.languages ?? ['en'],
    ...(extra?.username ? { username: extra.username } : {}),
  };
}

/** Everyone who works here. */
export const STAFF: readonly Staff[] = ROWS.map(staffFrom);

/** Those of a discipline at a site. Never empty: asking for what the site lacks is a mistake of the generator. */
export function staffAt(site: SiteKey, ...titles: string[]): Staff[] {
  const found = STAFF.filter((member) => member.site === site && titles.includes(member.title));
  if (found.length === 0) throw new RangeError(`nobody at ${site} is a ${titles.join(' or ')}`);
  return found;
}

/** The one with that account. */
export function staffByUsername(username: string): Staff {
  const found = STAFF.find((member) => member.username === username);
  if (!found) throw new RangeError(`no account ${username}`);
  return found;
}

/** How a colleague is written in a list: `Amara Whitfield, MD`. */
export function staffName(member: Staff): string {
  return member.suffix ? `${member.given} ${member.family}, ${member.suffix}` : `${member.given} ${member.family}`;
}

/** How a note calls a colleague: `Dr. Whitfield`, `Delphine Aubrac`. */
export function spokenName(member: Staff): string {
  return ['MD', 'PhD'].includes(member.suffix) ? `Dr. ${member.family}` : `${member.given} ${member.family}`;
}

/** A reference to a colleague, with the name. */
export function practitionerRef(member: Staff): Reference {
  return refTo('Practitioner', member.id, staffName(member));
}
