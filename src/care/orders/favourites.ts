import { Fault, type Caller } from '../../base/index.ts';
import { search, updateWhere, type FhirRecord } from '../../record/index.ts';
import { ORDERABLE } from './knowledge.ts';

const CODE = { system: 'urn:throughline:list', code: 'order-favourites', display: 'Favourite orders' };
const MOST = 60;

function queryOf(practitioner: string): [string, string][] {
  return [
    ['code', `${CODE.system}|${CODE.code}`],
    ['source', practitioner],
  ];
}

/** The keys of the catalogue that a clinician keeps at hand, in their order. */
export async function readFavourites(record: FhirRecord, caller: Caller): Promise<string[]> {
  if (!caller.practitioner) return [];
  const { matches } = await search(record, caller, 'List', queryOf(caller.practitioner), { strict: true });
  const list = matches[0] ? (JSON.parse(matches[0].body) as fhir4.List) : undefined;
  return (list?.entry ?? []).flatMap(({ item }) =>
    item.identifier?.system === ORDERABLE ? [item.identifier.value ?? ''] : [],
  );
}

/** Keeps them. One List a clinician, whose `source` they are. Faults: forbidden without a person behind the account. */
export async function keepFavourites(record: FhirRecord, caller: Caller, keys: readonly string[]): Promise<void> {
  const { practitioner, name } = caller;
  if (!practitioner) {
    throw new Fault('forbidden', 'forbidden', 'Favourites belong to a clinician, and this account is nobody’s.');
  }
  if (keys.length > MOST) {
    throw new Fault('unprocessable', 'too-long', `Keep at most ${MOST} favourites.`, { expression: 'items' });
  }
  const query = new URLSearchParams(queryOf(practitioner)).toString();
  await updateWhere(record, caller, 'List', query, {
    resourceType: 'List',
    status: 'current',
    mode: 'working',
    title: 'Favourite orders',
    code: { coding: [CODE], text: CODE.display },
    source: { reference: practitioner, display: name },
    date: new Date(record.clock.now()).toISOString(),
    ...(keys.length > 0
      ? { entry: [...new Set(keys)].map((key) => ({ item: { identifier: { system: ORDERABLE, value: key } } })) }
      : {}),
  });
}
