/** How long a result may wait for somebody to look at it. */
export type Severity = 'critical' | 'abnormal' | 'normal';

export type Clock = {
  severity: Severity;
  /** FHIR's request-priority of the task. */
  priority: 'stat' | 'urgent' | 'routine';
  /** Until it must have been looked at: minutes by the clock, or days on which offices are open, until five in the afternoon. */
  within: { minutes: number } | { businessDays: number };
  /** Once that is over it goes to the next person, who has so many minutes; null: it stays, overdue, and stands in the report. */
  nextAfterMinutes: number | null;
  /** Where the figure comes from. */
  source: string;
};

/**
 * The usual clocks. The Joint Commission asks each organization to set the time within which a critical result reaches whoever is
 * responsible, and to measure it (NPSG.02.03.01, EP 1 to 3); within the hour is what laboratories commonly agree on.
 */
export const CLOCKS: Readonly<Record<Severity, Clock>> = {
  critical: {
    severity: 'critical',
    priority: 'stat',
    within: { minutes: 30 },
    nextAfterMinutes: 15,
    source: 'The Joint Commission, NPSG.02.03.01',
  },
  abnormal: {
    severity: 'abnormal',
    priority: 'urgent',
    within: { businessDays: 2 },
    nextAfterMinutes: null,
    source: 'Policy of this organization',
  },
  normal: {
    severity: 'normal',
    priority: 'routine',
    within: { businessDays: 7 },
    nextAfterMinutes: null,
    source: 'Policy of this organization',
  },
};

const END_OF_DAY_HOUR = 17;

/** The instant (ms since 1970) until which a result that came at `at` must have been looked at; days are those of this machine. */
export function dueAfter({ within }: Clock, at: number): number {
  if ('minutes' in within) return at + within.minutes * 60_000;
  const due = new Date(at);
  for (let left = within.businessDays; left > 0;) {
    due.setDate(due.getDate() + 1);
    if (due.getDay() !== 0 && due.getDay() !== 6) left -= 1;
  }
  due.setHours(END_OF_DAY_HOUR, 0, 0, 0);
  return due.getTime();
}
