/** All results that wait for a look, by whose they are: nothing stays unread unnoticed. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { useKnown } from '../consent/use-consents.ts';
import { t } from './messages.ts';
import type { Unread } from './model.ts';
import { unreadQuery } from './queries.ts';

type Line = Unread['lines'][number] & { name: string };

const columns: Column<Line>[] = [
  { key: 'who', header: t('unread.who'), lead: true, cell: (line) => line.name, sort: (line) => line.name },
  ...(['critical', 'abnormal', 'normal'] as const).map((severity): Column<Line> => ({
    key: severity,
    header: t(`unread.${severity}`),
    numeric: true,
    cell: (line) => line.waiting[severity],
    sort: (line) => line.waiting[severity],
  })),
  {
    key: 'overdue',
    header: t('unread.overdue'),
    numeric: true,
    cell: (line) => (line.overdue > 0 ? <StateChip state="act">{line.overdue}</StateChip> : 0),
    sort: (line) => line.overdue,
  },
  {
    key: 'oldest',
    header: t('unread.oldest'),
    cell: (line) => <DateTime value={line.oldest} />,
    sort: (line) => line.oldest,
  },
];

/** See above. */
export function UnreadPage() {
  const unread = useQuery(unreadQuery);
  const { nameOf } = useKnown();
  const lines = (unread.data?.lines ?? []).map((line): Line => {
    const name = line.owner ? line.owner.name || nameOf(line.owner.reference) : t('unread.nobody');
    return { ...line, name: name ?? line.owner?.reference ?? '' };
  });
  return (
    <Page
      title={t('unread.title')}
      lead={t('unread.lead')}
      acts={
        <Button component={Link} to="/results" variant="default">
          {t('unread.back')}
        </Button>
      }
    >
      {unread.isPending ? <Skeleton lines={6} height={32} /> : null}
      {unread.isError ? <ErrorState error={unread.error} onRetry={() => void unread.refetch()} /> : null}
      {unread.data ? (
        <Panel>
          <DataTable
            label={t('unread.title')}
            rows={lines}
            columns={columns}
            rowKey={(line) => line.owner?.reference ?? 'nobody'}
            initialSort={{ key: 'overdue', desc: true }}
            empty={t('unread.none')}
          />
        </Panel>
      ) : null}
      {unread.data?.more ? <p className="tl-muted">{t('more')}</p> : null}
    </Page>
  );
}
