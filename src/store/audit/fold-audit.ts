import type { AuditRow } from './write-audit.ts';

/** A row as it is kept: one event, and those that were recorded with it. */
export type FoldedRow = AuditRow & {
  /** The further events, a JSON array of AuditRow without `at`: they have that of the row. */
  others?: string;
  /** Who did and to whom what the further events tell: `agent:x`, `Patient/y`. */
  about?: readonly string[];
};

/** Of what is asked for by the hundred; whatever else is looked for by itself (the charts that somebody opened) stands by itself. */
const FOLDED: ReadonlySet<string> = new Set(['read', 'vread', 'search']);
const MOST_TOGETHER = 100;
const TOGETHER_MS = 1000;

/** How the further events of a row are found by who did them. */
export const aboutAgent = (agent: string) => `agent:${agent}`;
/** How they are found by whose record it was. */
export const aboutPatient = (patient: string) => `Patient/${patient}`;

/**
 * Makes few rows of the reads and searches that are recorded at once (docs/decisions/0022-reads-recorded-together.md): a row and its
 * entries in five indexes cost more than a read. What is recorded together has one time, that of the last.
 */
export function foldReads(rows: readonly AuditRow[]): FoldedRow[] {
  const kept: FoldedRow[] = [];
  let group: AuditRow[] = [];
  let last = 0;
  for (const row of rows) {
    if (!FOLDED.has(row.action)) {
      kept.push(row);
      continue;
    }
    const at = Date.parse(row.at);
    if (group.length >= MOST_TOGETHER || (group.length > 0 && Math.abs(at - last) > TOGETHER_MS)) {
      kept.push(...together(group));
      group = [];
    }
    group.push(row);
    last = at;
  }
  kept.push(...together(group));
  return kept;
}

function together(group: readonly AuditRow[]): FoldedRow[] {
  const [first, ...further] = group;
  if (!first || further.length === 0) return [...group];
  let { at } = first;
  const about = new Set<string>();
  for (const row of further) {
    if (row.at > at) at = row.at;
    about.add(aboutAgent(row.agent));
    if (row.patient !== undefined) about.add(aboutPatient(row.patient));
    for (const patient of row.patients ?? []) about.add(aboutPatient(patient));
  }
  const others = JSON.stringify(further.map((row) => ({ ...row, at: undefined })));
  // What JSON has to escape by its number PostgreSQL may not read back: halves of surrogate pairs.
  if (others.includes(String.raw`\u`)) return [...group];
  return [{ ...first, at, others, about: [...about] }];
}
