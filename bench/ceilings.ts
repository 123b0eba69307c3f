import fastify, { type FastifyRequest } from 'fastify';
import { shardHint, silentLog } from '../src/base/index.ts';
import { forms } from '../src/record/indexing/index-resource.ts';
import { type Store, openStore, readSettings, shardOfPatient, tokenHasher } from '../src/store/index.ts';
import { insertSame } from './insert-same.ts';
import { updateSame } from './update-same.ts';

/**
 * The ceilings, a process of its own: the same framework and the same driver over the same tables, doing for each case its one bare
 * statement and sending the stored text. No parsing, no access, no audit. Started by `run.ts` with an IPC channel; the example whose
 * rows it inserts comes as `EXAMPLE`.
 */
const store: Store = await openStore({ databaseUrl: process.env['DATABASE_URL']!, log: silentLog });
const { tokenKey } = await readSettings(store);
const hash = tokenHasher(tokenKey);
const server = fastify({ logger: false, bodyLimit: 64 * 1024 * 1024, routerOptions: { maxParamLength: 500 } });
const JSON_TYPE = 'application/fhir+json; charset=utf-8';

server.removeAllContentTypeParsers();
server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

type Body = { body: string; mode?: string };
const param = (request: FastifyRequest, name: string) => (request.params as Record<string, string>)[name]!;

function bundleOf(rows: Body[]): string {
  const entries = rows.map(({ body, mode = 'match' }) => `{"resource":${body},"search":{"mode":"${mode}"}}`);
  return `{"resourceType":"Bundle","type":"searchset","entry":[${entries.join(',')}]}`;
}

/** A route that runs one statement on the pool and sends what it finds as a bundle. */
function serveSearch(path: string, name: string, text: string, values: (request: FastifyRequest) => unknown[]): void {
  server.get(path, async (request, reply) => {
    const { rows } = await store.pool.query<Body>({ name, text, values: values(request) });
    return reply.type(JSON_TYPE).send(bundleOf(rows));
  });
}

/** Reads by primary key go over pipelined connections, as the product's do. */
function serveRead(path: string, name: string, text: string): void {
  server.get(path, async (request, reply) => {
    const id = param(request, 'id');
    const values = [param(request, 'type'), id, shardHint(id)];
    const [row] = await store.lines.query<Body>({ name, text, values });
    return reply.type(JSON_TYPE).send(row!.body);
  });
}

const ofPatient = (request: FastifyRequest) => [shardOfPatient(param(request, 'id')), param(request, 'id')];
const OF_PATIENT = 'shard = $1 and patient = $2';
const LOINC = 'http://loinc.org';
const identifierHash = (request: FastifyRequest) => {
  const [system = '', value = ''] = param(request, 'value').split('|');
  return hash(forms.exact('Patient', 'identifier', system, value));
};

server.get('/http', async (_request, reply) => reply.type(JSON_TYPE).send(process.env['EXAMPLE_BODY']));
serveRead('/read/:type/:id', 'read', 'select body from resource where type = $1 and id = $2 and shard = $3');
serveRead(
  '/vread/:type/:id',
  'vread',
  'select body from resource where type = $1 and id = $2 and shard = $3 and version = 1',
);
serveSearch(
  '/patient-code/:id/:code',
  'patient-code',
  `select body from resource where ${OF_PATIENT} and type = 'Observation' and not deleted and tokens_all && array[$3::bigint]
    order by date desc nulls last, id limit 20`,
  (request) => [...ofPatient(request), hash(forms.exact('Observation', 'code', LOINC, param(request, 'code')))],
);
serveSearch(
  '/include/:id',
  'include',
  `with m as (select body from resource where ${OF_PATIENT} and type = 'MedicationRequest' and not deleted order by id limit 20)
    select body, 'match' as mode from m union all select r.body, 'include' from (select distinct split_part(body::jsonb #>> '{requester,reference}', '/', 2) as id from m) k
    join resource r on r.type = 'Practitioner' and r.id = k.id and not r.deleted`,
  ofPatient,
);
serveSearch(
  '/name/:start',
  'name',
  `select body from resource where type = 'Patient' and not deleted and id in (select s.id from search_string s
    where s.type = 'Patient' and s.param = 'name' and s.value >= $1 and s.value <= $1 || U&'\\+10FFFF') order by id limit 20`,
  (request) => [param(request, 'start').toLowerCase()],
);
serveSearch(
  '/identifier/:value',
  'identifier',
  `select body from resource where type = 'Patient' and not deleted and tokens_all && array[$1::bigint] order by id limit 20`,
  (request) => [identifierHash(request)],
);
serveSearch(
  '/chain/:value',
  'chain',
  `select r.body from resource p join resource r on r.shard = p.shard and r.patient = p.id and r.type = 'Condition' and not r.deleted
    where p.type = 'Patient' and not p.deleted and p.tokens_all && array[$1::bigint] order by r.id limit 20`,
  (request) => [identifierHash(request)],
);
serveSearch(
  '/code/:code',
  'code',
  `select body from resource where type = 'Observation' and code = $1::bigint and not deleted
    order by date desc nulls last, id limit 20`,
  (request) => [hash(forms.exact('Observation', 'code', LOINC, param(request, 'code')))],
);
serveSearch(
  '/everything/:id',
  'everything',
  `select body from resource where ${OF_PATIENT} and not deleted order by type, id`,
  ofPatient,
);

const example = JSON.parse(process.env['EXAMPLE']!) as { type: string; id: string };
const insert = await insertSame(store, example);
server.post('/create', async (request, reply) =>
  reply
    .code(201)
    .type(JSON_TYPE)
    .send(await insert(request.body as string)),
);
const update = await updateSame(store, example);
server.put('/update/:type/:id', async (request, reply) => {
  const body = request.body as string;
  await update(param(request, 'id'), body);
  return reply.type(JSON_TYPE).send(body);
});

const address = await server.listen({ host: '127.0.0.1', port: 0 });
process.send!({ port: Number(new URL(address).port) });
process.on('disconnect', () => process.exit(0));
