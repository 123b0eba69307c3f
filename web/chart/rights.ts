/** What the chart offers to a role. The server decides what is done; this keeps from the screen what would be refused. */
export type Rights = {
  /** Sees the clinical record; without it the chart shows who, when, where and with whom alone. */
  clinical: boolean;
  /** Writes visit notes. */
  notes: boolean;
  /** Adds to the problem list. */
  problems: boolean;
  /** Signs orders, or writes them for somebody who signs. */
  orders: 'sign' | 'write' | 'look';
  /** Takes on and finishes work. */
  tasks: boolean;
  /** Is shown what waits for the staff. */
  matters: boolean;
  /** Sees who looked into the record. */
  access: boolean;
};

const CARE: Rights = {
  clinical: true,
  notes: true,
  problems: true,
  orders: 'write',
  tasks: true,
  matters: true,
  access: false,
};
const SIGNER: Rights = { ...CARE, orders: 'sign' };
const DESK: Rights = {
  clinical: false,
  notes: false,
  problems: false,
  orders: 'look',
  tasks: true,
  matters: true,
  access: false,
};
const READER: Rights = {
  clinical: true,
  notes: false,
  problems: false,
  orders: 'look',
  tasks: false,
  matters: true,
  access: false,
};

const BY_ROLE: Record<string, Rights> = {
  physician: SIGNER,
  'nurse-practitioner': SIGNER,
  psychiatrist: SIGNER,
  nurse: CARE,
  'transitional-care-nurse': CARE,
  'behavioral-care-manager': CARE,
  psychologist: CARE,
  'social-worker': CARE,
  'community-health-worker': { ...CARE, problems: false, orders: 'look' },
  pharmacist: { ...CARE, problems: false },
  registrar: DESK,
  scheduler: DESK,
  biller: DESK,
  finance: { ...DESK, tasks: false },
  administrator: { ...DESK, tasks: false, access: true },
  'quality-analyst': READER,
  'privacy-officer': { ...READER, tasks: true, access: true },
  patient: { ...READER, matters: false, access: true },
};

/** The rights of a role; those of a reader of times and places for one that is not known. */
export function rightsOf(role: string): Rights {
  return BY_ROLE[role] ?? { ...DESK, tasks: false };
}
