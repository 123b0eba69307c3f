import { OPERATIONS, type OperationRule } from '../../fhir/index.ts';
import { encounterEverything, patientEverything } from './everything.ts';
import {
  createOne,
  deleteByCondition,
  deleteOne,
  patchOne,
  readOne,
  readVersion,
  runBundle,
  updateByCondition,
  updateOne,
  type Interaction,
} from './interactions.ts';
import { observationLastN } from './last-n.ts';
import { addMeta, deleteMeta, showMeta } from './meta.ts';
import { searchByForm, searchByQuery } from './searches.ts';
import { showReindex, startReindex } from './reindex.ts';
import { showHistory } from './show-history.ts';

/** An interaction by the code that a CapabilityStatement has for it. */
export type Served = { code: string; level: 'type' | 'system' | 'operation'; run: Interaction };

type Path = { path: string; methods: Partial<Record<Method, Served>> };

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

const served = (code: string, level: Served['level'], run: Interaction): Served => ({ code, level, run });

/** An operation by the id of its OperationDefinition; what changes nothing may be called by GET too. */
function operation(path: string, id: string, run: Interaction, methods: readonly Method[] = ['GET', 'POST']): Path {
  return { path, methods: Object.fromEntries(methods.map((method) => [method, served(id, 'operation', run)])) };
}

/**
 * Everything that the FHIR door serves, as one table: routes are made from it, refusals name what it allows, and the
 * CapabilityStatement says what stands in it. Batch rides with transaction on the same address.
 */
export const PATHS: readonly Path[] = [
  {
    path: '/',
    methods: {
      GET: served('search-system', 'system', searchByQuery),
      POST: served('transaction', 'system', runBundle),
    },
  },
  { path: '/_search', methods: { POST: served('search-system', 'system', searchByForm) } },
  {
    path: '/$reindex',
    methods: {
      GET: served('$reindex', 'operation', showReindex),
      POST: served('$reindex', 'operation', startReindex),
    },
  },
  { path: '/_history', methods: { GET: served('history-system', 'system', showHistory) } },
  {
    path: '/:type',
    methods: {
      GET: served('search-type', 'type', searchByQuery),
      POST: served('create', 'type', createOne),
      PUT: served('update', 'type', updateByCondition),
      PATCH: served('patch', 'type', patchOne),
      DELETE: served('delete', 'type', deleteByCondition),
    },
  },
  { path: '/:type/_search', methods: { POST: served('search-type', 'type', searchByForm) } },
  { path: '/:type/_history', methods: { GET: served('history-type', 'type', showHistory) } },
  {
    path: '/:type/:id',
    methods: {
      GET: served('read', 'type', readOne),
      PUT: served('update', 'type', updateOne),
      PATCH: served('patch', 'type', patchOne),
      DELETE: served('delete', 'type', deleteOne),
    },
  },
  operation('/Patient/$everything', 'Patient-everything', patientEverything),
  operation('/Patient/:id/$everything', 'Patient-everything', patientEverything),
  operation('/Encounter/:id/$everything', 'Encounter-everything', encounterEverything),
  operation('/Observation/$lastn', 'Observation-lastn', observationLastN),
  operation('/$meta', 'Resource-meta', showMeta),
  operation('/:type/$meta', 'Resource-meta', showMeta),
  operation('/:type/:id/$meta', 'Resource-meta', showMeta),
  operation('/:type/:id/_history/:version/$meta', 'Resource-meta', showMeta),
  operation('/:type/:id/$meta-add', 'Resource-meta-add', addMeta, ['POST']),
  operation('/:type/:id/$meta-delete', 'Resource-meta-delete', deleteMeta, ['POST']),
  { path: '/:type/:id/:member', methods: { GET: served('search-type', 'type', searchByQuery) } },
  { path: '/:type/:id/:member/_search', methods: { POST: served('search-type', 'type', searchByForm) } },
  { path: '/:type/:id/_search', methods: { POST: served('search-system', 'system', searchByForm) } },
  { path: '/:type/:id/_history', methods: { GET: served('history-instance', 'type', showHistory) } },
  { path: '/:type/:id/_history/:version', methods: { GET: served('vread', 'type', readVersion) } },
];

/** The codes of the interactions at one level, each once, in the table's order. */
export function interactionsAt(level: 'type' | 'system'): string[] {
  const codes = PATHS.flatMap(({ methods }) => Object.values(methods))
    .filter((one) => one.level === level)
    .flatMap((one) => (one.code === 'transaction' ? ['transaction', 'batch'] : [one.code]));
  return [...new Set(codes)];
}

/** The operations that are served, as R4 defines them. */
const SERVED_OPERATIONS: readonly OperationRule[] = OPERATIONS.filter(({ id }) =>
  PATHS.some(({ methods }) => Object.values(methods).some((one) => one.level === 'operation' && one.code === id)),
);

/** The operations of a type, or with `system` those of the whole. */
export function operationsOn(on: string): OperationRule[] {
  return SERVED_OPERATIONS.filter(({ levels, types }) =>
    on === 'system' ? levels.includes('system') : types.includes(on) || types.includes('Resource'),
  );
}

/** What a 405 says is allowed at a path. */
export function allowedAt(path: Path): string {
  const methods = Object.keys(path.methods);
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}
