import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { configFrom } from '../base/index.ts';
import type { Doors } from './doors.ts';
import { originOf, sureOriginOf } from './origin.ts';

const asked = (host: string, more: object = {}) => ({ protocol: 'http', headers: { host, ...more } }) as FastifyRequest;
const doors = (env: NodeJS.ProcessEnv = {}) => ({ config: configFrom(env) }) as Doors;

test('the configured address is ours, whatever was asked', () => {
  const configured = doors({ THROUGHLINE_PUBLIC_URL: 'https://record.example.org' });
  expect(originOf(configured, asked('elsewhere.example.org'))).toBe('https://record.example.org');
  expect(sureOriginOf(configured, asked('elsewhere.example.org'))).toBe('https://record.example.org');
});

test('without one apps sign in on the own machine alone', () => {
  expect(sureOriginOf(doors(), asked('127.0.0.1:8100'))).toBe('http://127.0.0.1:8100');
  expect(sureOriginOf(doors(), asked('localhost:8100', { 'x-forwarded-proto': 'https' }))).toBe(
    'https://localhost:8100',
  );
  expect(originOf(doors(), asked('record.example.org'))).toBe('http://record.example.org');
  for (const host of ['record.example.org', 'localhost.example.org', '127.0.0.1.example.org', '10.0.0.7']) {
    expect(() => sureOriginOf(doors(), asked(host)), host).toThrow(/THROUGHLINE_PUBLIC_URL/);
  }
});

test.each([
  'record.example.org',
  'https://record.example.org/fhir',
  'ftp://record.example.org',
  'https://a@b.example.org',
])('%s is no origin', (url) => {
  expect(() => configFrom({ THROUGHLINE_PUBLIC_URL: url })).toThrow(/THROUGHLINE_PUBLIC_URL/);
});
