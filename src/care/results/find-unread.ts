import type { Caller } from '../../base/index.ts';
import type { FhirRecord } from '../../record/index.ts';
import { type Asking, find } from '../ask-record.ts';
import { STILL_OPEN, dayOf, dueOf } from '../model.ts';
import type { Severity } from './clocks.ts';
import { TASK_CODES, severityIn } from './model.ts';

/** Of one person (or of nobody yet): what waits for a look, and what waits too long. */
export type UnreadLine = {
  owner?: { reference: string; name: string };
  waiting: Record<Severity, number>;
  overdue: number;
  /** Instant since which the oldest waits. */
  oldest: string;
};

export type Unread = { lines: UnreadLine[]; waiting: number; overdue: number; more: boolean };

const MOST = 1000;

/** All results that nobody has looked at, by whose they are: the one with the most overdue first. */
export async function findUnread(record: FhirRecord, caller: Caller): Promise<Unread> {
  const now = record.clock.now();
  const asking: Asking = { record, caller, now, day: dayOf(now) };
  const tasks = await find<fhir4.Task>(asking, 'Task', [
    ['code', `${TASK_CODES}|review-result`],
    STILL_OPEN,
    ['_count', String(MOST)],
  ]);
  const lines = new Map<string, UnreadLine>();
  for (const task of tasks) {
    const reference = task.owner?.reference ?? '';
    const since = task.authoredOn ?? task.meta?.lastUpdated ?? '';
    const line = lines.get(reference) ?? {
      ...(reference ? { owner: { reference, name: task.owner?.display ?? '' } } : {}),
      waiting: { critical: 0, abnormal: 0, normal: 0 },
      overdue: 0,
      oldest: since,
    };
    line.waiting[severityIn(task)] += 1;
    if (Date.parse(dueOf(task) ?? '') <= now) line.overdue += 1;
    if (since < line.oldest) line.oldest = since;
    lines.set(reference, line);
  }
  const all = [...lines.values()].sort((a, b) => b.overdue - a.overdue || (a.oldest < b.oldest ? -1 : 1));
  return {
    lines: all,
    waiting: tasks.length,
    overdue: all.reduce((sum, line) => sum + line.overdue, 0),
    more: tasks.length >= MOST,
  };
}
