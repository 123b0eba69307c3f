import { type Caller, Fault, assert } from '../base/index.ts';
import type { Resource } from '../fhir/index.ts';
import { type FhirRecord, bundle } from '../record/index.ts';
import { type InputFile, findFiles } from './find-files.ts';
import { type Refusal, type Report, type Unit, entryOf, mayResolveLater, refuse } from './model.ts';
import { readUnits } from './read-units.ts';
import { hasReceipt, writeReceipt } from './sql.ts';

export type ImportProgress = { bytes: number; totalBytes: number; resources: number; file: string };

type Import = {
  record: FhirRecord;
  caller: Caller;
  report: Report;
  /** Digests, in hex, of units whose references may yet resolve, with what stood in the way. */
  waiting: Map<string, Refusal[]>;
  tell(resources: number, file: string): void;
};

/** How many units are under way at once: one is parsed and checked while another is in the database. */
const UNDER_WAY = 3;

/**
 * Imports FHIR bundles (transaction, batch, collection) and NDJSON, plain or gzipped, from files and folders. Bad input is
 * refused and passed over; conditional references are resolved in whatever order the files come (what waits for another
 * is tried again after all, as long as that gains something); what is in already is passed over.
 */
export async function importFiles(
  record: FhirRecord,
  caller: Caller,
  paths: string[],
  onProgress: (progress: ImportProgress) => void,
): Promise<Report> {
  const files = await findFiles(paths);
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let bytes = 0;
  const work: Import = {
    record,
    caller,
    report: { stored: new Map(), alreadyIn: 0, refused: 0, refusals: [] },
    waiting: new Map(),
    tell: (resources, file) => onProgress({ bytes, totalBytes, resources, file }),
  };
  let again = await round(work, files, null, (read) => {
    bytes += read;
  });
  while (again.size > 0) {
    const before = again;
    work.waiting = new Map();
    const withWaiting = new Set([...before.values()].flat().map((refusal) => refusal.file));
    again = await round(
      work,
      files.filter((file) => withWaiting.has(file.path)),
      before,
      () => {},
    );
    if (again.size === before.size) break;
  }
  for (const refusals of again.values()) refuse(work.report, refusals);
  return work.report;
}

/** One pass over the files; in a later one only the units that wait. Returns those that (still) do. */
async function round(
  work: Import,
  files: InputFile[],
  only: ReadonlyMap<string, Refusal[]> | null,
  onBytes: (read: number) => void,
): Promise<Map<string, Refusal[]>> {
  const underWay = new Set<Promise<void>>();
  for (const file of files) {
    try {
      for await (const read of readUnits({ file: file.path, bytes: file.bytes, onBytes })) {
        if ('refusal' in read) {
          if (!only) refuse(work.report, [read.refusal]);
          continue;
        }
        if (only && !only.has(read.digest.toString('hex'))) continue;
        while (underWay.size >= UNDER_WAY) await Promise.race(underWay);
        const one: Promise<void> = importUnit(work, read).finally(() => underWay.delete(one));
        underWay.add(one);
      }
    } catch (error) {
      await Promise.allSettled(underWay);
      const code = (error as { code?: string }).code ?? '';
      if (!/^(?:Z_|E[A-Z]+$)/.test(code)) throw error;
      refuse(work.report, [
        { file: file.path, line: 1, reason: `The file cannot be read to its end (${(error as Error).message}).` },
      ]);
    }
  }
  await Promise.all(underWay);
  return work.waiting;
}

async function importUnit(work: Import, unit: Unit): Promise<void> {
  if (await hasReceipt(work.record.store, unit.digest)) {
    work.report.alreadyIn += 1;
    work.tell(unit.entries.length, unit.file);
    return;
  }
  const refusals = await storeTogether(work, unit, unit.entries, unit.lines);
  if (refusals === null) {
    await writeReceipt(work.record.store, unit.digest, unit.entries.length, work.record.clock.now());
  } else if (unit.atomic) {
    settle(work, unit, refusals);
  } else {
    await storeOneByOne(work, unit);
  }
  work.tell(unit.entries.length, unit.file);
}

type Refused = { refusals: Refusal[]; later: boolean };

/** Waits for what may resolve it, or refuses it for good. */
function settle(work: Import, unit: Unit, refused: Refused): void {
  if (refused.later) {
    const key = unit.digest.toString('hex');
    work.waiting.set(key, [...(work.waiting.get(key) ?? []), ...refused.refusals]);
  } else refuse(work.report, refused.refusals);
}

/** A group in which something is wrong: each entry for itself, so that one bad line costs that line alone. */
async function storeOneByOne(work: Import, unit: Unit): Promise<void> {
  let whole = true;
  for (const [index, entry] of unit.entries.entries()) {
    const line = unit.lines[index];
    assert(line !== undefined, 'every entry of a unit has its line');
    const refused = await storeTogether(work, unit, [entry], [line]);
    if (refused !== null) {
      whole = false;
      settle(work, unit, refused);
    }
  }
  if (whole) await writeReceipt(work.record.store, unit.digest, unit.entries.length, work.record.clock.now());
}

/** Stores entries in one transaction. Null when they are in; else why not, and whether a later file may mend it. */
async function storeTogether(
  work: Import,
  unit: Unit,
  entries: Unit['entries'],
  lines: number[],
): Promise<Refused | null> {
  try {
    // Bulk files name resources of files still to come, so a literal reference to what is not there (yet) is let through.
    const response = await bundle(
      work.record,
      work.caller,
      { resourceType: 'Bundle', type: 'transaction', entry: entries },
      unit.atomic ? {} : { danglingReferences: true },
    );
    count(work.report, entries, response);
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const refusals = error.issues
      .filter((issue) => issue.severity === 'error' || issue.severity === 'fatal')
      .map((issue) => ({
        file: unit.file,
        line: lines[entryOf(issue) ?? 0] ?? unit.lines[0] ?? 1,
        reason: issue.details,
        ...(issue.expression ? { expression: issue.expression } : {}),
      }));
    return { refusals, later: mayResolveLater(error) };
  }
}

function count(report: Report, entries: Unit['entries'], response: Resource): void {
  const answers = (response['entry'] ?? []) as { response?: { status?: string; location?: string } }[];
  for (const [index, entry] of entries.entries()) {
    const type = entry.resource?.resourceType ?? entry.request?.url?.split('/')[0] ?? '';
    const status = answers[index]?.response?.status ?? '';
    let row = report.stored.get(type);
    if (!row) report.stored.set(type, (row = { created: 0, updated: 0, unchanged: 0 }));
    if (status.startsWith('201')) row.created += 1;
    else if (isFirstVersion(answers[index]?.response?.location)) row.unchanged += 1;
    else row.updated += 1;
  }
}

function isFirstVersion(location: string | undefined): boolean {
  return location?.endsWith('/_history/1') ?? false;
}
