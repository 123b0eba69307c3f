import { useState } from 'react';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { DateTime } from '../../components/date-time.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { Funnel } from '../../components/funnel.tsx';
import { RunChart } from '../../components/run-chart.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { Waterfall } from '../../components/waterfall.tsx';
import { Value } from '../../components/value.tsx';
import styles from './design.module.css';

const a1c = [
  { at: '2024-01-15', value: 8.9 },
  { at: '2024-05-02', value: 8.1 },
  { at: '2024-09-20', value: 7.6 },
  { at: '2025-02-11', value: 7.2 },
  { at: '2025-08-30', value: 6.8 },
];

/** Results as pictures. */
export function ChartSamples() {
  return (
    <>
      <div className={styles['row']}>
        <Sparkline points={a1c} range={{ high: 7 }} label="A1c from 8.9 to 6.8 in 19 months" />
        <Sparkline points={a1c} range={{ low: 4, high: 5.6 }} label="All above the reference" width={160} height={32} />
        <Sparkline points={a1c.slice(0, 1)} range={{ low: 4, high: 5.6 }} label="One value" />
        <Sparkline points={a1c} label="Without a reference" />
      </div>
      <RunChart
        title="A1c has fallen to the goal"
        points={a1c}
        unit="%"
        range={{ low: 4, high: 5.6 }}
        target={{ value: 7, label: 'goal 7.0' }}
      />
      <Waterfall
        title="Fewer admissions saved more than drugs cost"
        start={{ label: 'Benchmark', amount: 1020 }}
        steps={[
          { label: 'Admissions', amount: -96 },
          { label: 'ED visits', amount: -24 },
          { label: 'Drugs', amount: 41 },
          { label: 'Home health', amount: 18 },
        ]}
        end="Spending"
        say={(amount) => `$${amount}`}
      />
      <Funnel
        title="One site of six is readmitted to more than chance explains"
        events="Readmissions"
        sites={[
          { name: 'North', events: 30, people: 260 },
          { name: 'East', events: 9, people: 60 },
          { name: 'Harbor', events: 88, people: 420 },
          { name: 'Mill', events: 14, people: 150 },
          { name: 'Hill', events: 4, people: 25 },
          { name: 'Lake', events: 39, people: 380 },
        ]}
      />
    </>
  );
}

type Sample = { id: string; name: string; value: number; at: string };

const rows: Sample[] = Array.from({ length: 6 }, (_, place) => ({
  id: `row-${place}`,
  name: ['Potassium', 'Sodium', 'Creatinine', 'Glucose', 'Calcium', 'Chloride'][place] ?? '',
  value: [4.2, 139, 0.9, 104, 9.4, 101][place] ?? 0,
  at: `2025-0${place + 1}-1${place}`,
}));

const many: Sample[] = Array.from({ length: 1000 }, (_, place) => ({
  id: `many-${place}`,
  name: `Row ${place + 1}`,
  value: (place * 37) % 101,
  at: '2025-01-01',
}));

const columns: Column<Sample>[] = [
  { key: 'name', header: 'Name', lead: true, sort: (row) => row.name, cell: (row) => row.name },
  { key: 'at', header: 'When', sort: (row) => row.at, cell: (row) => <DateTime value={row.at} /> },
  {
    key: 'value',
    header: 'Value',
    numeric: true,
    sort: (row) => row.value,
    cell: (row) => <Value value={row.value} unit="mmol/L" />,
  },
];

/** Lists: few rows and a thousand. */
export function TableSamples() {
  const [selected, setSelected] = useState<string[]>(['open']);
  const [long, setLong] = useState<string[]>([]);
  return (
    <>
      <FilterBar
        label="Which results"
        filters={[
          { key: 'open', label: 'To review', count: 3 },
          { key: 'abnormal', label: 'Out of range', count: 2 },
          { key: 'all', label: 'Everything' },
        ]}
        selected={selected}
        onChange={setSelected}
      />
      <DataTable
        label="Sample results"
        rows={rows}
        columns={columns}
        rowKey={(row) => row.id}
        onOpen={() => undefined}
        isChanged={(row) => row.id === 'row-1'}
      />
      <FilterBar
        label="Long list"
        filters={[{ key: 'long', label: 'Show a thousand rows' }]}
        selected={long}
        onChange={setLong}
        single
      />
      {long.length > 0 ? (
        <DataTable
          label="A thousand rows"
          rows={many}
          columns={columns}
          rowKey={(row) => row.id}
          initialSort={{ key: 'value', desc: true }}
        />
      ) : null}
    </>
  );
}
