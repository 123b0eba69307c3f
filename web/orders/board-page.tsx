/** The orders board: what is pending across patients, since when, whose, by the site that carries it out. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { BoardRow } from './model.ts';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { SelectField } from '../components/field.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { catalogueQuery, openOrdersQuery } from './api.ts';
import { t } from './messages.ts';
import { OrderStatus, statusOf } from './open-orders.tsx';
import styles from './orders.module.css';

/** See above. */
export function BoardPage() {
  const [site, setSite] = useState('');
  const query = useQuery(openOrdersQuery(site));
  const catalogue = useQuery(catalogueQuery).data;
  const columns = useMemo(() => columnsOf(), []);
  const sites = new Map((catalogue?.performers ?? []).map(({ organization, name }) => [organization, name]));
  return (
    <Page title={t('board.title')} lead={t('board.lead')} acts={<Link to="/orders/saved">{t('board.saved')}</Link>}>
      <div className={styles['filters']}>
        <SelectField
          label={t('board.site')}
          value={site}
          onChange={setSite}
          choices={[
            { value: '', label: t('board.all') },
            ...[...sites].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label)),
          ]}
        />
      </div>
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Skeleton lines={6} height={32} /> : null}
      {query.data?.more ? <p className="tl-muted">{t('board.more')}</p> : null}
      {query.data ? (
        <Panel>
          <DataTable
            label={t('board.title')}
            rows={query.data.rows}
            columns={columns}
            rowKey={(row) => row.reference}
            empty={<EmptyState title={t('board.none')} />}
          />
        </Panel>
      ) : null}
    </Page>
  );
}

function columnsOf(): Column<BoardRow>[] {
  return [
    { key: 'order', header: t('board.order'), cell: orderCell, sort: ({ name }) => name, lead: true },
    { key: 'patient', header: t('board.patient'), cell: patientCell, sort: ({ patient }) => patient.name },
    {
      key: 'status',
      header: t('board.status'),
      cell: ({ task }) => <OrderStatus status={statusOf(task)} />,
      sort: ({ task }) => task,
    },
    {
      key: 'since',
      header: t('board.since'),
      cell: ({ authoredOn, on }) => (
        <span>
          <DateTime value={authoredOn} /> {on ? t('row.planned', { date: '' }) : ''}{' '}
          {on ? <DateTime value={on} /> : null}
        </span>
      ),
      sort: ({ authoredOn }) => authoredOn,
    },
    { key: 'by', header: t('board.by'), cell: ({ requester }) => requester, sort: ({ requester }) => requester },
    {
      key: 'at',
      header: t('board.at'),
      cell: ({ performer }) => performer?.name,
      sort: ({ performer }) => performer?.name,
    },
  ];
}

function orderCell({ name, priority }: BoardRow) {
  return (
    <span className={styles['openFacts']}>
      <span className="tl-strong">{name}</span>
      {priority === 'urgent' || priority === 'asap' || priority === 'stat' ? (
        <StateChip state={priority === 'stat' ? 'act' : 'soon'}>{t(`priority.${priority}`)}</StateChip>
      ) : null}
    </span>
  );
}

function patientCell({ patient }: BoardRow) {
  return (
    <Link to="/patients/$id/$tab" params={{ id: patient.id, tab: 'results' }}>
      {patient.name}
    </Link>
  );
}
