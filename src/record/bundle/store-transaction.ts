import { type Caller, Fault, type Issue } from '../../base/index.ts';
import { parseReference } from '../../fhir/index.ts';
import type { Key, Tx } from '../../store/index.ts';
import { answerGet } from './answer-get.ts';
import type { BundleOptions } from './bundle-options.ts';
import { claimsOfCondition, claimsOfPatch } from '../claims.ts';
import { matchesToDelete, oneMatch, severalMatch } from '../find-target.ts';
import { passGate } from '../gate.ts';
import { type Draft } from '../refuse-write.ts';
import { type Slot, linkReferences, slotsOf } from './link-references.ts';
import { matchesOfCondition } from '../search/match-condition.ts';
import { type Answer, type FhirRecord, answerOf } from '../model.ts';
import { claimsOfTarget, patchDraft } from '../patch-one.ts';
import { type Said, saidOf, saidOfWrite } from './said.ts';
import { type Ask, type AskTo, understandEntry } from './understand-entry.ts';
import { newId, refuseOtherId } from '../write-one.ts';

type Put = {
  ask: AskTo<'POST'> | AskTo<'PUT'>;
  slots: Slot[];
  /** Once it is settled. */
  id?: string;
  /** The id that the resource came with, which a conditional update may use. */
  own?: string | undefined;
};

/** What the bundle asks, by what is done with it. */
type Asked = {
  puts: Put[];
  patches: { ask: AskTo<'PATCH'>; slots: Slot[] }[];
  deletes: AskTo<'DELETE'>[];
  gets: AskTo<'GET'>[];
};

/**
 * A transaction bundle, http://hl7.org/fhir/R4/http.html#transaction: all of it or nothing, in the order DELETE, POST, PUT and
 * PATCH, GET whatever order the entries have. What conditions find is decided in the transaction itself, after its deletes.
 * Faults name every entry that is wrong.
 */
export async function storeTransaction(
  record: FhirRecord,
  caller: Caller,
  entries: readonly unknown[],
  options: BundleOptions,
): Promise<Said[]> {
  const asks = understandAll(entries);
  refuseTwice(asks);
  const asked = sorted(asks);
  const { puts, patches, deletes, gets } = asked;
  let existed = new Map<Put, Answer>();
  let gone: Key[][] = [];
  const how = { isTransaction: true, strict: options.strict === true };
  return passGate(record, caller, {
    resources: puts.map(({ ask }) => ({ resource: ask.resource, path: `${ask.path}.resource` })),
    deletes: deletes.map((ask) => ask.type),
    changes: patches.map(({ ask }) => ask.type),
    claims: claimsOf(record, asked),
    shares: patches.flatMap(({ ask }) => claimsOfPatch(record, ask.type, ask.patch)),
    async draft(tx): Promise<Draft[]> {
      gone = await keysToDelete(record, caller, tx, deletes);
      const isGone = new Set(gone.flat().map(nameOf));
      existed = await findExisting(record, caller, tx, puts, isGone);
      await settleTargets(record, caller, tx, puts, isGone);
      const stored = puts.filter((put) => !existed.has(put));
      settleIds(record, puts, existed);
      const issues = await linkReferences(
        record,
        caller,
        tx,
        [...stored, ...patches].flatMap((one) => one.slots),
        {
          byUrl: linksOf(puts, existed),
          put: new Set(stored.map((put) => `${put.ask.type}/${put.id}`)),
          mayDangle: options.danglingReferences === true,
        },
      );
      if (issues.length > 0) throw leadsNowhere(issues);
      const patched: Draft[] = [];
      for (const { ask } of patches) patched.push(await patchDraft(record, caller, tx, ask));
      const removed = deletes.flatMap((ask, at) => gone[at]!.map((key): Draft => deletion(ask, key.id)));
      const drafts = [...removed, ...stored.map(draftOf), ...patched];
      refuseOverlap(drafts);
      return drafts;
    },
    async finish(tx, written): Promise<Said[]> {
      const said = new Map<number, Said>();
      let at = 0;
      deletes.forEach((ask, place) => {
        const answers = written.slice(at, (at += gone[place]!.length));
        said.set(ask.index, saidOf('204 No Content', answers.length === 1 ? (answers[0]?.answer ?? null) : null));
      });
      for (const put of puts)
        if (!existed.has(put)) said.set(put.ask.index, saidOfWrite(written[at++]!, options.returning));
      for (const { ask } of patches) said.set(ask.index, saidOfWrite(written[at++]!, options.returning));
      for (const [put, answer] of existed) {
        said.set(put.ask.index, saidOfWrite({ status: 'exists', answer }, options.returning));
      }
      for (const ask of gets) said.set(ask.index, await answerGet(record, caller, ask, tx, how));
      return asks.map((ask) => said.get(ask.index)!);
    },
  });
}

function sorted(asks: readonly Ask[]): Asked {
  return {
    puts: asks.filter((ask) => ask.method === 'POST' || ask.method === 'PUT').map(putOf),
    patches: asks
      .filter((ask) => ask.method === 'PATCH')
      .map((ask) => ({ ask, slots: slotsOf(ask.resource, `${ask.path}.resource`) })),
    deletes: asks.filter((ask) => ask.method === 'DELETE'),
    gets: asks.filter((ask) => ask.method === 'GET'),
  };
}

/** What the conditions look at; a patch's own resource too, which it reads before it writes. */
function claimsOf(record: FhirRecord, { puts, patches, deletes }: Asked): bigint[] {
  const conditional = [...puts.map((put) => put.ask), ...deletes].flatMap((ask) => {
    if (ask.method === 'POST') {
      return ask.ifNoneExist === undefined ? [] : claimsOfCondition(record, ask.type, ask.ifNoneExist);
    }
    return 'query' in ask.target ? claimsOfCondition(record, ask.type, ask.target.query) : [];
  });
  return [...conditional, ...patches.flatMap(({ ask }) => claimsOfTarget(record, ask.type, ask.target))];
}

function nameOf({ type, id }: Key): string {
  return `${type}/${id}`;
}

/** What each delete removes: what it names, or what its condition finds. */
async function keysToDelete(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  deletes: readonly AskTo<'DELETE'>[],
): Promise<Key[][]> {
  const keys: Key[][] = [];
  for (const { type, target, path } of deletes) {
    if ('id' in target) keys.push([{ type, id: target.id }]);
    else {
      const url = `${path}.request.url`;
      keys.push(await matchesToDelete(record, caller, tx, { type, query: target.query, path: url }));
    }
  }
  return keys;
}

/** Gives each update the id that it is about: that of its url, that of what its condition finds, or a new one. */
async function settleTargets(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  puts: readonly Put[],
  isGone: ReadonlySet<string>,
): Promise<void> {
  for (const put of puts) {
    const { ask } = put;
    if (ask.method !== 'PUT') continue;
    const { type, target } = ask;
    if ('id' in target) put.id = target.id;
    else {
      const path = `${ask.path}.request.url`;
      const match = await oneMatch(record, caller, tx, { type, query: target.query, path });
      const found = match && !isGone.has(nameOf(match)) ? match : null;
      if (found) refuseOtherId(found, put.own, `${ask.path}.resource.id`);
      const id = found?.id ?? put.own;
      if (id === undefined) delete put.id;
      else put.id = id;
    }
  }
}

/** "If any resource identities (including resolved identities from conditional update/delete) overlap, the transaction SHALL fail". */
function refuseOverlap(drafts: readonly Draft[]): void {
  const seen = new Map<string, Draft>();
  const issues: Issue[] = [];
  for (const draft of drafts) {
    const type = draft.do === 'delete' ? draft.type : draft.resource.resourceType;
    const name = `${type}/${draft.id}`;
    const first = seen.get(name);
    if (first && first.path !== draft.path) {
      const details = `${name} is written twice in this bundle: ${first.path} is about it too.`;
      issues.push({ severity: 'error', code: 'duplicate', details, ...(draft.path ? { expression: draft.path } : {}) });
    }
    seen.set(name, draft);
  }
  if (issues.length > 0) throw new Fault('invalid', 'duplicate', issues[0]!.details, { issues });
}

/** So that a hopeless bundle does not answer with a hundred thousand findings. */
const MOST_ISSUES = 200;

/** Every entry is understood before any is refused, so that all faults are told at once, up to a number. */
function understandAll(entries: readonly unknown[]): Ask[] {
  const issues: Issue[] = [];
  const asks: Ask[] = [];
  for (const [index, entry] of entries.entries()) {
    try {
      asks.push(understandEntry(entry, index));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      issues.push(...error.issues);
      if (issues.length >= MOST_ISSUES) break;
    }
  }
  if (issues.length > 0) throw new Fault('invalid', issues[0]!.code, issues[0]!.details, { issues });
  return asks;
}

/** "If any resource identities overlap, the transaction SHALL fail"; two entries of one fullUrl are as ambiguous. */
function refuseTwice(asks: readonly Ask[]): void {
  const seen = new Map<string, Ask>();
  const issues: Issue[] = [];
  for (const ask of asks) {
    if (ask.method === 'GET') continue;
    const names = [
      ...(ask.method !== 'POST' && 'id' in ask.target ? [`${ask.type}/${ask.target.id}`] : []),
      ...(ask.fullUrl === undefined || ask.method === 'DELETE' ? [] : [ask.fullUrl]),
    ];
    for (const name of names) {
      const first = seen.get(name);
      if (first && first !== ask) {
        const details = `${name} is in the bundle twice: ${first.path} has it too.`;
        issues.push({ severity: 'error', code: 'duplicate', details, expression: ask.path });
      } else seen.set(name, ask);
    }
  }
  if (issues.length > 0) throw new Fault('invalid', 'duplicate', issues[0]!.details, { issues });
}

function putOf(ask: AskTo<'POST'> | AskTo<'PUT'>): Put {
  const own = ask.resource.id;
  if (ask.method === 'POST') delete ask.resource.id;
  return { ask, own, slots: slotsOf(ask.resource, `${ask.path}.resource`) };
}

function deletion(ask: AskTo<'DELETE'>, id: string): Draft {
  const { type, path, ifMatch } = ask;
  return { do: 'delete', type, id, path, ...(ifMatch === undefined ? {} : { ifMatch }) };
}

function draftOf(put: Put): Draft {
  const { ask } = put;
  const ifMatch = ask.method === 'PUT' && ask.ifMatch !== undefined ? { ifMatch: ask.ifMatch } : {};
  return { do: 'put', resource: ask.resource, id: put.id!, isChosen: ask.method === 'PUT', path: ask.path, ...ifMatch };
}

/** The conditional creates whose condition finds one: nothing is stored for them, and references to them lead to it. */
async function findExisting(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  puts: readonly Put[],
  isGone: ReadonlySet<string>,
): Promise<Map<Put, Answer>> {
  const asked = new Map<string, { put: Put; query: string; path: string }>();
  for (const put of puts) {
    const { ask } = put;
    if (ask.method !== 'POST' || ask.ifNoneExist === undefined) continue;
    const condition = `${ask.type}?${ask.ifNoneExist}`;
    const path = `${ask.path}.request.ifNoneExist`;
    const other = asked.get(condition);
    if (other) {
      const detail = `The condition ${condition} is in the bundle twice: ${other.path} has it too.`;
      throw new Fault('invalid', 'duplicate', detail, { expression: path });
    }
    asked.set(condition, { put, query: ask.ifNoneExist, path });
  }
  // Sent one after the other without waiting: the connection is pipelined.
  const found = await Promise.all(
    [...asked.values()].map(async ({ put, query, path }): Promise<[Put, Answer][]> => {
      const all = await matchesOfCondition(record, caller, tx, put.ask.type, query);
      const matches = all.filter((row) => !isGone.has(nameOf(row)));
      if (matches.length > 1) throw severalMatch(put.ask.type, query, path);
      return matches.map((row) => [put, answerOf(row)]);
    }),
  );
  return new Map(found.flat());
}

/** Gives ids to what is created, patients first: the id of what is theirs hints at where they live. */
function settleIds(record: FhirRecord, puts: readonly Put[], existed: ReadonlyMap<Put, Answer>): void {
  const fresh = puts.filter((put) => put.id === undefined && !existed.has(put));
  for (const put of fresh) if (put.ask.type === 'Patient') put.id ??= newId(record, undefined);
  const links = linksOf(puts, existed);
  for (const put of fresh) put.id ??= newId(record, firstPatient(put.slots, links));
}

/** The patient whom a resource names first; nearly always whose it is, and a wrong guess costs a locator row. */
function firstPatient(slots: readonly Slot[], links: ReadonlyMap<string, string>): string | undefined {
  for (const slot of slots) {
    if (!slot.isReference) continue;
    const parsed = parseReference(links.get(slot.text) ?? slot.text);
    if (parsed.kind === 'literal' && parsed.type === 'Patient' && !parsed.absolute) return parsed.id;
  }
  return undefined;
}

/** What the fullUrls stand for; one that ends in Type/id also resolves relative references, as http://hl7.org/fhir/R4/bundle.html#references says. */
function linksOf(puts: readonly Put[], existed: ReadonlyMap<Put, Answer>): Map<string, string> {
  const links = new Map<string, string>();
  for (const put of puts) {
    const id = existed.get(put)?.id ?? put.id;
    const { fullUrl, type } = put.ask;
    if (fullUrl === undefined || id === undefined) continue;
    links.set(fullUrl, `${type}/${id}`);
    const tail = /^https?:\/\/.*\/([A-Za-z]+\/[A-Za-z0-9\-.]{1,64})$/.exec(fullUrl)?.[1];
    if (tail !== undefined) links.set(tail, `${type}/${id}`);
  }
  return links;
}

function leadsNowhere(issues: Issue[]): Fault {
  const isCondition = issues.some((issue) => issue.details.startsWith('The condition'));
  const { code, details } = issues[0]!;
  return new Fault(isCondition ? 'precondition-failed' : 'unprocessable', code, details, { issues });
}
