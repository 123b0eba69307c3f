/** What the server answers (docs: the HTTP contract of `src/api`). */

export type Named = { reference: string; name: string };

/** One thing that somebody is, somewhere, for some time. */
export type Assignment = {
  id: string;
  role: string;
  roleName: string;
  site?: Named;
  patient?: Named;
  proxy?: string;
  from: string;
  until?: string;
};

export type Account = {
  id: string;
  username: string;
  name: string;
  role: string;
  roleName: string;
  practitioner?: string;
  patient?: string;
  /** Whose record it is, for who acts for another (`proxy`). */
  patientName?: string;
  proxy?: string;
  site?: Named;
  /** Of somebody who is several things: all of them, and which now. */
  assignment?: string;
  assignments?: Assignment[];
};

export type PatientHit = {
  id: string;
  name: string;
  formerNames?: string[];
  gender?: string;
  birthDate?: string;
  deceased?: string | boolean;
  mrn?: string;
  phone?: string;
  address?: string;
  matched?: 'name' | 'birthDate' | 'mrn' | 'phone';
};

export type HomeItem = {
  id: string;
  kind: 'visit' | 'result' | 'task' | 'message';
  title: string;
  detail?: string;
  patient?: { id: string; name: string };
  due?: string;
  resource?: string;
};

export type HomeList = {
  today: HomeItem[];
  overdue: HomeItem[];
  coming: HomeItem[];
  waiting: HomeItem[];
  panel?: { patients: number };
  /** Results that wait for the caller to look at. */
  results?: { waiting: number };
};

export type FhirResource = fhir4.FhirResource & { id?: string; meta?: fhir4.Meta };

/** All that a chart is drawn from; `position` is the place in the change feed up to which it is true. */
export type PatientRecord = { resources: FhirResource[]; related: FhirResource[]; position: string };

export type Version = {
  version: number;
  at: string;
  action: 'create' | 'update' | 'delete';
  by: { name: string; role: string; reference?: string };
  resource?: FhirResource;
};

/** One committed change to a chart, as the live stream tells it. */
export type Change = {
  type: string;
  id: string;
  version: number;
  action: 'create' | 'update' | 'delete';
  at: string;
  by?: { name: string; role?: string } | string;
};

export type Directory = { sites: FhirResource[]; people: FhirResource[] };

/** What one person did with a record on one day, as `src/api/app/accesses.ts` tells it. */
export type Access = {
  day: string;
  agent: string;
  name: string;
  role: string;
  roleName: string;
  site?: string;
  decision: 'allowed' | 'denied' | 'broken-glass';
  first: string;
  last: string;
  count: number;
  things: { action: string; type: string | null; count: number }[];
  purposes: string[];
  bases: string[];
  clients: string[];
};

export type AccessPage = { accesses: Access[]; next?: string };
/** `at`: when it was taken. */
export type Accounting = { from: string; to: string; at: string; accesses: Access[] };
