/** The same data without the drawing: as a table, and for the ear as one list a year. */
import { memo, useEffect, useMemo, useState } from 'react';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { LaneMark, laneName } from '../components/lane-mark.tsx';
import { sayDay } from '../lib/dates.ts';
import type { Lane } from '../lib/lanes.ts';
import type { Journey } from './events.ts';
import { t } from './messages.ts';
import { arcLine, kindOf, lineOf } from './words.ts';

type Line = {
  id: string;
  ref: string;
  ms: number;
  at: string;
  lane: Lane;
  kind: string;
  what: string;
  where?: string | undefined;
  who: string;
};

function tableLines(journey: Journey): Line[] {
  const events = journey.events.map((event) => ({
    id: event.id,
    ref: event.ref,
    ms: event.ms,
    at: event.at,
    lane: event.lane,
    kind: kindOf(event),
    what: [event.title, event.detail, event.abnormal ? t('abnormal') : undefined].filter(Boolean).join(' · '),
    where: event.place,
    who: event.people.join(', '),
  }));
  const handoffs = journey.arcs.map((arc) => ({
    id: arc.id,
    ref: arc.ref,
    ms: arc.ms,
    at: arc.at,
    lane: arc.from,
    kind: t(`kind.${arc.kind}`),
    what: arcLine(arc),
    where: arc.toName,
    who: arc.source.by ?? '',
  }));
  const medicines = journey.lines.flatMap((line) =>
    line.spans.map((span) => ({
      id: `${line.id} ${span.fromMs}`,
      ref: line.id,
      ms: span.fromMs,
      at: new Date(span.fromMs).toISOString(),
      lane: line.lane,
      kind: t('kind.medication'),
      what: `${line.name} · ${span.dose}`,
      who: '',
    })),
  );
  return [...events, ...handoffs, ...medicines].sort((a, b) => b.ms - a.ms);
}

function columnsOf(): Column<Line>[] {
  return [
    { key: 'what', header: t('column.what'), cell: (row) => row.what || row.kind, sort: (row) => row.what, lead: true },
    {
      key: 'when',
      header: t('column.when'),
      cell: (row) => <DateTime value={row.at} precision="day" />,
      sort: (row) => row.ms,
      width: '8rem',
    },
    { key: 'kind', header: t('column.kind'), cell: (row) => row.kind, sort: (row) => row.kind, width: '9rem' },
    {
      key: 'lane',
      header: t('column.lane'),
      cell: (row) => <LaneMark lane={row.lane} label={true} />,
      sort: (row) => laneName(row.lane),
      width: '11rem',
    },
    { key: 'where', header: t('column.where'), cell: (row) => row.where, sort: (row) => row.where },
    { key: 'who', header: t('column.who'), cell: (row) => row.who, sort: (row) => row.who },
  ];
}

/** The Journey as a table, newest first. */
export function JourneyTable({ journey, onOpen }: { journey: Journey; onOpen: (ref: string) => void }) {
  const rows = useMemo(() => tableLines(journey), [journey]);
  const columns = useMemo(() => columnsOf(), []);
  return (
    <DataTable
      label={t('title')}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={(row) => onOpen(row.ref)}
      initialSort={{ key: 'when', desc: true }}
    />
  );
}

/** One list a year, for whoever listens; made once the drawing stands. */
export const YearLists = memo(function YearLists({ journey }: { journey: Journey }) {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), 400);
    return () => clearTimeout(timer);
  }, []);
  const years = useMemo(() => byYear(journey), [journey]);
  if (!isReady) return null;
  return (
    <div className="tl-hidden">
      <h3>{t('list.heading')}</h3>
      {years.map(([year, lines]) => (
        <section key={year} aria-label={t('year.heading', { count: lines.length, year: sayDay(String(year)) })}>
          <h4>{t('year.heading', { count: lines.length, year: sayDay(String(year)) })}</h4>
          <ul>
            {lines.map((line) => (
              <li key={line.id}>{line.text}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
});

function byYear(journey: Journey): [number, { id: string; text: string }[]][] {
  const years = new Map<number, { id: string; text: string }[]>();
  const lines = [
    ...journey.events.map((event) => ({
      id: event.id,
      ms: event.ms,
      text: `${laneName(event.lane)}: ${lineOf(event)}`,
    })),
    ...journey.arcs.map((arc) => ({ id: arc.id, ms: arc.ms, text: arcLine(arc) })),
  ].sort((a, b) => b.ms - a.ms);
  for (const { id, ms, text } of lines) {
    const year = new Date(ms).getFullYear();
    const list = years.get(year);
    if (list) list.push({ id, text });
    else years.set(year, [{ id, text }]);
  }
  return [...years];
}
