import type { Resource } from '../src/fhir/index.ts';
import { type Stored, UNASKED_FROM, identifierOf } from './load-record.ts';
import type { Ask, Case } from './model.ts';
import {
  CODES_OF_20,
  CODE_OF_60,
  UNASKED,
  UNASKED_1000,
  familyOf,
  observation,
  person,
  transactionOf,
} from './people.ts';

/** How many different requests a case has; so many that no answer is the last one's again. */
const ASKS = 200;

function spread<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, place) => place % step === 0).slice(0, count);
}

/** The references of a person that a question finds, latest first. */
function resultsOf(stored: Stored, subject: string, type: string, code?: string): string[] {
  const of = (ref: string) => stored.truth[ref]! as Resource & { code?: { coding: { code: string }[] } };
  const at = (ref: string) => String(of(ref)['effectiveDateTime'] ?? '');
  return stored.compartments
    .get(subject)!
    .filter((ref) => ref.startsWith(`${type}/`) && (code === undefined || of(ref).code?.coding[0]?.code === code))
    .sort((a, b) => (at(a) < at(b) ? 1 : -1));
}

function idOf(ref: string): string {
  return ref.slice(ref.indexOf('/') + 1);
}

function reads(stored: Stored): Case[] {
  const refs = spread(Object.keys(stored.truth), 2000);
  const read = (ref: string): Ask => {
    return { method: 'GET', path: `/${ref}`, bare: `/read/${ref}`, want: { kind: 'resource', status: 200, ref } };
  };
  const version = (ref: string): Ask => {
    return { ...read(ref), path: `/${ref}/_history/1`, bare: `/vread/${ref}` };
  };
  return [
    { name: 'read', asks: refs.map(read), share: 0.6 },
    { name: 'vread', asks: refs.map(version) },
  ];
}

function patientSearches(stored: Stored): Case[] {
  const people = spread(stored.people, ASKS);
  const byCode = people.map((subject): Ask => {
    const refs = resultsOf(stored, subject, 'Observation', CODE_OF_60).slice(0, 20);
    const path = `/Observation?patient=${subject}&code=http://loinc.org|${CODE_OF_60}&_sort=-date&_count=20`;
    const bare = `/patient-code/${idOf(subject)}/${CODE_OF_60}`;
    return { method: 'GET', path, bare, want: { kind: 'matches', refs, isOrdered: true } };
  });
  const withInclude = people.map((subject): Ask => {
    const refs = resultsOf(stored, subject, 'MedicationRequest');
    const requester = (ref: string) => (stored.truth[ref]!['requester'] as { reference: string }).reference;
    const includes = [...new Set(refs.map(requester))];
    const path = `/MedicationRequest?patient=${subject}&_include=MedicationRequest:requester&_count=20`;
    const want = { kind: 'matches', refs, isOrdered: false, includes } as const;
    return { method: 'GET', path, bare: `/include/${idOf(subject)}`, want };
  });
  return [
    { name: 'search patient+code by date, 20 of 60', asks: byCode, share: 0.45 },
    { name: 'search with _include', asks: withInclude },
  ];
}

function populationSearches(stored: Stored): Case[] {
  const numbers = spread([...stored.people.keys()], ASKS);
  const byName = numbers.map((number): Ask => {
    const first = Math.floor(number / 5) * 5;
    const start = familyOf(number).slice(0, 6);
    const refs = stored.people.slice(first, first + 5);
    const path = `/Patient?name=${start}&_count=20`;
    return { method: 'GET', path, bare: `/name/${start}`, want: { kind: 'matches', refs, isOrdered: false } };
  });
  const byIdentifier = numbers.map((number): Ask => {
    const path = `/Patient?identifier=${identifierOf(number)}`;
    const bare = `/identifier/${identifierOf(number)}`;
    return { method: 'GET', path, bare, want: { kind: 'matches', refs: [stored.people[number]!], isOrdered: false } };
  });
  const byChain = numbers.map((number): Ask => {
    const refs = resultsOf(stored, stored.people[number]!, 'Condition');
    const path = `/Condition?patient.identifier=${identifierOf(number)}&_count=20`;
    const bare = `/chain/${identifierOf(number)}`;
    return { method: 'GET', path, bare, want: { kind: 'matches', refs, isOrdered: false } };
  });
  const everyone = [...stored.people, stored.largest];
  const byCode = CODES_OF_20.map((code): Ask => {
    const all = everyone.flatMap((subject) => resultsOf(stored, subject, 'Observation', code));
    const at = (ref: string) => String(stored.truth[ref]!['effectiveDateTime']);
    const refs = all.sort((a, b) => (at(a) < at(b) ? 1 : -1)).slice(0, 20);
    const path = `/Observation?code=http://loinc.org|${code}&_sort=-date&_count=20`;
    return { method: 'GET', path, bare: `/code/${code}`, want: { kind: 'matches', refs, isOrdered: true } };
  });
  return [
    { name: 'search by name prefix', asks: byName, share: 0.4 },
    { name: 'search by identifier', asks: byIdentifier },
    { name: 'search by chained reference', asks: byChain },
    { name: 'search by code over everyone, by date', asks: byCode },
  ];
}

function everythings(stored: Stored): Case[] {
  const ask = (subject: string): Ask => {
    const refs = stored.compartments.get(subject)!;
    const bare = `/everything/${idOf(subject)}`;
    const path = `/${subject}/$everything`;
    return { method: 'GET', path, bare, want: { kind: 'matches', refs, isOrdered: false } };
  };
  const of240 = spread(stored.people, ASKS).map(ask);
  return [
    { name: '$everything of 240', asks: of240, rate: 400 },
    { name: '$everything of 1,500', asks: [ask(stored.largest)], firstByteMs: 20, connections: [1, 16] },
  ];
}

function writes(stored: Stored): Case[] {
  const about = { subject: stored.unasked, performer: stored.staff[1]! };
  const creates = Array.from({ length: 50 }, (_, place): Ask => {
    const body = JSON.stringify(observation('unasked', place, 50 + place, about));
    return { method: 'POST', path: '/Observation', bare: '/create', body, want: { kind: 'resource', status: 201 } };
  });
  const updates = stored.targets.map((ref, place): Ask => {
    const next = { ...observation('target', place, '__N__', about), id: idOf(ref) };
    const body = JSON.stringify(next).replace('"__N__"', '__N__');
    return { method: 'PUT', path: `/${ref}`, bare: `/update/${ref}`, body, want: { kind: 'resource', status: 200 } };
  });
  return [
    { name: 'create', asks: creates, share: 0.5 },
    { name: 'update', asks: updates },
  ];
}

function transactions(stored: Stored): Case[] {
  const bundles = (count: number, shape: typeof UNASKED): Ask[] =>
    Array.from({ length: count }, (_, number) => {
      const entries = person(UNASKED_FROM + number, shape, stored.staff, 'Unasked');
      const body = JSON.stringify(transactionOf(entries));
      const types = entries.map(({ resource }) => resource.resourceType);
      return { method: 'POST', path: '', body, want: { kind: 'created', types } };
    });
  return [
    { name: 'transaction of 240', asks: bundles(20, UNASKED), resources: 240, rate: 4000, connections: [4, 16] },
    { name: 'transaction of 1,000', asks: bundles(8, UNASKED_1000), resources: 1000, connections: [4, 16] },
  ];
}

/** All cases over a stored record, reads before writes. */
export function casesOf(stored: Stored): Case[] {
  return [
    ...reads(stored),
    ...patientSearches(stored),
    ...populationSearches(stored),
    ...everythings(stored),
    ...writes(stored),
    ...transactions(stored),
  ];
}
