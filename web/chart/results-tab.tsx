/** Every result by what was measured: the latest, where it is going, and its reference; narrowed by kind, by name, by "abnormal". */
import { useMemo, useState } from 'react';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { TextField } from '../components/field.tsx';
import { FilterBar } from '../components/filter-bar.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { OpenOrders, openOrdersOf } from '../orders/open-orders.tsx';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import { drawable, isAbnormal, type Series } from './model/results.ts';
import { Figure } from './figure.tsx';
import { sayReference, saySpark } from './say.ts';

const GROUPS = [
  'laboratory',
  'vital-signs',
  'survey',
  'imaging',
  'exam',
  'procedure',
  'social-history',
  'other',
] as const;
type Group = (typeof GROUPS)[number];

function groupOf(series: Series): Group {
  return GROUPS.find((group) => group === series.category) ?? 'other';
}

function columnsOf(): Column<Series>[] {
  return [
    { key: 'name', header: t('results.name'), cell: nameCell, sort: (row) => row.name, lead: true },
    { key: 'latest', header: t('results.latest'), cell: latestCell, sort: (row) => row.latest.value },
    { key: 'trend', header: t('results.trend'), cell: trendCell, width: '9rem' },
    { key: 'range', header: t('results.range'), cell: rangeCell },
    { key: 'date', header: t('results.date'), cell: dateCell, sort: (row) => row.latest.ms, width: '7rem' },
    {
      key: 'count',
      header: t('results.count'),
      cell: (row) => row.points.length,
      sort: (row) => row.points.length,
      numeric: true,
      width: '5rem',
    },
  ];
}

function nameCell(row: Series) {
  return (
    <span className={styles['twoLines']}>
      <span className="tl-strong">{row.name}</span>
      {row.panel && row.panel !== row.name ? <span className="tl-label">{row.panel}</span> : null}
    </span>
  );
}

function latestCell(row: Series) {
  return <Figure measured={row.latest} trend={row.trend} />;
}

function trendCell(row: Series) {
  const points = drawable(row).slice(-36);
  return points.length > 1 ? (
    <Sparkline points={points} range={row.range} width={112} height={24} label={saySpark(row)} />
  ) : null;
}

function rangeCell(row: Series) {
  const said = sayReference(row.range, row.unit);
  return said ? <span className="tl-muted">{said}</span> : null;
}

function dateCell(row: Series) {
  return <DateTime value={row.latest.at} precision="day" />;
}

/** What is under way, above what is there. */
function UnderWay() {
  const { chart, changed, patientId, rights, replaceOrder } = useChartPlace();
  const nameOfSite = (reference: fhir4.Reference) => chart.index.findAs('Organization', reference)?.name;
  const orders = openOrdersOf(chart.index.of('ServiceRequest'), chart.index.of('Task'), nameOfSite);
  return (
    <OpenOrders
      orders={orders}
      patientId={patientId}
      may={rights.orders}
      isChanged={(ref) => changed.has(ref)}
      onReplace={({ item, ref }) => replaceOrder({ item, replaces: ref })}
    />
  );
}

/** See above. */
export function ResultsTab() {
  const { chart, changed, focus, open } = useChartPlace();
  const [text, setText] = useState('');
  const [kinds, setKinds] = useState<string[]>([]);
  const columns = useMemo(() => columnsOf(), []);
  const all = chart.results.series;
  const problem = chart.problems.find((one) => one.ref === focus);
  const wanted = text.trim().toLowerCase();
  const rows = all.filter((row) => {
    const groups = kinds.filter((kind) => kind !== 'abnormal');
    if (problem && !problem.measures.includes(row.key)) return false;
    if (groups.length > 0 && !groups.includes(groupOf(row))) return false;
    if (kinds.includes('abnormal') && !isAbnormal(row.latest)) return false;
    return !wanted || `${row.name} ${row.panel ?? ''}`.toLowerCase().includes(wanted);
  });
  if (all.length === 0)
    return (
      <>
        <UnderWay />
        <EmptyState title={t('results.none')} />
      </>
    );
  const filters = [
    { key: 'abnormal', label: t('results.abnormal'), count: all.filter((row) => isAbnormal(row.latest)).length },
    ...GROUPS.map((group) => ({
      key: group,
      label: t(`results.group.${group}`),
      count: all.filter((row) => groupOf(row) === group).length,
    })),
  ].filter((filter) => filter.count > 0);
  return (
    <section className={styles['tabBody']} aria-labelledby="results-heading">
      <h2 id="results-heading" className="tl-hidden">
        {t('results.title')}
      </h2>
      <UnderWay />
      <div className={styles['listHead']}>
        <FilterBar label={t('results.filter')} filters={filters} selected={kinds} onChange={setKinds} />
        <div className={styles['find']}>
          <TextField label={t('results.find')} type="search" value={text} onChange={setText} />
        </div>
      </div>
      <DataTable
        label={t('results.title')}
        rows={rows}
        columns={columns}
        rowKey={(row) => row.key}
        onOpen={(row) => open({ kind: 'series', key: row.key })}
        isChanged={(row) => changed.has(row.latest.ref)}
        initialSort={{ key: 'date', desc: true }}
        empty={<EmptyState title={t('results.noneFound')} />}
      />
    </section>
  );
}
