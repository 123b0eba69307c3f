import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../../docs/fhir-coverage.md', import.meta.url), 'utf8');

/** What docs/fhir-coverage.md lists as absent below a heading, each with its reason. */
export function absentIn(heading: string): Map<string, string> {
  const [, section = ''] = new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(text) ?? [];
  const rows = [...section.matchAll(/^- (`[^`]+`(?:, `[^`]+`)*): (.+)$/gm)];
  return new Map(
    rows.flatMap(([, names = '', reason = '']) => [...names.matchAll(/`([^`]+)`/g)].map((name) => [name[1]!, reason])),
  );
}
