/** Results that wait for a look: the list at the left, the one that is chosen at the right, what is normal together. */
import { Button } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Sheet } from '../components/sheet.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { BatchBar } from './batch-bar.tsx';
import { CoverSheet, Covers } from './cover-sheet.tsx';
import { GROUPS, InboxList, groupOf } from './inbox-list.tsx';
import { t } from './messages.ts';
import type { Inbox, InboxEntry } from './model.ts';
import { inboxQuery } from './queries.ts';
import { ReportView } from './report-view.tsx';
import styles from './results.module.css';

/** See above. */
export function ResultsPage() {
  const inbox = useQuery(inboxQuery);
  const [away, setAway] = useState(false);
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      acts={
        <div className={styles['acts']}>
          <Button component={Link} to="/results/unread" variant="default">
            {t('unread.open')}
          </Button>
          <Button variant="default" onClick={() => setAway(true)}>
            {t('cover.open')}
          </Button>
        </div>
      }
    >
      {inbox.isPending ? <Skeleton lines={8} height={48} /> : null}
      {inbox.isError ? <ErrorState error={inbox.error} onRetry={() => void inbox.refetch()} /> : null}
      {inbox.data ? (
        <>
          <Covers covers={inbox.data.covers} />
          <Waiting inbox={inbox.data} />
        </>
      ) : null}
      {away ? <CoverSheet onClose={() => setAway(false)} /> : null}
    </Page>
  );
}

/** In the order of the list on screen. */
function ordered(entries: readonly InboxEntry[]): InboxEntry[] {
  return GROUPS.flatMap((group) => entries.filter((entry) => groupOf(entry) === group));
}

function Waiting({ inbox }: { inbox: Inbox }) {
  const entries = ordered(inbox.entries);
  const isWide = useMediaQuery('(min-width: 1000px)', undefined, { getInitialValueInEffect: false });
  const [wanted, setWanted] = useState<string>();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [sheet, setSheet] = useState(false);
  const chosen = entries.find((entry) => entry.task.id === wanted) ?? (isWide ? entries[0] : undefined);
  const batch = entries.filter((entry) => groupOf(entry) === 'normal' && picked.has(entry.task.id));
  const go = (step: number) => {
    const place = entries.findIndex((entry) => entry.task.id === chosen?.task.id);
    const next = entries[Math.min(Math.max(place + step, 0), entries.length - 1)];
    if (next) setWanted(next.task.id);
  };
  useHotkeys([
    ['J', () => go(1)],
    ['K', () => go(-1)],
  ]);
  /** What comes after it in the list takes its place. */
  const onDone = (entry: InboxEntry) => {
    const place = entries.findIndex((one) => one.task.id === entry.task.id);
    setWanted((entries[place + 1] ?? entries[place - 1])?.task.id);
    setSheet(false);
  };
  if (entries.length === 0)
    return (
      <Panel>
        <EmptyState title={t('none')} detail={t('noneDetail')} />
      </Panel>
    );
  const view = chosen ? <ReportView key={chosen.task.id} entry={chosen} onDone={() => onDone(chosen)} /> : null;
  return (
    <div className={styles['columns']}>
      <div className={styles['left']}>
        {inbox.more ? <p className="tl-muted">{t('more')}</p> : null}
        <InboxList
          entries={entries}
          chosen={isWide || sheet ? chosen?.task.id : undefined}
          picked={picked}
          onPick={(ids) => setPicked(ids)}
          onChoose={(entry) => {
            setWanted(entry.task.id);
            setSheet(!isWide);
          }}
        />
        <BatchBar entries={batch} onDone={() => setPicked(new Set())} />
      </div>
      {isWide ? <div className={styles['right']}>{view}</div> : null}
      {!isWide && chosen ? (
        <Sheet opened={sheet} onClose={() => setSheet(false)} title={chosen.patient.name} width="wide">
          {view}
        </Sheet>
      ) : null}
    </div>
  );
}
