import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { undecidedReads } from './undecided-reads.ts';
import { BESIDE, FLOORS, FORBIDDEN, MOST_LINES_A_FILE, READS_OF_THE_RECORD } from '../src/floors.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['src', 'web', 'test', 'scripts', 'bench', 'bin'];

type Source = { path: string; text: string; imports: string[] };

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;

function sources(): Source[] {
  const found: Source[] = [];
  for (const folder of FOLDERS) {
    let entries: import('node:fs').Dirent[] = [];
    try {
      entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    } catch {
      continue;
    }
    for (const entry of entries) {
      const path = relative(root, join(entry.parentPath, entry.name));
      if (!entry.isFile() || !/\.(ts|tsx|mjs)$/.test(entry.name) || path.startsWith('web/dist')) continue;
      const text = readFileSync(join(root, path), 'utf8');
      const imports = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
      found.push({ path, text, imports });
    }
  }
  return found;
}

const all = sources();
const production = all.filter((source) => !/\.test\.tsx?$/.test(source.path));

/** The path, from the root, that a relative import names. */
function target(source: Source, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return relative(root, resolve(root, dirname(source.path), specifier));
}

/** `src/record/gate.ts` -> `record`; null for what lies in no service folder. */
function folderOf(path: string): string | null {
  const parts = path.split('/');
  return parts[0] === 'src' && parts.length > 2 ? parts[1]! : null;
}

test('every folder of src stands on a floor', () => {
  const folders = new Set(all.map((source) => folderOf(source.path)).filter((folder) => folder !== null));
  expect([...folders].filter((folder) => !(folder in FLOORS))).toEqual([]);
});

test('imports go down, never up, and enter a folder through its index alone', () => {
  const broken: string[] = [];
  for (const source of production) {
    const from = folderOf(source.path);
    for (const specifier of source.imports) {
      const to = target(source, specifier);
      const into = to ? folderOf(to) : null;
      if (!to || into === null || into === from) continue;
      const isComposition = from === null || from === 'commands';
      if (!to.endsWith('/index.ts') && source.path.startsWith('src/')) broken.push(`${source.path}: enters ${to}`);
      if (from === null || isComposition) continue;
      const up = FLOORS[into]! > FLOORS[from]!;
      const beside = FLOORS[into] === FLOORS[from] && !(BESIDE[from] ?? []).includes(into);
      if (up || beside || (FORBIDDEN[from] ?? []).includes(into)) broken.push(`${source.path}: may not import ${into}`);
    }
  }
  expect(broken).toEqual([]);
});

test('the web app takes nothing from the server but types and the words of base and fhir', () => {
  const broken = production
    .filter((source) => source.path.startsWith('web/'))
    .flatMap((source) => source.imports.map((specifier) => [source.path, target(source, specifier)] as const))
    .filter(([, to]) => to?.startsWith('src/') && !/^src\/(base|fhir)\//.test(to));
  expect(broken).toEqual([]);
});

test('one api module does not import another', () => {
  const broken: string[] = [];
  for (const source of production.filter((one) => /^src\/api\/[^/]+\//.test(one.path))) {
    const own = source.path.split('/')[2];
    for (const specifier of source.imports) {
      const to = target(source, specifier)?.split('/');
      if (to?.[1] === 'api' && to.length > 3 && to[2] !== own) broken.push(`${source.path}: ${specifier}`);
    }
  }
  expect(broken).toEqual([]);
});

test(`no file is longer than ${MOST_LINES_A_FILE} lines`, () => {
  const long = all
    .filter((source) => source.text.split('\n').length - 1 > MOST_LINES_A_FILE)
    .map((source) => source.path);
  expect(long).toEqual([]);
});

test('every file is reached from a place where something starts', () => {
  const starts = /^(src\/main\.ts|src\/floors\.ts|web\/main\.tsx|scripts\/|bench\/|bin\/|test\/)/;
  const byPath = new Map(all.map((source) => [source.path, source]));
  const seen = new Set<string>();
  const queue = all.filter((source) => starts.test(source.path));
  while (queue.length > 0) {
    const source = queue.pop()!;
    if (seen.has(source.path)) continue;
    seen.add(source.path);
    for (const specifier of source.imports) {
      const to = target(source, specifier);
      const next = to ? byPath.get(to) : undefined;
      if (next) queue.push(next);
    }
  }
  const onlyTested = production.filter((source) => !seen.has(source.path)).map((source) => source.path);
  expect(onlyTested).toEqual([]);
});

test('no test is skipped or focused; what needs a folder or a program says so with skipIf', () => {
  const broken = all
    .filter((source) => /\b(?:it|test|describe)\.(?:skip|only|todo|fails)\b/.test(source.text))
    .map((source) => source.path)
    .filter((path) => path !== 'test/tidy.test.ts');
  expect(broken).toEqual([]);
});

test('no any, and no silenced check, without its reason on the line', () => {
  const broken: string[] = [];
  for (const source of all.filter((one) => one.path !== 'test/tidy.test.ts')) {
    source.text.split('\n').forEach((line, index, lines) => {
      const silences = /@ts-(?:ignore|expect-error|nocheck)|(?:oxlint|eslint)-disable/.test(line);
      const isAny = /(?::|\bas|<|,)\s*any\b\s*(?:[;,)>[\]=|&]|$)/.test(line) && !/^\s*(?:\*|\/\/)/.test(line);
      const reason = / (?:any: |-- )\S/.test(line) || / any: \S/.test(lines[index - 1] ?? '');
      if ((silences || isAny) && !reason) broken.push(`${source.path}:${index + 1}`);
    });
  }
  expect(broken).toEqual([]);
});

test('resource and history are read in the store alone', () => {
  const broken = production
    .filter((source) => source.path.startsWith('src/') && !source.path.startsWith(READS_OF_THE_RECORD))
    .filter((source) =>
      /\b(?:from|join|into|update)\s+(?:resource|history)\b\s*(?:$|[a-z(,;`'"])/im.test(sqlOf(source.text)),
    )
    .map((source) => source.path);
  expect(broken).toEqual([]);
});

test('no row of the record is read without a decision about it', () => {
  expect(undecidedReads(production)).toEqual([]);
});

test('the rule sees a read that somebody adds', () => {
  const added = (path: string, text: string) => undecidedReads([...production, { path, text }]);
  const call =
    "import { readRow } from '../store/index.ts';\nexport const peek = (record) => readRow(record.store, key);";
  expect(added('src/care/peek.ts', call)).toEqual(['src/care/peek.ts: calls readRow and decides about nothing of it']);
  const whole = "import { EVERYTHING, searchRows } from '../store/index.ts';\nsearchRows(db, { sight: EVERYTHING });";
  expect(added('src/record/peek.ts', whole)).toEqual(['src/record/peek.ts: sees everything, and is not of the house']);
  const index = production.find(({ path }) => path === 'src/store/index.ts')!;
  const more = [
    ...production.filter((one) => one !== index),
    { path: index.path, text: `${index.text}\nexport { peekAt } from './peek.ts';` },
    {
      path: 'src/store/peek.ts',
      text: 'export function peekAt(db) { return db.query(`select r.body from resource r`); }',
    },
  ];
  expect(undecidedReads(more)).toEqual([
    'src/store/peek.ts: peekAt is exported and stands in no list of src/floors.ts',
  ]);
  const patient = production.find(({ path }) => path === 'src/store/resource/patient-rows.ts')!;
  const blind = { path: patient.path, text: patient.text.replaceAll('sight: Sight', 'sight: unknown') };
  expect(undecidedReads([...production.filter((one) => one !== patient), blind])).toContain(
    'src/store/resource/patient-rows.ts: compartmentBodies demands no sight',
  );
});

/** The template literals and strings that look like SQL. */
function sqlOf(text: string): string {
  return [...text.matchAll(/`[^`]*`/g)]
    .map((match) => match[0])
    .filter((literal) => /\b(?:select|insert|update|delete)\b/i.test(literal))
    .join('\n');
}

test('SQL is written in the store and in sql.ts alone', () => {
  const broken = production
    .filter((source) => source.path.startsWith('src/') && !/^src\/store\/|\/sql\.ts$/.test(source.path))
    .filter((source) =>
      /\b(?:select\s[\s\S]+\bfrom\b|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s)/i.test(sqlOf(source.text)),
    )
    .map((source) => source.path);
  expect(broken).toEqual([]);
});

test('nothing names a machine, a registry or a secret', () => {
  const broken = all
    .filter((source) => /\/(?:work|home|root)\/|registry\.npmjs|BEGIN [A-Z ]*PRIVATE KEY/.test(source.text))
    .map((source) => source.path)
    .filter((path) => path !== 'test/tidy.test.ts');
  expect(broken).toEqual([]);
});
