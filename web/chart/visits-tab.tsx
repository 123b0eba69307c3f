import { useMemo, useState } from 'react';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterBar } from '../components/filter-bar.tsx';
import { LaneMark, laneName } from '../components/lane-mark.tsx';
import { LANES } from '../lib/lanes.ts';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import type { Booking, Visit } from './model/visits.ts';

function columnsOf(): Column<Visit>[] {
  return [
    { key: 'what', header: t('visits.what'), cell: whatCell, sort: (row) => row.reason ?? row.title, lead: true },
    { key: 'when', header: t('visits.when'), cell: whenCell, sort: (row) => row.ms, width: '9rem' },
    { key: 'where', header: t('visits.where'), cell: whereCell, sort: (row) => row.place },
    { key: 'who', header: t('visits.who'), cell: (row) => row.people[0]?.name, sort: (row) => row.people[0]?.name },
  ];
}

function whatCell(row: Visit) {
  const kind = row.kind === 'office' ? undefined : t(`visits.kind.${row.kind}`);
  const title = row.reason && row.title !== kind ? row.title : undefined;
  const detail = [kind, title, row.diagnoses.slice(0, 2).join(', ')].filter(Boolean).join(' · ');
  return (
    <span className={styles['twoLines']}>
      <span className="tl-strong">{row.reason ?? row.title}</span>
      {detail ? <span className="tl-label">{detail}</span> : null}
    </span>
  );
}

function whenCell(row: Visit) {
  return <DateTime value={row.from} />;
}

function whereCell(row: Visit) {
  return <LaneMark lane={row.lane} label={row.place ?? laneName(row.lane)} />;
}

/** What is booked, and every visit there was. */
export function VisitsTab() {
  const { chart, changed, openRef } = useChartPlace();
  const [lanes, setLanes] = useState<string[]>([]);
  const columns = useMemo(() => columnsOf(), []);
  const counts = LANES.map((lane) => ({
    key: lane,
    label: laneName(lane),
    count: chart.visits.filter((visit) => visit.lane === lane).length,
  }));
  const rows = lanes.length === 0 ? chart.visits : chart.visits.filter((visit) => lanes.includes(visit.lane));
  return (
    <div className={styles['tabBody']}>
      {chart.bookings.length > 0 ? <Bookings bookings={chart.bookings} /> : null}
      <section aria-labelledby="visits-heading">
        <h2 id="visits-heading">{t('visits.title')}</h2>
        {chart.visits.length > 0 ? (
          <FilterBar
            label={t('visits.filter')}
            filters={counts.filter((one) => one.count > 0)}
            selected={lanes}
            onChange={setLanes}
          />
        ) : null}
        <DataTable
          label={t('visits.title')}
          rows={rows}
          columns={columns}
          rowKey={(row) => row.ref}
          onOpen={(row) => openRef(row.ref)}
          isChanged={(row) => changed.has(row.ref)}
          initialSort={{ key: 'when', desc: true }}
          empty={<EmptyState title={t('visits.none')} />}
        />
      </section>
    </div>
  );
}

function Bookings({ bookings }: { bookings: readonly Booking[] }) {
  const { openRef, changed } = useChartPlace();
  return (
    <section aria-labelledby="next-heading">
      <h2 id="next-heading">{t('visits.next')}</h2>
      <ul className={styles['rows']}>
        {bookings.map((one) => (
          <li key={one.ref} className={changed.has(one.ref) ? 'tl-changed' : undefined}>
            <button type="button" className={styles['rowButton']} onClick={() => openRef(one.ref, one.title)}>
              <LaneMark lane={one.lane} />
              <span className={styles['rowTitle']}>{one.title}</span>
              <span className={styles['rowDetail']}>
                {[one.people[0]?.name, one.place].filter(Boolean).join(' · ')}
              </span>
              <span className={styles['rowWhen']}>
                <DateTime value={one.at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
