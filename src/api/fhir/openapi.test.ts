import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { R4_PARAMS, RESOURCE_TYPES, validate } from '../../fhir/index.ts';
import { PATHS } from './registry.ts';

type Operation = {
  summary: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { content?: Record<string, { schema: { $ref: string } }> }>;
};
type Document = {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

let house: House;
let system: { authorization: string };
let document: Document;

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  const answer = await house.ask({ url: '/fhir/openapi.json', headers: { host: 'record.example' } });
  document = answer.json();
});
afterAll(() => house.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

test('it is OpenAPI 3.1 about this server, and every schema that it names is in it', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.servers).toEqual([{ url: 'http://record.example/fhir' }]);
  const named = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
    (one) => one[1]!,
  );
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
});

test('every address has its parameters, each once, and a summary', () => {
  const wrong = operations().filter(({ path, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((one) => one[1]!);
    const given = operation.parameters ?? [];
    const names = given.map((one) => `${one.in} ${one.name}`);
    const isWhole = inPath.every((name) => given.some((one) => one.in === 'path' && one.name === name && one.required));
    return !isWhole || !operation.summary || new Set(names).size < names.length;
  });
  expect(wrong.map(({ path, method }) => `${method} ${path}`)).toEqual([]);
});

test('what the registry serves is in it, and nothing else but what is open to everybody', () => {
  const served = PATHS.flatMap(({ path, methods }) =>
    Object.keys(methods).flatMap((method) => {
      const template = path.replaceAll(/:(\w+)/g, '{$1}');
      const isOfType = path === '/:type' || path === '/:type/_search';
      return isOfType
        ? RESOURCE_TYPES.filter((type) => type !== 'AuditEvent' || method === 'GET' || path === '/:type/_search').map(
            (type) => `${method} ${template.replace('{type}', type)}`,
          )
        : [`${method} ${template}`];
    }),
  );
  const open = ['GET /metadata', 'GET /openapi.json', 'GET /OperationDefinition/throughline-reindex'];
  expect(
    operations()
      .map(({ path, method }) => `${method} ${path}`)
      .toSorted(),
  ).toEqual([...served, ...open].toSorted());
});

test('the parameters of a search are those of its type', () => {
  const names = document.paths['/Observation']!['get']!.parameters!.map((one) => one.name);
  for (const code of R4_PARAMS.of('Observation').keys()) expect(names, code).toContain(code);
  expect(names).toContain('_include');
  expect(names).not.toContain('birthdate');
});

test('every address answers as one that is served', async () => {
  const answers = await Promise.all(
    operations().map(async ({ path, method }) => {
      const url = path
        .replace('{type}', path.includes('{member}') ? 'Patient' : 'Basic')
        .replace('{id}', 'oa')
        .replace('{version}', '1')
        .replace('{member}', 'Observation');
      const answer = await house.ask({ method: method as 'GET', url: `/fhir${url}`, headers: system });
      const code = answer.statusCode >= 400 ? answer.json().issue[0].code : '';
      return { what: `${method} ${path}`, status: answer.statusCode, code };
    }),
  );
  const unserved = answers.filter(
    ({ status, code }) => status === 405 || status >= 500 || (status === 404 && code !== 'not-found'),
  );
  expect(unserved).toEqual([]);
  expect(answers.length).toBeGreaterThan(800);
});

test('our own definitions are readable by everybody, and valid', async () => {
  const statement: fhir4.CapabilityStatement = (
    await house.ask({ url: '/fhir/metadata', headers: { host: 'record.example' } })
  ).json();
  const own = statement.rest![0]!.operation!.filter((one) => !one.definition.startsWith('http://hl7.org/fhir/'));
  expect(own.map((one) => one.name)).toEqual(['reindex']);
  for (const { definition } of own) {
    const answer = await house.ask({ url: new URL(definition).pathname, headers: { host: 'record.example' } });
    expect(answer.json().url).toBe(definition);
    expect(validate(answer.json()).filter((issue) => issue.severity === 'error')).toEqual([]);
  }
  expect((await house.ask({ url: '/fhir/metadata?mode=normative' })).statusCode).toBe(200);
  expect((await house.ask({ url: '/fhir/metadata?mode=terminology' })).statusCode).toBe(400);
});
