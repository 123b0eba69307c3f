/** The answers of the doors under `/app/results`. */
export type Severity = 'critical' | 'abnormal' | 'normal';
export type Flag = { word: string; isCritical: boolean };

/** One figure of a report; `limits` are those of its reference range. */
export type ResultLine = {
  ref: string;
  name: string;
  code?: string;
  value: string;
  figure?: number;
  unit?: string;
  range?: string;
  limits?: { low?: number; high?: number };
  flag?: Flag;
  status?: string;
  note?: string;
};

/** A review as it was read. */
export type Key = { id: string; version: number };

/** One report that waits for a look. */
export type InboxEntry = {
  task: Key;
  severity: Severity;
  again?: 'corrected' | 'completed' | 'withdrawn';
  due?: string;
  title: string;
  status: string;
  released?: string;
  performer?: string;
  conclusion?: string;
  text?: string;
  patient: { id: string; name: string; birthDate?: string; gender?: string; mrn?: string };
  owner?: { reference: string; name: string };
  covering?: boolean;
  order?: { id: string; requester?: string; indication?: string };
  focus: string;
  results: ResultLine[];
  notes: { at?: string; text: string }[];
};

export type Cover = { task: string; away: fhir4.Reference; by: fhir4.Reference; from: string; until: string };
export type Inbox = { entries: InboxEntry[]; covers: { mine: Cover[]; others: Cover[] }; more: boolean };

export type UnreadLine = {
  owner?: { reference: string; name: string };
  waiting: Record<Severity, number>;
  overdue: number;
  oldest: string;
};
export type Unread = { lines: UnreadLine[]; waiting: number; overdue: number; more: boolean };

export type TrendPoint = { ref: string; at: string; figure: number; given?: string; flag?: Flag; from?: string };
export type Trend = { code: string; unit?: string; points: TrendPoint[]; apart: { at: string; given: string }[] };
