/** What the Journey says of an event, for the ear, for the tip and for the table. */
import { sayDay, saySpan, sayUnit } from '../lib/dates.ts';
import type { Arc, JourneyEvent } from './events.ts';
import { t } from './messages.ts';

/** The kind of an event in a word. */
export function kindOf(event: JourneyEvent): string {
  if (event.kind === 'result') return t('kind.result', { count: event.results.length });
  return t(`kind.${event.arc?.kind ?? event.kind}`);
}

/** One line: what, when, where. */
export function lineOf(event: JourneyEvent): string {
  if (event.arc) return arcLine(event.arc);
  const span =
    event.kind === 'stay' && event.endMs !== undefined
      ? t('stay.length', { span: saySpan(event.endMs - event.ms) })
      : undefined;
  const parts = [
    event.title || kindOf(event),
    sayDay(event.at.slice(0, 10)),
    span,
    event.place,
    event.abnormal ? t('abnormal') : undefined,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** The label of a pill. */
export function pillLabel(items: readonly JourneyEvent[]): string {
  const day = (event: JourneyEvent | undefined) => sayDay(event?.at.slice(0, 10) ?? '');
  return t('cluster.label', { count: items.length, from: day(items[0]), to: day(items.at(-1)) });
}

/** What a hand-off is, and what became of it. */
export function arcLine(arc: Arc): string {
  const span = sayUnit(arc.days, 'day');
  const said = t(`arc.${arc.kind}.${arc.isOpen ? 'open' : 'closed'}`, { title: arc.title, span });
  return arc.booked ? `${said}, ${t('arc.booked', { date: sayDay(arc.booked.slice(0, 10)) })}` : said;
}

/** What became of a hand-off, without its title. */
export function arcOutcome(arc: Arc): string {
  const span = sayUnit(arc.days, 'day');
  if (!arc.isOpen) return t('arc.taken', { span });
  return t(arc.closedMs === undefined ? 'arc.waiting' : 'arc.late', { span });
}
