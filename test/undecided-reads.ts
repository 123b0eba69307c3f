import { DECIDING, GIVES_NO_ROW, OF_THE_HOUSE, READS_AS_THEY_ARE, READS_BY_SIGHT } from '../src/floors.ts';

export type Source = { path: string; text: string };

const READS_ROWS = /\b(?:from|join)\s+(?:resource|history)\b|\$\{table\} r\b/i;
const INDEX = 'src/store/index.ts';
const DECIDES = /\b(?:decideRows|seenOf|seenOne|nameableOf|shown|sees)\(/;

/**
 * Each place where rows of the record could be read and nobody decides about them, in words; none where all is well. Three things are
 * held together: what the store exports, what each of that demands, and who calls it.
 */
export function undecidedReads(sources: readonly Source[]): string[] {
  return [...unlisted(sources), ...withoutSight(sources), ...calledElsewhere(sources), ...pastTheSight(sources)];
}

/** Functions of files that read rows, exported by the store, that stand in none of the lists. */
function unlisted(sources: readonly Source[]): string[] {
  const index = sources.find(({ path }) => path === INDEX)?.text ?? '';
  const listed = new Set([...READS_BY_SIGHT, ...READS_AS_THEY_ARE, ...GIVES_NO_ROW]);
  return readers(sources).flatMap(({ path, text }) =>
    [...text.matchAll(/export (?:async )?(?:function|const) (\w+)/g)]
      .map((found) => found[1]!)
      .filter((name) => new RegExp(`\\b${name}\\b`).test(index) && !listed.has(name) && name !== name.toUpperCase())
      .map((name) => `${path}: ${name} is exported and stands in no list of src/floors.ts`),
  );
}

const readers = (sources: readonly Source[]): Source[] =>
  sources.filter(({ path, text }) => /^src\/store\/(?!audit\/)/.test(path) && READS_ROWS.test(text));

/** Those that are to be bound by a sight and take none, or make no condition of it, or mask nothing by it. */
function withoutSight(sources: readonly Source[]): string[] {
  const bearing = sources.flatMap(({ text }) =>
    [...text.matchAll(/export type (\w+) = \{[^}]*\bsight: Sight\b/g)].map((found) => found[1]!),
  );
  const demands = new RegExp(`\\b(?:sight: Sight|${['Search', ...bearing].join('|')})\\b`);
  return READS_BY_SIGHT.flatMap((name) => {
    const file = sources.find(({ path, text }) => path.startsWith('src/store/') && text.includes(`function ${name}(`));
    if (!file) return [`${name} is listed and not there`];
    const [, after = ''] = file.text.split(`function ${name}(`);
    const [parameters = ''] = after.split('): ');
    const isBound = demands.test(parameters) && file.text.includes('sightSql(') && file.text.includes('shownSql(');
    return isBound ? [] : [`${file.path}: ${name} demands no sight`];
  });
}

/** What a file takes from the store, by name; all that it exports where it takes it whole. */
function takenBy({ text }: Source): (name: string) => boolean {
  const clauses = [...text.matchAll(/(?:import|export)\s+([^;]*?)\s+from\s+'[^']*store\/index\.ts'/g)].map(
    (found) => found[1]!,
  );
  return (name) => clauses.some((clause) => clause.includes('*') || new RegExp(`\\b${name}\\b`).test(clause));
}

/** Files that read rows as they are, and neither decide nor are of the house. */
function calledElsewhere(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const { path, text } = source;
    if (!path.startsWith('src/') || path.startsWith('src/store/') || path === 'src/floors.ts') return [];
    const called = READS_AS_THEY_ARE.filter(takenBy(source));
    if (called.length === 0 || path in OF_THE_HOUSE) return [];
    if (DECIDING.includes(path) && DECIDES.test(text)) return [];
    return [`${path}: calls ${called.join(', ')} and decides about nothing of it`];
  });
}

/** Files that search as the software itself does, without being of the house. */
function pastTheSight(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/store/') && !(path in OF_THE_HOUSE))
    .filter(
      ({ text }) =>
        /import[^;]*\bEVERYTHING\b[^;]*store\/index\.ts/.test(text) ||
        /kind: 'all' as|sight: \{ kind: 'all'/.test(text),
    )
    .map(({ path }) => `${path}: sees everything, and is not of the house`);
}
