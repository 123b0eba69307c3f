import type { Caller, Issue } from '../../base/index.ts';
import { type Resource, forEachReference, parseReference } from '../../fhir/index.ts';
import { type Key, type Tx, existing } from '../../store/index.ts';
import { matchesOfCondition } from '../search/match-condition.ts';
import { nameableOf } from '../deciding/sight.ts';
import type { FhirRecord } from '../model.ts';

/** A place in an entry's resource that holds a reference, with the text that came. */
export type Slot = {
  text: string;
  /** FHIRPath of the reference's text, in the bundle. */
  path: string;
  /** False for a uri or a link in a narrative: rewritten where it names an entry, and otherwise its own affair. */
  isReference: boolean;
  set(reference: string): void;
};

/** The slots of a resource, to be read before anything is rewritten. `path` is where the resource stands in the bundle. */
export function slotsOf(resource: Resource, path: string): Slot[] {
  const slots: Slot[] = [];
  forEachReference(resource, (holder, expression, set) => {
    const { reference: text } = holder;
    if (typeof text !== 'string') return;
    const within = `${path}${expression.slice(resource.resourceType.length)}`;
    // A Reference is shown as itself, a uri as a copy: only through the former does setting show.
    holder.reference = '';
    set(text);
    const isReference = holder.reference === text;
    slots.push({ text, path: isReference ? `${within}.reference` : within, isReference, set });
  });
  return slots;
}

export type Links = {
  /** What each fullUrl of the bundle stands for: `Type/id`. */
  byUrl: ReadonlyMap<string, string>;
  /** `Type/id` of what the bundle itself puts. */
  put: ReadonlySet<string>;
  /** True lets literal references to what is not there (yet) pass. */
  mayDangle: boolean;
};

/**
 * Writes every reference of the entries as it will be stored: fullUrls become the ids that the entries get, conditional
 * references (http://hl7.org/fhir/R4/http.html#trules) the one resource that they match. Returns an issue for each that leads
 * nowhere: a urn that no entry has, a condition without exactly one match, a literal reference to what does not exist.
 */
export async function linkReferences(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  slots: readonly Slot[],
  links: Links,
): Promise<Issue[]> {
  const issues: Issue[] = [];
  const conditional = new Map<string, Slot[]>();
  const literal = new Map<string, { key: Key; slots: Slot[] }>();
  for (const slot of slots) {
    const [text = '', ...fragment] = slot.text.split('#');
    const entry = text === '' ? undefined : links.byUrl.get(text);
    if (entry !== undefined) {
      slot.set([entry, ...fragment].join('#'));
      continue;
    }
    if (!slot.isReference) continue;
    const parsed = parseReference(slot.text);
    if (/^urn:(uuid|oid):/.test(slot.text)) {
      issues.push(nowhere(slot, 'not-found', `No entry of the bundle has the fullUrl "${slot.text}".`));
    } else if (parsed.kind === 'conditional') {
      conditional.set(slot.text, [...(conditional.get(slot.text) ?? []), slot]);
    } else if (parsed.kind === 'literal' && !parsed.absolute) {
      const name = `${parsed.type}/${parsed.id}`;
      if (links.mayDangle || links.put.has(name)) continue;
      const known = literal.get(name) ?? { key: parsed, slots: [] };
      known.slots.push(slot);
      literal.set(name, known);
    }
  }
  const found = await existing(
    tx,
    [...literal.values()].map(({ key: { type, id } }) => ({ type, id })),
  );
  const there = new Set((await nameableOf(record, caller, tx, found)).map(({ type, id }) => `${type}/${id}`));
  for (const [name, { slots: from }] of literal) {
    if (there.has(name)) continue;
    for (const slot of from) issues.push(nowhere(slot, 'not-found', `${name} does not exist.`));
  }
  // Sent one after the other without waiting: the connection is pipelined.
  const resolved = await Promise.all(
    [...conditional].map(([text, from]) => resolveCondition(record, caller, tx, text, from)),
  );
  return [...issues, ...resolved.flat()];
}

function nowhere(slot: Slot, code: string, details: string): Issue {
  return { severity: 'error', code, details, expression: slot.path };
}

async function resolveCondition(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  text: string,
  slots: readonly Slot[],
): Promise<Issue[]> {
  const at = text.indexOf('?');
  const matches = await matchesOfCondition(record, caller, tx, text.slice(0, at), text.slice(at + 1));
  const [only] = matches;
  if (only && matches.length === 1) {
    for (const slot of slots) slot.set(`${only.type}/${only.id}`);
    return [];
  }
  const found = only ? 'matches more than one resource' : 'matches nothing';
  return slots.map((slot) => nowhere(slot, only ? 'multiple-matches' : 'not-found', `The condition ${text} ${found}.`));
}
