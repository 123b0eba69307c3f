import { type Caller, Fault, type FaultKind, unreachable } from '../../base/index.ts';
import { outcomeOf } from '../../fhir/index.ts';
import { type BundleOptions } from './bundle-options.ts';
import { answerGet } from './answer-get.ts';
import type { FhirRecord, Written } from '../model.ts';
import { patch } from '../patch-one.ts';
import { type Said, saidOf, saidOfWrite } from './said.ts';
import { type Ask, type AskTo, understandEntry } from './understand-entry.ts';
import { create, remove, removeWhere, update, updateWhere } from '../write-one.ts';

/** How many entries are under way at once; "there SHALL be no interdependencies between the different entries of a batch". */
const AT_ONCE = 6;

/** A batch bundle: each entry by itself; one that fails says why in its own place, and the others go on. */
export async function storeBatch(
  record: FhirRecord,
  caller: Caller,
  entries: readonly unknown[],
  options: BundleOptions = {},
): Promise<Said[]> {
  const said: Said[] = [];
  const waiting = entries.entries();
  async function work(): Promise<void> {
    for (const [index, entry] of waiting) said[index] = await sayOne(record, caller, { entry, index }, options);
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return said;
}

async function sayOne(
  record: FhirRecord,
  caller: Caller,
  { entry, index }: { entry: unknown; index: number },
  options: BundleOptions,
): Promise<Said> {
  try {
    return await doOne(record, caller, understandEntry(entry, index), options);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { response: { status: STATUS[error.kind], outcome: outcomeOf(error) } };
  }
}

async function doOne(record: FhirRecord, caller: Caller, ask: Ask, options: BundleOptions): Promise<Said> {
  switch (ask.method) {
    case 'GET':
      return answerGet(record, caller, ask, record.store.pool, { strict: options.strict === true });
    case 'POST': {
      const { ifNoneExist } = ask;
      const written = await create(record, caller, ask.resource, ifNoneExist === undefined ? {} : { ifNoneExist });
      return saidOfWrite(written, options.returning);
    }
    case 'PUT':
    case 'PATCH': {
      const written = await changeOne(record, caller, ask);
      return saidOfWrite(written, options.returning);
    }
    case 'DELETE': {
      const { type, target, ifMatch } = ask;
      const matched = ifMatch === undefined ? {} : { ifMatch };
      if ('id' in target) return saidOf('204 No Content', await remove(record, caller, type, target.id, matched));
      const gone = await removeWhere(record, caller, type, target.query, matched);
      return saidOf('204 No Content', gone.length === 1 ? gone[0]! : null);
    }
    default:
      return unreachable(ask);
  }
}

function changeOne(record: FhirRecord, caller: Caller, ask: AskTo<'PUT'> | AskTo<'PATCH'>): Promise<Written> {
  const { type, target, ifMatch } = ask;
  const options = ifMatch === undefined ? {} : { ifMatch };
  if (ask.method === 'PATCH')
    return patch(record, caller, { type, target, patch: ask.patch, path: ask.path, ...options });
  return 'id' in target
    ? update(record, caller, type, target.id, ask.resource, options)
    : updateWhere(record, caller, type, target.query, ask.resource, options);
}

/** The status that an entry's response tells; the same as the API's table gives for the whole. */
const STATUS: { [kind in FaultKind]: string } = {
  invalid: '400 Bad Request',
  unprocessable: '422 Unprocessable Entity',
  'unsupported-media': '415 Unsupported Media Type',
  'not-acceptable': '406 Not Acceptable',
  'too-large': '413 Content Too Large',
  unauthenticated: '401 Unauthorized',
  forbidden: '403 Forbidden',
  'not-found': '404 Not Found',
  gone: '410 Gone',
  conflict: '409 Conflict',
  'precondition-failed': '412 Precondition Failed',
  'method-not-allowed': '405 Method Not Allowed',
  'too-costly': '400 Bad Request',
  throttled: '429 Too Many Requests',
  unavailable: '503 Service Unavailable',
};
