import type { Clock, Issue, Log, Role } from '../base/index.ts';
import type { InForce } from './deciding/in-force.ts';
import type { SearchParam, SearchParams } from '../fhir/index.ts';
import type { Announcer, Db, Hasher, ReadAudit, Settings, Store, Tx, Waker } from '../store/index.ts';

/** The open record: what every interaction takes first. `openRecord` makes one for a process. */
export type FhirRecord = {
  store: Store;
  log: Log;
  clock: Clock;
  /** The time of what a transaction writes, ms since 1970: the database's, or that of the clock of a test. */
  stamp(tx: Tx): Promise<number>;
  /** A moment before which nothing will be written any more; nothing where a test has the clock. */
  settledUntil(db: Db): Promise<number | undefined>;
  settings: Settings;
  hash: Hasher;
  /** The access rules as they stand, and the organizations' order; replaced as a whole when either changes. */
  inForce: InForce;
  /** By what it is searched; replaced as a whole when the definitions change. */
  searching: Searching;
  /** Whether a put may create under an id that the client chose, http://hl7.org/fhir/R4/http.html#upsert */
  updateCreate: boolean;
  /** Writes the audit of reads in groups, before the answers are sent. */
  reads: ReadAudit;
  /** Tells the followers of the feed, at most once in 20 ms, that something was committed. */
  announcer: Announcer;
  waker: Waker;
  close(): Promise<void>;
};

/** What the record is searched by, and what its rows are indexed by. */
export type Searching = {
  params: SearchParams;
  /** Those of SearchParameter resources among them. */
  custom: readonly SearchParam[];
  /** False for a program that is older than the newest that this database has seen: it indexes nothing again. */
  isCurrent: boolean;
  /** By type, the number that a row indexed by these definitions carries. */
  editions: ReadonlyMap<string, number>;
  /** Types of which some rows may still be indexed by older definitions. */
  pending: ReadonlySet<string>;
};

/** One version of a resource as it is stored: `body` is the JSON text ('' when deleted). */
export type Answer = {
  type: string;
  id: string;
  version: number;
  /** Instant, `2026-11-22T10:00:00.000Z`. */
  updated: string;
  body: string;
  deleted: boolean;
  /** The consent by which alone it may be shown, `Consent/x`. */
  under?: string;
};

/** Who did it, as the record keeps it beside each version. */
export type Actor = { id: string; name: string; role: Role; reference?: string };

export type Action = 'create' | 'update' | 'delete';

export type HistoryEntry = Answer & { action: Action; actor: Actor };

export type HistoryQuery = {
  type?: string;
  id?: string;
  count?: number;
  cursor?: string;
  /** Instant: versions made then or later. */
  since?: string;
  /** A date as one searches for it: versions that were current at some time in it. */
  at?: string;
  /** Id of a List: only what it names. */
  list?: string;
};

export type HistoryPage = { entries: HistoryEntry[]; total?: number; next?: string };

export type SearchResult = {
  matches: Answer[];
  included: Answer[];
  total?: number;
  /** The cursor of the next page: the same query with `_cursor` set to it. */
  next?: string;
  /** The parameters that were used, for the self link. */
  self: [string, string][];
  /** What was asked and not done; the API adds it as an entry with search.mode outcome. */
  warnings: Issue[];
};

/** `unchanged`: the same content was there already, and no version was made. `exists`: the condition of If-None-Exist found it. */
export type Written = { status: 'created' | 'updated' | 'unchanged' | 'exists'; answer: Answer };

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
  matched: 'name' | 'birthDate' | 'mrn' | 'phone';
};

export type PatientRecord = {
  /** Bodies of everything in the patient's compartment. */
  resources: string[];
  /** Bodies of the practitioners, roles, organizations and locations that those refer to. */
  related: string[];
  /** The feed's position from which to follow so as to miss nothing after this reading. */
  position: string;
};

/** One line of the change feed. */
export type Change = {
  /** Opaque; give it back as `from` to go on after this change. */
  position: string;
  type: string;
  id: string;
  version: number;
  action: Action;
  /** Every patient whose compartment the resource is in, before or after the change. */
  patients: string[];
  /** Its security labels, as access looks at them. */
  labels: string[];
  at: string;
  by: Actor;
};

/** The body `''` and `deleted` for a version that says that the resource is gone. */
export function answerOf(row: Answer): Answer {
  return {
    type: row.type,
    id: row.id,
    version: row.version,
    updated: row.updated,
    body: row.body,
    deleted: row.deleted,
  };
}
