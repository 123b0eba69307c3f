/** The part of R4 that the demonstration writes, as types: enough to be checked, no more than it uses. */

export type Coding = { system?: string; code?: string; display?: string };
export type Concept = { coding?: Coding[]; text?: string };
export type Reference = { reference?: string; display?: string; type?: string };
export type Identifier = { use?: string; type?: Concept; system?: string; value: string; assigner?: Reference };
export type Period = { start?: string; end?: string };
export type Quantity = { value: number; unit?: string; system?: string; code?: string; comparator?: string };
export type Range = { low?: Quantity; high?: Quantity };
export type Annotation = { authorReference?: Reference; time?: string; text: string };
export type HumanName = {
  use?: string;
  text?: string;
  family: string;
  given: string[];
  prefix?: string[];
  suffix?: string[];
  period?: Period;
};
export type Telecom = { system: string; value: string; use?: string; rank?: number };
export type Address = {
  use?: string;
  type?: string;
  text?: string;
  line: string[];
  city: string;
  district?: string;
  state: string;
  postalCode: string;
  country?: string;
};
export type Extension = {
  url: string;
  extension?: Extension[];
  valueString?: string;
  valueCode?: string;
  valueCoding?: Coding;
  valueBoolean?: boolean;
};

/** Any resource of the demonstration. */
export type Resource = {
  resourceType: string;
  id: string;
  meta?: { profile?: string[]; tag?: Coding[]; security?: Coding[] };
  [element: string]: unknown;
};

export type Encounter = Resource & {
  resourceType: 'Encounter';
  status: string;
  class: Coding;
  type?: Concept[];
  serviceType?: Concept;
  subject: Reference;
  basedOn?: Reference[];
  appointment?: Reference[];
  participant?: { type?: Concept[]; period?: Period; individual: Reference }[];
  period: Period;
  reasonCode?: Concept[];
  reasonReference?: Reference[];
  diagnosis?: { condition: Reference; use?: Concept; rank?: number }[];
  hospitalization?: { admitSource?: Concept; dischargeDisposition?: Concept };
  location?: { location: Reference; period?: Period }[];
  serviceProvider?: Reference;
  partOf?: Reference;
};

export type Component = {
  code: Concept;
  valueQuantity?: Quantity;
  valueCodeableConcept?: Concept;
  interpretation?: Concept[];
};

export type Observation = Resource & {
  resourceType: 'Observation';
  status: string;
  category: Concept[];
  code: Concept;
  subject: Reference;
  encounter: Reference;
  effectiveDateTime: string;
  issued?: string;
  performer: Reference[];
  valueQuantity?: Quantity;
  valueCodeableConcept?: Concept;
  interpretation?: Concept[];
  referenceRange?: { low?: Quantity; high?: Quantity; text?: string }[];
  component?: Component[];
  basedOn?: Reference[];
};

export type Condition = Resource & {
  resourceType: 'Condition';
  clinicalStatus: Concept;
  verificationStatus: Concept;
  category: Concept[];
  severity?: Concept;
  code: Concept;
  subject: Reference;
  encounter?: Reference;
  onsetDateTime: string;
  abatementDateTime?: string;
  recordedDate: string;
  recorder: Reference;
  asserter?: Reference;
};

export type Dosage = {
  text: string;
  timing?: {
    repeat: { boundsPeriod?: Period; frequency?: number; period?: number; periodUnit?: string; when?: string[] };
  };
  asNeededBoolean?: boolean;
  route?: Concept;
  doseAndRate?: { type?: Concept; doseQuantity: Quantity }[];
};

export type MedicationRequest = Resource & {
  resourceType: 'MedicationRequest';
  status: string;
  statusReason?: Concept;
  intent: string;
  category?: Concept[];
  medicationCodeableConcept: Concept;
  subject: Reference;
  encounter: Reference;
  authoredOn: string;
  requester: Reference;
  recorder?: Reference;
  reasonCode?: Concept[];
  reasonReference?: Reference[];
  dosageInstruction: Dosage[];
  dispenseRequest?: {
    validityPeriod?: Period;
    numberOfRepeatsAllowed?: number;
    quantity?: Quantity;
    expectedSupplyDuration?: Quantity;
  };
  priorPrescription?: Reference;
  note?: Annotation[];
};

export type Goal = Resource & {
  resourceType: 'Goal';
  lifecycleStatus: string;
  achievementStatus?: Concept;
  category?: Concept[];
  priority?: Concept;
  description: Concept;
  subject: Reference;
  startDate: string;
  target?: { measure?: Concept; detailQuantity?: Quantity; detailRange?: Range; dueDate?: string }[];
  statusDate?: string;
  expressedBy?: Reference;
  addresses?: Reference[];
  outcomeReference?: Reference[];
  note?: Annotation[];
};

export type Task = Resource & {
  resourceType: 'Task';
  status: string;
  intent: string;
  priority?: string;
  code: Concept;
  description: string;
  basedOn?: Reference[];
  focus?: Reference;
  for: Reference;
  encounter?: Reference;
  executionPeriod?: Period;
  authoredOn: string;
  lastModified: string;
  requester?: Reference;
  owner: Reference;
  location?: Reference;
  restriction?: { period: Period };
  note?: Annotation[];
};

export type ServiceRequest = Resource & {
  resourceType: 'ServiceRequest';
  status: string;
  intent: string;
  priority?: string;
  category: Concept[];
  code: Concept;
  subject: Reference;
  encounter: Reference;
  occurrencePeriod?: Period;
  authoredOn: string;
  requester: Reference;
  performerType?: Concept;
  performer: Reference[];
  locationReference?: Reference[];
  reasonCode?: Concept[];
  reasonReference?: Reference[];
  note?: Annotation[];
};

export type Activity = {
  outcomeReference?: Reference[];
  reference?: Reference;
  detail?: {
    kind?: string;
    code?: Concept;
    reasonReference?: Reference[];
    goal?: Reference[];
    status: string;
    scheduledString?: string;
    scheduledPeriod?: Period;
    scheduledTiming?: { repeat: { frequency: number; period: number; periodUnit: string } };
    location?: Reference;
    performer?: Reference[];
    description: string;
  };
};

export type CarePlan = Resource & {
  resourceType: 'CarePlan';
  status: string;
  intent: string;
  category: Concept[];
  title: string;
  description?: string;
  subject: Reference;
  encounter?: Reference;
  period: Period;
  created: string;
  author: Reference;
  contributor?: Reference[];
  careTeam?: Reference[];
  addresses: Reference[];
  goal: Reference[];
  activity: Activity[];
  note?: Annotation[];
};

export type Money = { value: number; currency: string };

export type Claim = Resource & {
  resourceType: 'Claim';
  status: string;
  type: Concept;
  use: string;
  patient: Reference;
  billablePeriod: Period;
  created: string;
  insurer: Reference;
  provider: Reference;
  priority: Concept;
  insurance: { sequence: number; focal: boolean; coverage: Reference }[];
  item: {
    sequence: number;
    productOrService: Concept;
    quantity: { value: number };
    unitPrice: Money;
    net: Money;
    encounter: Reference[];
  }[];
  total: Money;
};

export type ClaimResponse = Resource & {
  resourceType: 'ClaimResponse';
  status: string;
  type: Concept;
  use: string;
  patient: Reference;
  created: string;
  insurer: Reference;
  request: Reference;
  outcome: string;
  disposition: string;
  error?: { code: Concept }[];
  item?: { itemSequence: number; adjudication: { category: Concept; amount: Money }[] }[];
  payment?: { type: Concept; date: string; amount: Money };
};

export type BundleEntry = { fullUrl?: string; resource: Resource; request: { method: 'PUT'; url: string } };
export type Bundle = { resourceType: 'Bundle'; type: 'transaction'; entry: BundleEntry[] };
