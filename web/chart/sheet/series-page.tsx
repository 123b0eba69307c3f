/** One measure over time: the finding, the run with its reference band and its goal, every value with who recorded it. */
import { useMemo } from 'react';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { DateTime } from '../../components/date-time.tsx';
import { CodeText } from '../../components/code-text.tsx';
import { Provenance } from '../../components/provenance.tsx';
import { RunChart } from '../../components/run-chart.tsx';
import { useChartPlace, type ChartPlace } from '../chart-place.ts';
import styles from '../chart.module.css';
import { Figure } from '../figure.tsx';
import { t } from '../messages.ts';
import { drawable, type Measurement, type Series } from '../model/results.ts';
import { sayFinding, sayReference, sayTarget } from '../say.ts';

/** See above. */
export function SeriesPage({ seriesKey }: { seriesKey: string }) {
  const place = useChartPlace();
  const series = place.chart.results.byKey.get(seriesKey);
  const columns = useMemo(() => columnsOf(place), [place]);
  if (!series) return null;
  const points = drawable(series);
  const target = targetFor(series, place);
  const range = series.range ?? series.latest.parts[0]?.range;
  return (
    <div className={styles['page']}>
      <p className={styles['keyFigure']}>
        <Figure measured={series.latest} trend={series.trend} size="key" />
      </p>
      <Provenance
        by={series.latest.source.by}
        at={series.latest.at}
        where={series.latest.source.where}
        onHistory={() => place.open({ kind: 'fact', ref: series.latest.ref, title: series.name })}
      />
      <p className="tl-muted">
        <CodeText concept={series.concept} /> · {t('results.range')}:{' '}
        {sayReference(range, series.unit) || t('results.noRange')}
      </p>
      {points.length > 1 ? (
        <RunChart title={sayFinding(series)} points={points} unit={series.unit} range={range} target={target} />
      ) : null}
      <h3>{t('results.values')}</h3>
      <DataTable
        label={t('results.values')}
        rows={series.points}
        columns={columns}
        rowKey={(row) => row.ref}
        onOpen={(row) => place.open({ kind: 'fact', ref: row.ref, title: series.name })}
        isChanged={(row) => place.changed.has(row.ref)}
        initialSort={{ key: 'date', desc: true }}
      />
    </div>
  );
}

function columnsOf(place: ChartPlace): Column<Measurement>[] {
  return [
    { key: 'date', header: t('results.date'), cell: dateCell, sort: (row) => row.ms, lead: true, width: '9rem' },
    { key: 'value', header: t('results.value'), cell: valueCell, sort: (row) => row.value ?? row.parts[0]?.value },
    { key: 'source', header: t('results.by'), cell: (row) => sourceCell(row, place) },
  ];
}

function dateCell(row: Measurement) {
  return <DateTime value={row.at} />;
}

function valueCell(row: Measurement) {
  return (
    <span className={styles['twoLines']}>
      <Figure measured={row} />
      {row.comment ? <span className="tl-label">{row.comment}</span> : null}
    </span>
  );
}

function sourceCell(row: Measurement, place: ChartPlace) {
  return (
    <Provenance
      by={row.source.by}
      where={row.source.where}
      onHistory={() => place.open({ kind: 'fact', ref: row.ref, title: row.name })}
    />
  );
}

/** The figure that a live goal aims at, where it is one figure. */
function targetFor(series: Series, { chart }: ChartPlace): { value: number; label: string } | undefined {
  const keys = new Set([series.key, ...series.latest.parts.slice(0, 1).map((part) => part.key)]);
  const aimed = chart.goals
    .filter((goal) => goal.isActive)
    .flatMap((goal) => goal.targets)
    .find((target) => target.measure !== undefined && keys.has(target.measure));
  const value = aimed?.target.high ?? aimed?.target.low;
  return aimed && value !== undefined
    ? { value, label: t('results.target', { value: sayTarget(aimed.target) }) }
    : undefined;
}
