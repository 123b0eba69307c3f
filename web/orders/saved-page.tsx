/** What was not done twice: counted by test and site, each number opening to the orders behind it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { SavedOrder, SavedRow } from './model.ts';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { DateField } from '../components/field.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Sheet } from '../components/sheet.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { dayHere } from '../lib/dates.ts';
import { savedQuery } from './api.ts';
import { t } from './messages.ts';
import styles from './orders.module.css';

const DAY_MS = 86_400_000;
const SPAN_DAYS = 90;

/** The day after one, as the server takes the end of a span: that day is not in it any more. */
function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}

/** See above. */
export function SavedPage() {
  const [from, setFrom] = useState(() => dayHere(new Date(Date.now() - SPAN_DAYS * DAY_MS)));
  const [until, setUntil] = useState(() => dayHere());
  const isSpan = from !== '' && until !== '' && from <= until;
  const query = useQuery({ ...savedQuery(from, isSpan ? dayAfter(until) : ''), enabled: isSpan });
  const [behind, setBehind] = useState<SavedRow | null>(null);
  const columns = useMemo(() => columnsOf(), []);
  const count = (query.data?.rows ?? []).reduce((sum, { used }) => sum + used.length, 0);
  return (
    <Page title={t('saved.title')} lead={t('saved.lead')} acts={<Link to="/orders">{t('saved.board')}</Link>}>
      <div className={styles['filters']}>
        <DateField label={t('saved.from')} value={from} max={until} onChange={setFrom} />
        <DateField label={t('saved.until')} value={until} min={from} onChange={setUntil} />
      </div>
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending && isSpan ? <Skeleton lines={4} height={32} /> : null}
      {query.data?.more ? <p className="tl-muted">{t('saved.more')}</p> : null}
      {query.data ? (
        <Panel title={t('saved.total', { count })} id="saved">
          <DataTable
            label={t('saved.title')}
            rows={query.data.rows}
            columns={columns}
            rowKey={({ test, site }) => `${test} ${site?.reference ?? ''}`}
            onOpen={setBehind}
            empty={<EmptyState title={t('saved.none')} />}
          />
        </Panel>
      ) : null}
      <Sheet
        opened={behind !== null}
        onClose={() => setBehind(null)}
        title={behind ? t('saved.behind', { name: behind.name }) : ''}
      >
        {behind ? <Behind row={behind} /> : null}
      </Sheet>
    </Page>
  );
}

function columnsOf(): Column<SavedRow>[] {
  return [
    { key: 'test', header: t('saved.test'), cell: ({ name }) => name, sort: ({ name }) => name, lead: true },
    {
      key: 'site',
      header: t('saved.site'),
      cell: ({ site }) => site?.name ?? t('saved.noSite'),
      sort: ({ site }) => site?.name,
    },
    {
      key: 'used',
      header: t('saved.used'),
      cell: ({ used }) => used.length,
      sort: ({ used }) => used.length,
      numeric: true,
    },
    {
      key: 'anyway',
      header: t('saved.anyway'),
      cell: ({ anyway }) => anyway.length,
      sort: ({ anyway }) => anyway.length,
      numeric: true,
    },
  ];
}

function Behind({ row }: { row: SavedRow }) {
  return (
    <div className={styles['behind']}>
      {(['used', 'anyway'] as const).map((which) =>
        row[which].length > 0 ? (
          <section key={which} aria-labelledby={`behind-${which}`}>
            <h3 id={`behind-${which}`} className="tl-strong">
              {t(`saved.${which}`)}
            </h3>
            <ul className={styles['behind']}>
              {row[which].map((order) => (
                <Order key={order.reference} order={order} />
              ))}
            </ul>
          </section>
        ) : null,
      )}
    </div>
  );
}

function Order({ order }: { order: SavedOrder }) {
  const { at, by, reason, patient } = order;
  return (
    <li>
      <span>
        <DateTime value={at} /> {by ? t('row.by', { name: by }) : ''}
      </span>
      {reason ? <span className="tl-muted">{reason}</span> : null}
      <Link to="/patients/$id/$tab" params={{ id: patient, tab: 'results' }}>
        {t('saved.chart')}
      </Link>
    </li>
  );
}
