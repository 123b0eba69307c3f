import { useMemo, useState } from 'react';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { TextField } from '../components/field.tsx';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import { textOf, type Document } from './model/documents.ts';

type Row = Document & { about?: string | undefined };

function columnsOf(): Column<Row>[] {
  return [
    { key: 'name', header: t('documents.name'), cell: nameCell, sort: (row) => row.about ?? row.title, lead: true },
    { key: 'date', header: t('documents.date'), cell: dateCell, sort: (row) => row.ms, width: '9rem' },
    { key: 'author', header: t('documents.author'), cell: (row) => row.source.by, sort: (row) => row.source.by },
    { key: 'where', header: t('documents.where'), cell: (row) => row.source.where, sort: (row) => row.source.where },
  ];
}

function nameCell(row: Row) {
  const detail = [row.about ? row.title : undefined, row.isCurrent ? undefined : t('documents.replaced')]
    .filter(Boolean)
    .join(' · ');
  return (
    <span className={styles['twoLines']}>
      <span className="tl-strong">{row.about ?? row.title}</span>
      {detail ? <span className="tl-label">{detail}</span> : null}
    </span>
  );
}

function dateCell(row: Row) {
  return <DateTime value={row.at} />;
}

/** Every document, found by its name, its author or the words in it. */
export function DocumentsTab() {
  const { chart, changed, openRef } = useChartPlace();
  const [text, setText] = useState('');
  const columns = useMemo(() => columnsOf(), []);
  const rows = useMemo(() => {
    const reasons = new Map(chart.visits.map((visit) => [visit.ref, visit.reason || visit.title || undefined]));
    return chart.documents.map((one): Row => ({ ...one, about: reasons.get(one.visitRef ?? '') }));
  }, [chart]);
  const found = useMemo(() => filter(rows, text), [rows, text]);
  if (rows.length === 0) return <EmptyState title={t('documents.none')} />;
  return (
    <section className={styles['tabBody']} aria-labelledby="documents-heading">
      <div className={styles['listHead']}>
        <h2 id="documents-heading" className="tl-hidden">
          {t('documents.title')}
        </h2>
        <div className={styles['find']}>
          <TextField label={t('documents.find')} type="search" value={text} onChange={setText} />
        </div>
      </div>
      <DataTable
        label={t('documents.title')}
        rows={found}
        columns={columns}
        rowKey={(row) => row.ref}
        onOpen={(row) => openRef(row.ref)}
        isChanged={(row) => changed.has(row.ref)}
        initialSort={{ key: 'date', desc: true }}
        empty={<EmptyState title={t('documents.none')} />}
      />
    </section>
  );
}

function filter(rows: readonly Row[], text: string): readonly Row[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return rows;
  return rows.filter((row) =>
    [row.title, row.about, row.source.by, ...row.attachments.map(textOf)].some((words) =>
      words?.toLowerCase().includes(wanted),
    ),
  );
}
