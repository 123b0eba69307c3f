import { RESOURCE_TYPES, type SearchParams } from '../../fhir/index.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { OWN_OPERATIONS } from './definitions.ts';
import { isServedOf, servedParams } from './metadata.ts';
import { COMMON_PARAMS, modifiersOf } from './modifiers.ts';
import { PATHS, type Method, type Served } from './registry.ts';
import { remembering } from './remember.ts';

const SUMMARIES: Record<string, string> = {
  'search-system': 'Searches several types, or all',
  'search-type': 'Searches a type',
  'search-compartment': 'Searches a compartment',
  'history-system': 'The history of everything',
  'history-type': 'The history of a type',
  'history-instance': 'The history of a resource',
  transaction: 'Runs a batch or a transaction',
  create: 'Creates a resource',
  read: 'Reads a resource',
  vread: 'Reads a version of a resource',
  update: 'Updates a resource',
  patch: 'Changes a resource in place',
  delete: 'Deletes a resource',
};

const FHIR_JSON = 'application/fhir+json';
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const content = (schema: object, type = FHIR_JSON) => ({ [type]: { schema } });
const query = (name: string, description: string, schema: object = { type: 'string' }) => ({
  name,
  in: 'query',
  description,
  schema,
});

const PATH_PARAMS: Record<string, object> = {
  type: { schema: { type: 'string', enum: RESOURCE_TYPES }, description: 'A resource type of FHIR R4.' },
  id: { schema: { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' }, description: 'The id of a resource.' },
  version: { schema: { type: 'integer', minimum: 1 }, description: 'A version of the resource.' },
  member: { schema: { type: 'string' }, description: "A type of the compartment's members, or *." },
};

const FORM = [
  query('_format', 'json, or a media type of it.'),
  query('_pretty', 'true for lines and indents.', { type: 'boolean' }),
  query('_summary', 'true, text, data, count or false.', { enum: ['true', 'text', 'data', 'count', 'false'] }),
  query('_elements', 'The elements at the root to give.'),
];
const HISTORY = [
  query('_count', 'The most versions on a page.', { type: 'integer' }),
  query('_since', 'An instant: versions made then or later.', { type: 'string', format: 'date-time' }),
  query('_at', 'A date: versions that were current at some time in it.'),
  query('_list', 'The id of a List: only what it names.'),
];
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'The version to change, W/"3".',
  schema: { type: 'string' },
};
const IF_ABSENT = {
  name: 'If-None-Match',
  in: 'header',
  description: '* for a PUT that makes what is not there, and overwrites nothing.',
  schema: { type: 'string' },
};
const PREFER = {
  name: 'Prefer',
  in: 'header',
  description: 'return=minimal, representation or OperationOutcome; handling=strict or lenient.',
  schema: { type: 'string' },
};

/** The header parameters of an interaction, beside those that every one has. */
function headersOf(code: string, method: Method): object[] {
  if (code === 'create') {
    const name = 'If-None-Exist';
    return [
      { name, in: 'header', description: 'Creates only where this query finds nothing.', schema: { type: 'string' } },
      PREFER,
    ];
  }
  if (code === 'read' || code === 'vread') {
    return ['If-None-Match', 'If-Modified-Since'].map((name) => ({
      name,
      in: 'header',
      description: '304 where the caller has this version.',
      schema: { type: 'string' },
    }));
  }
  if (method === 'PUT') return [IF_MATCH, IF_ABSENT, PREFER];
  return method === 'PATCH' || method === 'DELETE' ? [IF_MATCH, PREFER] : [PREFER];
}

function bodyOf(code: string, method: Method, path: string): object {
  if (method === 'GET' || method === 'DELETE') return {};
  if (path.endsWith('/_search')) {
    return { requestBody: { content: content({ type: 'object' }, 'application/x-www-form-urlencoded') } };
  }
  if (method === 'PATCH') {
    const patch = content({ type: 'array', items: { type: 'object' } }, 'application/json-patch+json');
    return { requestBody: { required: true, content: { ...patch, ...content(ref('Parameters')) } } };
  }
  const schema = code === 'transaction' ? 'Bundle' : path.includes('$') ? 'Parameters' : 'Resource';
  return { requestBody: { required: schema !== 'Parameters', content: content(ref(schema)) } };
}

function answerOf(code: string): object {
  if (code === 'delete') return { '204': { description: 'It is gone.' } };
  const schema = /^(search|history|transaction)|everything|lastn/.test(code)
    ? 'Bundle'
    : code.includes('-meta')
      ? 'Parameters'
      : 'Resource';
  const done = { description: 'Done.', content: content(ref(schema)) };
  return code === 'create' || code === 'update' ? { '200': done, '201': done } : { '200': done };
}

function operationOf(path: string, method: Method, one: Served, params: object[]): object {
  const isHistory = one.code.startsWith('history');
  const named = path.includes('$') ? `The operation ${path.slice(path.indexOf('$'))}` : SUMMARIES[one.code];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    ...PATH_PARAMS[name!],
  }));
  return {
    summary: named,
    parameters: [...inPath, ...FORM, ...(isHistory ? HISTORY : []), ...params, ...headersOf(one.code, method)],
    ...bodyOf(one.code, method, path),
    responses: {
      ...answerOf(one.code),
      default: { description: 'A refusal.', content: content(ref('OperationOutcome')) },
    },
  };
}

function common(names: readonly string[] | null): object[] {
  return COMMON_PARAMS.filter(([name]) =>
    names ? names.includes(name) : !/^_(summary|elements|type)$/.test(name),
  ).map(([name, , description]) => query(name, description));
}

function searchParamsOf(searched: SearchParams, type: string): object[] {
  const own = servedParams(searched, type).map((param) => {
    const modifiers = modifiersOf(param);
    return query(param.code, [param.type, ...modifiers.map((modifier) => `:${modifier}`)].join(' '));
  });
  return [...own, ...common(null)];
}

const SYSTEM_WIDE = [
  '_type',
  '_count',
  '_total',
  '_list',
  '_has',
  '_text',
  '_content',
  '_include',
  '_revinclude',
  '_sort',
];

/** The paths of a row of the registry: `/:type` becomes one for each type, as each has parameters of its own. */
function pathsOf(searched: SearchParams, row: (typeof PATHS)[number]): [string, object][] {
  const template = row.path.replaceAll(/:(\w+)/g, '{$1}');
  const entry = (path: string, params: object[], isServed = (_one: Served) => true) =>
    Object.fromEntries(
      Object.entries(row.methods)
        .filter(([, one]) => isServed(one))
        .map(([method, one]) => [
          method.toLowerCase(),
          operationOf(path, method as Method, one, one.code.startsWith('search') ? params : []),
        ]),
    );
  const isOfType = row.path === '/:type' || row.path === '/:type/_search';
  if (!isOfType) return [[template, entry(template, common(SYSTEM_WIDE))]];
  return RESOURCE_TYPES.map((type) => {
    const path = template.replace('{type}', type);
    return [path, entry(path, searchParamsOf(searched, type), (one) => isServedOf(type, one.code))];
  });
}

function schemaOf(name: string): [string, object] {
  const resourceType = name === 'Resource' ? { type: 'string', enum: RESOURCE_TYPES } : { const: name };
  return [name, { type: 'object', required: ['resourceType'], properties: { resourceType } }];
}

function documentOf(base: string, searched: SearchParams): object {
  const described = (path: string) => ({
    get: { summary: path, security: [], responses: { '200': { description: 'Done.' } } },
  });
  const open = ['/metadata', '/openapi.json', ...OWN_OPERATIONS.map(({ id }) => `/OperationDefinition/${id}`)];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Throughline: FHIR R4',
      version: manifest.version,
      description: 'What the FHIR door serves, made from the table that serves it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: base }],
    security: [{ bearer: [] }],
    paths: Object.fromEntries([
      ...open.map((path) => [path, described(path)]),
      ...PATHS.flatMap((row) => pathsOf(searched, row)),
    ]),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(['Resource', 'Bundle', 'Parameters', 'OperationOutcome'].map(schemaOf)),
    },
  };
}

/** The OpenAPI 3.1 document of the FHIR door, from the registry and the parameters that are searched by now. */
export const openApiText = remembering((base, { searching }) => JSON.stringify(documentOf(base, searching.params)));
