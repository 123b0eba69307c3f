import { useMemo } from 'react';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { LaneMark } from '../components/lane-mark.tsx';
import { PersonFace } from '../components/person-face.tsx';
import { sayPhone } from '../lib/addresses.ts';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import type { Member } from './model/team.ts';
import { momentOf } from './model/times.ts';

function columnsOf(): Column<Member>[] {
  return [
    { key: 'name', header: t('team.name'), cell: nameCell, sort: (row) => row.name, lead: true },
    { key: 'role', header: t('team.role'), cell: (row) => row.role, sort: (row) => row.role },
    { key: 'place', header: t('team.place'), cell: placeCell, sort: (row) => row.place ?? row.lastPlace },
    { key: 'phone', header: t('team.phone'), cell: phoneCell },
    {
      key: 'seen',
      header: t('team.seen'),
      cell: seenCell,
      sort: (row) => (row.lastSeen ? momentOf(row.lastSeen) : undefined),
    },
  ];
}

function nameCell(row: Member) {
  return <PersonFace name={row.name} size={24} withName />;
}

function placeCell(row: Member) {
  const place = row.place ?? row.lastPlace ?? '';
  return row.lane ? <LaneMark lane={row.lane} label={place} /> : place;
}

function phoneCell(row: Member) {
  return row.phone ? <a href={`tel:${row.phone.replaceAll(/[^\d+]/g, '')}`}>{sayPhone(row.phone)}</a> : null;
}

function seenCell(row: Member) {
  return <DateTime value={row.lastSeen} precision="day" />;
}

/** Who takes part in the care, and who else was seen. */
export function TeamTab() {
  const { chart } = useChartPlace();
  const { members, alsoSeen } = chart.team;
  const columns = useMemo(() => columnsOf(), []);
  if (members.length === 0 && alsoSeen.length === 0) return <EmptyState title={t('team.none')} />;
  return (
    <div className={styles['tabBody']}>
      <section aria-labelledby="team-heading">
        <h2 id="team-heading">{t('team.title')}</h2>
        <DataTable
          label={t('team.title')}
          rows={members}
          columns={columns}
          rowKey={(row) => row.ref ?? row.name}
          empty={<p className="tl-muted">{t('team.none')}</p>}
        />
      </section>
      {alsoSeen.length > 0 ? (
        <section aria-labelledby="also-heading">
          <h2 id="also-heading">{t('team.also')}</h2>
          <DataTable label={t('team.also')} rows={alsoSeen} columns={columns} rowKey={(row) => row.ref ?? row.name} />
        </section>
      ) : null}
    </div>
  );
}
