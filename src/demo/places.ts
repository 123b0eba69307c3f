/** Where Riverbend Health cares for people: all of it fictional. An Organization and its main Location share their id. */

export type Lane = 'primary' | 'specialty' | 'behavioral' | 'hospital' | 'home' | 'support';

export type SiteKey =
  | 'riverbend'
  | 'riverbend-hospital'
  | 'riverbend-emergency'
  | 'riverbend-laboratory'
  | 'mill-street-clinic'
  | 'eastgate-clinic'
  | 'harbor-clinic'
  | 'orchard-hill-clinic'
  | 'riverbend-cardiology'
  | 'riverbend-endocrinology'
  | 'larkspur-behavioral'
  | 'riverbend-recovery'
  | 'willow-court-nursing'
  | 'riverbend-home-health'
  | 'alder-county-neighbors'
  | 'confluence-imaging'
  | 'depot-street-pharmacy';

export type Site = {
  key: SiteKey;
  name: string;
  short: string;
  lane: Lane;
  partOf?: SiteKey;
  kind: [code: string, display: string];
  service: string;
  line: string;
  city: string;
  postalCode: string;
  phone: string;
  position: [latitude: number, longitude: number];
  hours: [from: string, to: string] | 'always';
};

const OFFICE: [string, string] = ['08:00:00', '17:00:00'];
const DEPT: [string, string] = ['dept', 'Hospital Department'];
const PROV: [string, string] = ['prov', 'Healthcare Provider'];

type Row = [
  SiteKey,
  string,
  string,
  Lane,
  SiteKey | null,
  [string, string],
  string,
  string,
  string,
  string,
  string,
  Site['position'],
  Site['hours'],
];

const ROWS: Row[] = [
  [
    'riverbend',
    'Riverbend Health',
    'Riverbend',
    'support',
    null,
    PROV,
    'Integrated health system',
    '1 Confluence Plaza',
    'Alder Falls',
    '43990',
    '+1 740-555-0100',
    [40.142, -81.901],
    OFFICE,
  ],
  [
    'riverbend-hospital',
    'Riverbend General Hospital',
    'Riverbend General',
    'hospital',
    'riverbend',
    PROV,
    'Hospital care',
    '200 Hospital Drive',
    'Alder Falls',
    '43990',
    '+1 740-555-0110',
    [40.145, -81.896],
    'always',
  ],
  [
    'riverbend-emergency',
    'Riverbend General Emergency Department',
    'Emergency Department',
    'hospital',
    'riverbend-hospital',
    DEPT,
    'Emergency care',
    '200 Hospital Drive, Entrance E',
    'Alder Falls',
    '43990',
    '+1 740-555-0111',
    [40.1452, -81.8957],
    'always',
  ],
  [
    'riverbend-laboratory',
    'Riverbend Clinical Laboratory',
    'Riverbend Laboratory',
    'support',
    'riverbend-hospital',
    DEPT,
    'Clinical laboratory',
    '200 Hospital Drive, Level B',
    'Alder Falls',
    '43990',
    '+1 740-555-0112',
    [40.1449, -81.8962],
    'always',
  ],
  [
    'mill-street-clinic',
    'Mill Street Family Medicine',
    'Mill Street',
    'primary',
    'riverbend',
    PROV,
    'Primary care',
    '48 Mill Street',
    'Alder Falls',
    '43990',
    '+1 740-555-0120',
    [40.139, -81.908],
    OFFICE,
  ],
  [
    'eastgate-clinic',
    'Eastgate Community Clinic',
    'Eastgate',
    'primary',
    'riverbend',
    PROV,
    'Primary care',
    '915 Eastgate Avenue',
    'Eastgate',
    '43991',
    '+1 740-555-0121',
    [40.151, -81.852],
    OFFICE,
  ],
  [
    'harbor-clinic',
    'Harbor Internal Medicine',
    'Harbor',
    'primary',
    'riverbend',
    PROV,
    'Primary care',
    '7 Landing Road',
    'Port Linden',
    '43992',
    '+1 740-555-0122',
    [40.097, -81.931],
    OFFICE,
  ],
  [
    'orchard-hill-clinic',
    'Orchard Hill Pediatrics and Family Care',
    'Orchard Hill',
    'primary',
    'riverbend',
    PROV,
    'Primary care',
    '330 Orchard Hill Road',
    'Thornbury',
    '43993',
    '+1 740-555-0123',
    [40.188, -81.977],
    OFFICE,
  ],
  [
    'riverbend-cardiology',
    'Riverbend Cardiology',
    'Cardiology',
    'specialty',
    'riverbend',
    PROV,
    'Cardiology',
    '210 Hospital Drive, Suite 300',
    'Alder Falls',
    '43990',
    '+1 740-555-0130',
    [40.1458, -81.8949],
    OFFICE,
  ],
  [
    'riverbend-endocrinology',
    'Riverbend Endocrinology and Diabetes',
    'Endocrinology',
    'specialty',
    'riverbend',
    PROV,
    'Endocrinology',
    '210 Hospital Drive, Suite 410',
    'Alder Falls',
    '43990',
    '+1 740-555-0131',
    [40.1458, -81.8948],
    OFFICE,
  ],
  [
    'larkspur-behavioral',
    'Larkspur Behavioral Health Center',
    'Larkspur',
    'behavioral',
    'riverbend',
    PROV,
    'Behavioral health',
    '62 Larkspur Lane',
    'Alder Falls',
    '43990',
    '+1 740-555-0140',
    [40.133, -81.889],
    OFFICE,
  ],
  [
    'riverbend-recovery',
    'Riverbend Recovery Center',
    'Recovery Center',
    'behavioral',
    'riverbend',
    PROV,
    'Substance use treatment',
    '66 Larkspur Lane',
    'Alder Falls',
    '43990',
    '+1 740-555-0141',
    [40.1327, -81.8886],
    OFFICE,
  ],
  [
    'willow-court-nursing',
    'Willow Court Skilled Nursing',
    'Willow Court',
    'hospital',
    'riverbend',
    PROV,
    'Skilled nursing',
    '15 Willow Court',
    'Eastgate',
    '43991',
    '+1 740-555-0150',
    [40.156, -81.847],
    'always',
  ],
  [
    'riverbend-home-health',
    'Riverbend Home Health',
    'Home Health',
    'home',
    'riverbend',
    PROV,
    'Home health',
    '88 Mill Street',
    'Alder Falls',
    '43990',
    '+1 740-555-0160',
    [40.1385, -81.9092],
    'always',
  ],
  [
    'alder-county-neighbors',
    'Alder County Neighbors',
    'Neighbors',
    'home',
    null,
    ['cg', 'Community Group'],
    'Community support',
    '401 Depot Street',
    'Alder Falls',
    '43990',
    '+1 740-555-0170',
    [40.1402, -81.9121],
    OFFICE,
  ],
  [
    'confluence-imaging',
    'Confluence Imaging Center',
    'Confluence Imaging',
    'support',
    null,
    PROV,
    'Diagnostic imaging',
    '22 Confluence Plaza',
    'Alder Falls',
    '43990',
    '+1 740-555-0180',
    [40.1417, -81.9004],
    OFFICE,
  ],
  [
    'depot-street-pharmacy',
    'Depot Street Pharmacy',
    'Depot Street Pharmacy',
    'support',
    null,
    PROV,
    'Community pharmacy',
    '417 Depot Street',
    'Alder Falls',
    '43990',
    '+1 740-555-0181',
    [40.1403, -81.9128],
    ['08:00:00', '20:00:00'],
  ],
];

/** Who outside the clinics carries out what is ordered: the Organization's id and what it is. */
export const PARTNERS = [
  { kind: 'laboratory', organization: 'riverbend-laboratory' },
  { kind: 'imaging-center', organization: 'confluence-imaging' },
  { kind: 'pharmacy', organization: 'depot-street-pharmacy' },
] as const satisfies readonly { kind: string; organization: SiteKey }[];

/** Every site, the system itself first. */
export const SITES: readonly Site[] = ROWS.map(
  ([key, name, short, lane, partOf, kind, service, line, city, postalCode, phone, position, hours]) => ({
    key,
    name,
    short,
    lane,
    ...(partOf ? { partOf } : {}),
    kind,
    service,
    line,
    city,
    postalCode,
    phone,
    position,
    hours,
  }),
);

/** The four clinics that follow people. */
export const CLINICS: readonly SiteKey[] = [
  'mill-street-clinic',
  'eastgate-clinic',
  'harbor-clinic',
  'orchard-hill-clinic',
];

/** The site of a key. */
export function siteOf(key: SiteKey): Site {
  const site = SITES.find((candidate) => candidate.key === key);
  if (!site) throw new RangeError(`no such site: ${key}`);
  return site;
}

/** The programme of 42 CFR Part 2: what comes from it is seen within it alone, until a person signs. */
export const PROGRAMME = 'riverbend-recovery' as const satisfies SiteKey;

/** Rooms of the hospital that are worth naming: `[id, name, part of]`. */
export const ROOMS = [
  ['hospital-ward-4-west', 'Riverbend General, Ward 4 West', 'riverbend-hospital'],
  ['hospital-ward-3-east', 'Riverbend General, Ward 3 East', 'riverbend-hospital'],
  ['hospital-birth-center', 'Riverbend General, Birth Center', 'riverbend-hospital'],
  ['hospital-echo-laboratory', 'Riverbend General, Echocardiography Laboratory', 'riverbend-hospital'],
  ['hospital-endoscopy', 'Riverbend General, Endoscopy Suite', 'riverbend-hospital'],
  ['hospital-imaging', 'Riverbend General, Imaging', 'riverbend-hospital'],
] as const satisfies readonly (readonly [string, string, SiteKey])[];

export type RoomKey = (typeof ROOMS)[number][0];

/** The name of a site or of a room. */
export function placeName(key: SiteKey | RoomKey): string {
  return ROOMS.find(([id]) => id === key)?.[1] ?? siteOf(key as SiteKey).name;
}

/** Who pays: the two public programs and two fictional insurers. */
export const PAYERS = {
  'payer-medicare': 'Medicare',
  'payer-medicaid': 'State Medicaid',
  'payer-lakeshore': 'Lakeshore Health Plan',
  'payer-summit': 'Summit Mutual Insurance',
} as const;

export type PayerKey = keyof typeof PAYERS;
