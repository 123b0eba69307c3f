/** Emergency accesses: the queue of the privacy officer, and the review of one. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isApiError } from '../api/client.ts';
import { emergenciesQuery, reviewGlass, type Glass } from '../api/glass.ts';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { ChoiceField, FieldError, TextAreaField } from '../components/field.tsx';
import { FilterBar } from '../components/filter-bar.tsx';
import { Panel } from '../components/page.tsx';
import { Sheet } from '../components/sheet.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayRole } from '../consent/say.ts';
import { sayDate, sayTime } from '../lib/dates.ts';
import { t } from './messages.ts';
import { OversightPage } from './oversight-page.tsx';
import styles from './oversight.module.css';
import { namesQuery } from './queries.ts';

/** See above. */
export function EmergenciesPage() {
  return (
    <OversightPage page="emergencies" title={t('emergencies.title')} lead={t('emergencies.lead')}>
      <Queue />
    </OversightPage>
  );
}

type Row = Glass & { patientName: string };

function Queue() {
  const query = useQuery(emergenciesQuery);
  const names = useQuery(namesQuery((query.data ?? []).map(({ patient }) => patient))).data;
  const [shown, setShown] = useState(['open']);
  const [reviewed, setReviewed] = useState<Row | null>(null);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={5} height={32} />;
  const rows = query.data.map((one): Row => ({ ...one, patientName: names?.get(one.patient) ?? '' }));
  const [open, done] = [rows.filter((one) => !one.reviewed), rows.filter((one) => one.reviewed)];
  const isShown = (key: string) => shown.length === 0 || shown.includes(key);
  return (
    <>
      <FilterBar
        label={t('emergencies.filter')}
        filters={[
          { key: 'open', label: t('emergencies.open'), count: open.length },
          { key: 'done', label: t('emergencies.done'), count: done.length },
        ]}
        selected={shown}
        onChange={setShown}
      />
      <Panel>
        <DataTable
          label={t('emergencies.title')}
          rows={[...(isShown('open') ? open : []), ...(isShown('done') ? done : [])]}
          columns={columnsOf(setReviewed)}
          rowKey={(row) => row.id}
          empty={<EmptyState title={t('emergencies.none')} detail={t('emergencies.noneDetail')} />}
        />
      </Panel>
      {reviewed ? <Review key={reviewed.id} glass={reviewed} onClose={() => setReviewed(null)} /> : null}
    </>
  );
}

function columnsOf(review: (row: Row) => void): Column<Row>[] {
  return [
    {
      key: 'who',
      header: t('emergencies.who'),
      lead: true,
      cell: (row) => (
        <span>
          <span className="tl-strong">{row.accountName}</span>
          <span className="tl-label"> {sayRole(row.role)}</span>
        </span>
      ),
      sort: (row) => row.accountName,
    },
    {
      key: 'patient',
      header: t('emergencies.patient'),
      cell: (row) => (
        <Link to="/patients/$id/$tab" params={{ id: row.patient, tab: 'access' }}>
          {row.patientName || t('emergencies.chart')}
        </Link>
      ),
      sort: (row) => row.patientName,
    },
    {
      key: 'reason',
      header: t('emergencies.reason'),
      cell: (row) => <span className={styles['reason']}>{row.reason}</span>,
    },
    {
      key: 'when',
      header: t('emergencies.when'),
      cell: (row) => <DateTime value={new Date(row.starts).toISOString()} />,
      sort: (row) => row.starts,
    },
    {
      key: 'until',
      header: t('emergencies.until'),
      cell: (row) => sayTime(new Date(row.ends)),
      sort: (row) => row.ends,
    },
    {
      key: 'state',
      header: t('emergencies.state'),
      cell: (row) => <Verdict row={row} onReview={() => review(row)} />,
      sort: (row) => row.verdict ?? '',
    },
  ];
}

function Verdict({ row, onReview }: { row: Row; onReview: () => void }) {
  if (!row.verdict) {
    return (
      <Button size="xs" onClick={onReview}>
        {t('emergencies.review')}
      </Button>
    );
  }
  const by = t('review.by', { name: row.reviewer ?? '', when: row.reviewed ? sayDate(row.reviewed) : '' });
  return (
    <span>
      <StateChip state={row.verdict === 'justified' ? 'met' : 'act'}>{t(`verdict.${row.verdict}`)}</StateChip>
      <span className="tl-label"> {by}</span>
      {row.note ? <p className={styles['reason']}>{row.note}</p> : null}
    </span>
  );
}

type VerdictKey = NonNullable<Glass['verdict']>;

function Review({ glass, onClose }: { glass: Row; onClose: () => void }) {
  const client = useQueryClient();
  const [verdict, setVerdict] = useState<VerdictKey>('justified');
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<{ note?: string; other?: string }>({});
  const save = async () => {
    try {
      await reviewGlass(glass.id, { verdict, note });
      showToast(t('review.saved'));
      onClose();
    } catch (error) {
      const kind = isApiError(error) ? error.kind : '';
      if (kind === 'invalid') return setFault({ note: t('review.noteMissing') });
      setFault({ other: t(kind === 'not-found' ? 'review.gone' : 'review.failed') });
    }
    void client.invalidateQueries({ queryKey: emergenciesQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['home'] });
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('review.title')}
      footer={
        <>
          <Button onClick={() => void save()}>{t('review.save')}</Button>
          <Button variant="default" onClick={onClose}>
            {t('review.leave')}
          </Button>
        </>
      }
    >
      <div className={styles['parts']}>
        <p>
          <span className="tl-strong">{glass.accountName}</span>, {sayDate(new Date(glass.starts).toISOString())}
          {glass.patientName ? `: ${glass.patientName}` : ''}
        </p>
        <p className={styles['reason']}>“{glass.reason}”</p>
        <ChoiceField
          label={t('review.verdict')}
          value={verdict}
          onChange={(one) => setVerdict(one as VerdictKey)}
          choices={(['justified', 'not-justified'] as const).map((one) => ({ value: one, label: t(`verdict.${one}`) }))}
        />
        <TextAreaField label={t('review.note')} error={fault.note} value={note} onChange={setNote} />
        {fault.other ? <FieldError text={fault.other} /> : null}
      </div>
    </Sheet>
  );
}
