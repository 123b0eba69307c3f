import type { Resource } from '../src/fhir/index.ts';
import type { Truth } from './model.ts';
import {
  type Entry,
  MRN,
  OF_1500,
  OF_240,
  mrnOf,
  observation,
  patient,
  person,
  practitioner,
  transactionOf,
} from './people.ts';

/** A FHIR server with what is needed to write to it. */
export type Door = {
  /** `http://host:port/fhir` */
  base: string;
  /** Of a caller who is no administrator. */
  token: string;
  /** Of one who may write the directory; the same for a server that makes no difference. */
  directoryToken: string;
};

/** What was stored: by `Type/id` all of it, and the ids of the people by their numbers. */
export type Stored = {
  truth: Truth;
  staff: string[];
  /** `Patient/id` of people of 240 resources. */
  people: string[];
  /** `Patient/id` of the one with 1,500. */
  largest: string;
  /** References of what belongs to each person. */
  compartments: Map<string, string[]>;
  /** `Patient/id` of somebody of whom no search asks, and Observations of theirs to be written over. */
  unasked: string;
  targets: string[];
};

const STAFF = 20;
const UNDER_WAY = 4;
const TARGETS = 512;
/** Numbers of people of whom no case asks. */
export const UNASKED_FROM = 5000;

async function send(door: Door, token: string, path: string, body: Resource): Promise<Resource> {
  const answer = await fetch(`${door.base}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/fhir+json',
      prefer: 'return=representation',
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text.slice(0, 500)}`);
  return JSON.parse(text) as Resource;
}

/** Stores a transaction and gives the reference of each entry, in order. */
async function store(door: Door, token: string, entries: readonly Entry[]): Promise<string[]> {
  const answered = await send(door, token, '', transactionOf(entries));
  return ((answered['entry'] ?? []) as { response?: { location?: string } }[]).map(({ response }) => {
    const found = /([A-Z][A-Za-z]+\/[^/]+)(?:\/_history\/.*)?$/.exec(response?.location ?? '');
    if (!found) throw new Error(`an entry has no location: ${JSON.stringify(response)}`);
    return found[1]!;
  });
}

/** The resources as the server must have them: references to entries are references to what those became. */
function remember(truth: Truth, entries: readonly Entry[], refs: readonly string[]): void {
  const byUrl = new Map(entries.map(({ fullUrl }, place) => [fullUrl, refs[place]!]));
  entries.forEach(({ resource }, place) => {
    const text = JSON.stringify(resource).replaceAll(/"urn:uuid:[0-9a-f-]{36}"/g, (found) => {
      return JSON.stringify(byUrl.get(found.slice(1, -1)) ?? found.slice(1, -1));
    });
    truth[refs[place]!] = JSON.parse(text) as Resource;
  });
}

/** Brings the record that the cases ask about into a server, by its own FHIR interface. */
export async function loadRecord(door: Door, people: number): Promise<Stored> {
  const stored: Stored = {
    truth: {},
    staff: [],
    people: [],
    largest: '',
    compartments: new Map(),
    unasked: '',
    targets: [],
  };
  const staff = Array.from({ length: STAFF }, (_, number) => ({
    fullUrl: `urn:uuid:10000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    resource: practitioner(number),
  }));
  stored.staff = await store(door, door.directoryToken, staff);
  remember(stored.truth, staff, stored.staff);
  const numbers = Array.from({ length: people + 1 }, (_, number) => number).values();
  async function work(): Promise<void> {
    for (const number of numbers) {
      const isLargest = number === people;
      const entries = person(number, isLargest ? OF_1500 : OF_240, stored.staff, isLargest ? 'Zuckerandl' : undefined);
      const refs = await store(door, door.token, entries);
      remember(stored.truth, entries, refs);
      stored.compartments.set(refs[0]!, refs);
      if (isLargest) stored.largest = refs[0]!;
      else stored.people[number] = refs[0]!;
    }
  }
  await Promise.all(Array.from({ length: UNDER_WAY }, work));
  await loadTargets(door, stored);
  return stored;
}

async function loadTargets(door: Door, stored: Stored): Promise<void> {
  const [subject = ''] = await store(door, door.token, [
    { fullUrl: 'urn:uuid:20000000-0000-4000-8000-000000000000', resource: patient(UNASKED_FROM - 1, 'Target') },
  ]);
  stored.unasked = subject;
  const about = { subject, performer: stored.staff[0]! };
  const entries = Array.from({ length: TARGETS }, (_, place) => ({
    fullUrl: `urn:uuid:30000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
    resource: observation('target', place, place, about),
  }));
  stored.targets = await store(door, door.token, entries);
}

/** `urn:...|MRN-000001` */
export function identifierOf(number: number): string {
  return `${MRN}|${mrnOf(number)}`;
}
