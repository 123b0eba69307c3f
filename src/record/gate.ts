import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Seen, decide } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { type Resource, isId, isResourceType, patientsOf, stringify, withMeta } from '../fhir/index.ts';
import {
  type Alongside,
  type IndexRow,
  type RowWrite,
  type StoredRow,
  type Tx,
  homeOf,
  readRows,
  transaction,
  writeRows,
} from '../store/index.ts';
import { actorOf, auditOf } from './audit-of.ts';
import { claimOfKey, claimsOf } from './claims.ts';
import { refuseOwnAdvantage } from './deciding/own-consent.ts';
import { decideRows, isOfTheRules, nameableOf, reloadInForce } from './deciding/sight.ts';
import { encounterOf, label, looksAtEncounters } from './deciding/label.ts';
import { refuseUnlisted } from './deciding/refuse-unlisted.ts';
import { type Named, namedBy, refuseOtherPatients, refuseStrangers } from './refuse-other-patients.ts';
import { indexOf } from './indexing/index-resource.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import {
  type Before,
  type Draft,
  nameOf,
  refuseMasked,
  refuseOutOfScope,
  refuseStale,
  refuseSubset,
  refuseUnknownEncounter,
  refuseUnless,
  refuseUnseen,
  typeOf,
} from './refuse-write.ts';
import { reloadSearching } from './indexing/searching.ts';
import { refuseTraceWrite } from './trace/model.ts';
import { type Answer, type FhirRecord, type Written, answerOf } from './model.ts';

/** What is to be written together. `path` is the FHIRPath at which a resource stands in what was sent, for the issues. */
export type Passage<T> = {
  resources: { resource: Resource; path?: string }[];
  /** Types from which something is deleted. */
  deletes?: string[];
  /** Types of which something is changed whose content is known only in the transaction. */
  changes?: string[];
  /** `label` where nothing but their labels changes. */
  as?: 'label';
  /** What conditions of this write look at; the identifiers that the resources bring are shared by themselves. */
  claims?: bigint[];
  /** What it may bring besides. */
  shares?: bigint[];
  /** Reads what it decides on and says what to write. May run several times. */
  draft(tx: Tx): Promise<Draft[]>;
  /** Looks at the record as it is after the write, in the same transaction. */
  finish(tx: Tx, written: (Written | null)[]): Promise<T>;
};

/**
 * The gate: the one function through which every write passes, one or many. In one transaction it decides access, validates,
 * versions, indexes, audits and appends to the change feed; all or nothing. A delete of what does not exist is null.
 */
export async function passGate<T>(record: FhirRecord, caller: Caller, passage: Passage<T>): Promise<T> {
  await refuseWithoutRole(record, caller, passage);
  refuseTraceWrite(typesIn(passage));
  refuseInvalid(record, passage.resources);
  const brought = passage.resources.flatMap(({ resource }) => claimsOf(record, resource));
  const shares = [...brought, ...(passage.shares ?? [])];
  const { claims = [] } = passage;
  let drafts: Draft[] = [];
  const contended = () => drafts.filter(isKnown).map((draft) => claimOfKey(record, typeOf(draft), draft.id));
  try {
    const result = await transaction(record.store, { claims, shares, contended }, async (tx, alongside) => {
      // Asked for first, so that it is there when what is read has come.
      const now = record.stamp(tx);
      alongside(now);
      drafts = await passage.draft(tx);
      return passage.finish(tx, await writeAll(record, caller, { tx, alongside, now }, drafts));
    });
    const types = typesIn(passage);
    if (types.includes('SearchParameter')) await reloadSearching(record);
    if (types.some((type) => isOfTheRules(record, type))) await reloadInForce(record);
    return result;
  } finally {
    // Also when it failed: what others committed meanwhile could not be read past this transaction.
    record.announcer.announce();
  }
}

/** Whoever writes a definition or a policy may count on it when the answer comes. */
function typesIn({ resources, deletes = [], changes = [] }: Passage<unknown>): string[] {
  return [...resources.map(({ resource }) => resource.resourceType), ...deletes, ...changes];
}

/** By role alone, before anything is looked at; over the patients concerned it is decided again when they are known. */
async function refuseWithoutRole(record: FhirRecord, caller: Caller, passage: Passage<unknown>): Promise<void> {
  const types = new Set(passage.resources.map(({ resource }) => resource.resourceType));
  for (const type of types) {
    const create = decide(caller, 'create', type);
    if (create.allowed || decide(caller, 'update', type).allowed) continue;
    await record.reads.write([
      auditOf(record, caller, { action: 'create', type, outcome: 'refused', detail: create.why }),
    ]);
    throw new Fault('forbidden', 'forbidden', `Not allowed: ${create.why}.`);
  }
  for (const [action, acted] of [
    ['delete', passage.deletes],
    [passage.as ?? 'update', passage.changes],
  ] as const) {
    for (const type of new Set(acted)) {
      const answer = decide(caller, action, type);
      if (answer.allowed) continue;
      const deed = action === 'label' ? 'update' : action;
      await record.reads.write([
        auditOf(record, caller, { action: deed, type, outcome: 'refused', detail: answer.why }),
      ]);
      throw new Fault('forbidden', 'forbidden', `Not allowed: ${answer.why}.`);
    }
  }
}

const NOTHING: IndexRow = {
  edition: 0,
  tokens: [],
  code: null,
  date: null,
  value: null,
  dates: [],
  quantities: [],
  strings: [],
  relations: [],
  rules: [],
};

/** Who writes (JSON), and the time that all of a transaction is of, ms since 1970. */
type By = {
  agent: string;
  now: number;
  /** Labels of the encounters that what is written belongs to, by `Encounter/id`. */
  encounters: Map<string, readonly string[]>;
};

type Step = { write: RowWrite; written: Written } | { write: null; written: Written | null };

type Sending = { tx: Tx; alongside: Alongside; now: Promise<number> };

/** Sends all that is to be written; that it went well is known when the transaction is done. */
async function writeAll(
  record: FhirRecord,
  caller: Caller,
  { tx, alongside, now }: Sending,
  drafts: Draft[],
): Promise<(Written | null)[]> {
  const { befores, encounters, named } = await readBefore(record, caller, tx, drafts);
  const by: By = { agent: JSON.stringify(actorOf(caller)), now: await now, encounters };
  await refuseStrangers(record, caller, tx, drafts);
  refuseOtherPatients(caller, drafts, { befores, named });
  labelEncounters(record, caller, drafts, befores, by);
  const author = { ...auditOf(record, caller, { action: 'update' }), epoch: record.settings.epoch };
  for (const draft of drafts) refuseStale(draft, befores.get(nameOf(draft)) ?? null);
  await refuseUnlisted(record, tx, drafts);
  const written: (Written | null)[] = [];
  for (let from = 0; from < drafts.length; from += DRAFTS_AT_ONCE) {
    // While the database writes these, the next are made ready.
    if (from > 0) await nextTurn();
    const steps = drafts.slice(from, from + DRAFTS_AT_ONCE).map((draft): Step => {
      const before = befores.get(nameOf(draft)) ?? null;
      return draft.do === 'delete'
        ? deleteStep(record, caller, draft, before, by)
        : putStep(record, caller, draft, before, by);
    });
    written.push(...steps.map((step) => step.written));
    const writes = steps.flatMap((step) => (step.write ? [step.write] : []));
    if (writes.length > 0) alongside(writeRows(tx, author, writes));
  }
  return written;
}

/** What is there already of what is to be written, and the encounters that it belongs to. */
async function readBefore(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  drafts: readonly Draft[],
): Promise<{ befores: Map<string, Before>; encounters: By['encounters']; named: Named }> {
  const known = drafts.filter(isKnown).map((draft) => ({ type: typeOf(draft), id: draft.id }));
  const puts = drafts.flatMap((draft) => (draft.do === 'put' ? [draft.resource] : []));
  const belonging = looksAtEncounters(record) ? puts.flatMap((resource) => encounterOf(resource) ?? []) : [];
  const naming = caller.role === 'system' ? [] : puts.flatMap(namedBy);
  const keys = new Map([...known, ...belonging, ...naming].map(({ type, id }) => [`${type}/${id}`, { type, id }]));
  const rows = await readRows(tx, [...keys.values()]);
  const decided = await decideRows(record, caller, tx, rows);
  // By sight alone: a token that may not read encounters writes what belongs to them.
  const { scopes: _scopes, ...whole } = caller;
  const wanted = new Set([...belonging, ...naming].map(({ type, id }) => `${type}/${id}`));
  const beside = rows.filter((row) => wanted.has(`${row.type}/${row.id}`));
  const seen = await nameableOf(record, whole, tx, beside);
  const beforeOf = (row: StoredRow, { seen: isSeen, shown }: Seen): Before => ({
    ...row,
    isSeen,
    isMasked: shown !== undefined,
  });
  return {
    befores: new Map(rows.map((row, at) => [`${row.type}/${row.id}`, beforeOf(row, decided[at]!)])),
    // What belongs to a visit that is masked would tell by its own labels what is.
    encounters: new Map(
      seen
        .filter(({ type, isMasked }) => type === 'Encounter' && !isMasked)
        .map((row) => [`Encounter/${row.id}`, row.labels]),
    ),
    named: new Map(seen.filter(({ deleted }) => !deleted).map((row) => [`${row.type}/${row.id}`, row.patients])),
  };
}

/** Encounters come first: what belongs to one that is written beside it is labelled by it. */
function labelEncounters(
  record: FhirRecord,
  caller: Caller,
  drafts: readonly Draft[],
  befores: ReadonlyMap<string, Before>,
  { encounters }: By,
): void {
  if (!looksAtEncounters(record)) return;
  for (const draft of drafts) {
    if (draft.do !== 'put' || typeOf(draft) !== 'Encounter') continue;
    const before = befores.get(nameOf(draft)) ?? null;
    encounters.set(nameOf(draft), label(record, caller, draft.resource, { before, encounter: undefined }));
  }
}

/** Enough that the cost of a statement is small. */
const DRAFTS_AT_ONCE = 250;

/** Ids that we have just made up are nobody's yet. */
function isKnown(draft: Draft): boolean {
  return draft.do === 'delete' || draft.isChosen || draft.ifMatch !== undefined;
}

function deleteStep(
  record: FhirRecord,
  caller: Caller,
  draft: Draft & { do: 'delete' },
  before: Before | null,
  by: By,
): Step {
  // What is out of sight is not there to be deleted.
  if (!before?.isSeen) return { write: null, written: null };
  refuseMasked(caller, draft, before);
  refuseUnless(caller, 'delete', draft, before.patients);
  refuseOutOfScope(record, caller, 'delete', draft, before);
  if (before.deleted) return { write: null, written: { status: 'unchanged', answer: answerOf(before) } };
  const row: StoredRow = {
    ...before,
    version: before.version + 1,
    updated: instantAfter(by, before),
    deleted: true,
    action: 'delete',
    agent: by.agent,
    body: '',
  };
  return {
    write: { row, index: NOTHING, before, isChosen: false },
    written: { status: 'updated', answer: answerOf(row) },
  };
}

/** Time as the record tells it goes forward from version to version, whatever the machine's clock does. */
function instantAfter({ now }: By, before: StoredRow | null): string {
  return new Date(before ? Math.max(now, Date.parse(before.updated) + 1) : now).toISOString();
}

function bodyOf(draft: Draft & { do: 'put' }, version: number, updated: string): string {
  const meta = { ...draft.resource.meta };
  delete meta.versionId;
  delete meta.lastUpdated;
  return stringify(withMeta(draft.resource, draft.id, { versionId: String(version), lastUpdated: updated, ...meta }));
}

/** Puts a resource: a first version, a next one, or none where the content is what is there already. */
function putStep(
  record: FhirRecord,
  caller: Caller,
  draft: Draft & { do: 'put' },
  before: Before | null,
  by: By,
): Step {
  const type = draft.resource.resourceType;
  draft.resource.id = draft.id;
  // What the software itself brings in keeps its ids whatever clients may do.
  if (!before?.isSeen && draft.isChosen && !record.updateCreate && caller.kind !== 'system') {
    const detail = `There is no ${nameOf(draft)}, and here ids are given by the server: create it by POST.`;
    throw new Fault('method-not-allowed', 'not-supported', detail, draft.path ? { expression: draft.path } : {});
  }
  const patients = patientsOf(draft.resource);
  const isNew = !before || before.deleted;
  refuseUnless(caller, isNew ? 'create' : (draft.as ?? 'update'), draft, patients);
  refuseOutOfScope(record, caller, isNew ? 'create' : 'update', draft);
  // Nor is what was deleted to be found out by what version comes after it.
  if (before) {
    refuseUnseen(draft, before);
    refuseMasked(caller, draft, before);
  }
  refuseOwnAdvantage(record, caller, draft.resource, before);
  if (caller.role !== 'system' && looksAtEncounters(record)) refuseUnknownEncounter(draft, before, by.encounters);
  if (before && !before.deleted) {
    refuseUnless(caller, draft.as ?? 'update', draft, before.patients);
    refuseSubset(draft, before);
  }
  const encounter = encounterOf(draft.resource);
  const belongsTo = encounter ? by.encounters.get(`Encounter/${encounter.id}`) : undefined;
  const labels = label(record, caller, draft.resource, { before, encounter: belongsTo });
  if (before && !before.deleted) {
    if (bodyOf(draft, before.version, before.updated) === before.body) {
      return { write: null, written: { status: 'unchanged', answer: answerOf(before) } };
    }
  }
  const version = (before?.version ?? 0) + 1;
  const updated = instantAfter(by, before);
  const row: StoredRow = {
    shard: homeOf({ type, id: draft.id }, patients),
    type,
    id: draft.id,
    patients,
    version,
    updated,
    deleted: false,
    action: before ? 'update' : 'create',
    agent: by.agent,
    body: bodyOf(draft, version, updated),
    labels,
  };
  const answer: Answer = answerOf(row);
  const index = indexOf(record.searching, draft.resource, record.hash, patients);
  return {
    write: { row, index, before, isChosen: draft.isChosen },
    written: { status: isNew ? 'created' : 'updated', answer },
  };
}

/** Refuses an id or a type that cannot be. */
export function refuseBadKey(type: string, id: string): void {
  if (!isResourceType(type)) {
    throw new Fault('not-found', 'not-supported', `"${type}" is not a resource type of FHIR R4.`);
  }
  if (!isId(id)) {
    throw new Fault('invalid', 'value', `"${id}" is no id: an id has 1 to 64 letters, digits, "-" and ".".`);
  }
}
