import type { FastifyRequest } from 'fastify';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkTo } from './links.ts';
import { queryOf, requireJson, wishOf } from './negotiate.ts';
import { prettyJson } from './pretty-json.ts';

const requestWith = (headers: Record<string, string>) => ({ headers }) as unknown as FastifyRequest;

test.each([
  [{}, '', 'application/fhir+json; charset=utf-8'],
  [{ accept: '*/*' }, '', 'application/fhir+json; charset=utf-8'],
  [{ accept: 'application/json' }, '', 'application/json; charset=utf-8'],
  [{ accept: 'application/fhir+xml;q=0.9, application/fhir+json;q=0.8' }, '', 'application/fhir+json; charset=utf-8'],
  [{ accept: 'application/fhir+json; fhirVersion=4.0' }, '', 'application/fhir+json; charset=utf-8'],
  [{ accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, '', 'application/fhir+json; charset=utf-8'],
  [{ accept: 'application/fhir+xml' }, '_format=json', 'application/fhir+json; charset=utf-8'],
  [{}, '_format=application/fhir+json', 'application/fhir+json; charset=utf-8'],
  [{}, '_format=application/json', 'application/json; charset=utf-8'],
])('Accept %j and "%s" are answered as %s', (headers, query, expected) => {
  expect(wishOf(requestWith(headers), queryOf(query)).contentType).toBe(expected);
});

test.each([
  [{ accept: 'application/fhir+xml' }, '', /XML and RDF are not supported/],
  [{ accept: 'text/turtle' }, '', /XML and RDF/],
  [{ accept: 'image/png' }, '', /nothing of "image\/png"/],
  [{ accept: 'application/fhir+json;q=0' }, '', /nothing of/],
  [{ accept: 'application/fhir+json; fhirVersion=5.0' }, '', /FHIR 4.0 \(R4\), not 5.0/],
  [{}, '_format=xml', /XML/],
])('Accept %j and "%s" are refused', (headers, query, reason) => {
  expect(() => wishOf(requestWith(headers), queryOf(query))).toThrow(reason);
});

test.each([
  ['return=minimal', 'minimal', false],
  ['return="OperationOutcome"; handling=strict', 'OperationOutcome', true],
  ['handling=lenient, return=representation', 'representation', false],
  ['respond-async', 'representation', false],
])('Prefer %s', (prefer, wanted, strict) => {
  expect(wishOf(requestWith({ prefer }), [])).toMatchObject({ return: wanted, strict });
});

test.each([
  ['application/fhir+json', true],
  ['application/json; charset=UTF-8', true],
  ['application/fhir+json; fhirVersion=4.0', true],
  ['application/fhir+json; fhirVersion=3.0', false],
  ['application/json; charset=latin1', false],
  ['application/fhir+xml', false],
  ['text/plain', false],
  ['application/x-www-form-urlencoded', false],
])('a body of %s is read: %s', (type, isRead) => {
  let error: unknown = null;
  try {
    requireJson(requestWith({ 'content-type': type }));
  } catch (thrown) {
    error = thrown;
  }
  expect(error === null).toBe(isRead);
});

test('a query keeps its order and its repetitions, and a stray percent sign is refused', () => {
  expect(queryOf('date=ge2020&date=lt2021&name=J%C3%B8rn+Lee&flag&=x')).toEqual([
    ['date', 'ge2020'],
    ['date', 'lt2021'],
    ['name', 'Jørn Lee'],
    ['flag', ''],
    ['', 'x'],
  ]);
  expect(() => queryOf('name=100%')).toThrow(/percent/);
  expect(() => queryOf('name=%00')).toThrow(/NUL/);
});

test('a link reads back as the parameters it was made of', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))),
      (given) => {
        const params = given.filter(([name, value]) => !`${name}${value}`.includes('\0'));
        const link = linkTo('http://x/fhir/Patient', params);
        expect(queryOf(new URL(link).search.slice(1))).toEqual(params);
      },
    ),
  );
  expect(linkTo('/Patient', [['identifier', 'http://x|1,2']])).toBe('/Patient?identifier=http://x|1,2');
});

test('pretty JSON has the same values, with the digits that came', () => {
  expect(prettyJson('{"a":[1.10,{}, [],"x,{\\"y"],"b":{"c":null}}')).toBe(
    `{\n  "a": [\n    1.10,\n    {},\n    [],\n    "x,{\\"y"\n  ],\n  "b": {\n    "c": null\n  }\n}\n`,
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(prettyJson(JSON.stringify(value))).toBe(`${JSON.stringify(value, null, 2)}\n`);
      expect(prettyJson(JSON.stringify(value, null, 4))).toBe(`${JSON.stringify(value, null, 2)}\n`);
    }),
  );
});
