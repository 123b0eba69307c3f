import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { PatientHit } from '../api/model.ts';
import { patientsQuery } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { ListBox, Option } from '../components/list-box.tsx';
import { useListKeys } from '../components/list-keys.ts';
import { Page, Panel } from '../components/page.tsx';
import { PatientLine } from '../components/patient-line.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { t } from '../messages/index.ts';
import styles from './patients.module.css';

/** Find anyone as one types. */
export function PatientsPage() {
  const q = useLocation({ select: (location) => location.state.sought ?? '' });
  const [text, setText] = useState(q);
  const [wanted] = useDebouncedValue(text.trim(), 60);
  const navigate = useNavigate();
  const found = useQuery(patientsQuery(wanted));
  const hits = found.data ?? [];
  useEffect(() => {
    // The history keeps what was asked, so that Back from a chart and a reload return to it.
    if (wanted !== q) void navigate({ to: '/patients', state: { sought: wanted }, replace: true });
  }, [wanted, q, navigate]);
  const open = (hit: PatientHit | undefined) =>
    hit && void navigate({ to: '/patients/$id/$tab', params: { id: hit.id, tab: 'summary' } });
  // Enter before the answer to the last letter is there must not open an older answer's first person.
  const settled = !found.isPlaceholderData && wanted === text.trim();
  const keys = useListKeys(hits.length, wanted, (place) => settled && open(hits[place]));
  return (
    <Page title={t('patients.title')}>
      <div className={styles['box']}>
        <IconSearch size={18} aria-hidden="true" />
        <input
          className={styles['input']}
          data-page-focus
          type="search"
          role="combobox"
          aria-label={t('patients.search')}
          aria-describedby="patients-help"
          aria-expanded={hits.length > 0}
          aria-controls="patients-found"
          aria-activedescendant={hits[keys.active] ? `hit-${hits[keys.active]?.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('patients.help')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={keys.onKeyDown}
        />
        <span id="patients-help" className="tl-hidden">
          {t('patients.help')}
        </span>
      </div>
      <Panel>
        {found.isPending ? <Loading /> : null}
        {found.isError ? <ErrorState error={found.error} onRetry={() => void found.refetch()} /> : null}
        {found.isSuccess ? (
          <Found hits={hits} query={wanted} active={keys.active} onPoint={keys.setActive} onPick={open} />
        ) : null}
      </Panel>
    </Page>
  );
}

function Loading() {
  return (
    <div className={styles['pad']}>
      <Skeleton lines={6} height={28} />
    </div>
  );
}

type FoundProps = {
  hits: readonly PatientHit[];
  query: string;
  active: number;
  onPoint: (place: number) => void;
  onPick: (hit: PatientHit) => void;
};

function Found({ hits, query, active, onPoint, onPick }: FoundProps) {
  if (hits.length === 0) {
    return query ? (
      <EmptyState title={t('patients.none', { text: query })} detail={t('patients.noneDetail')} />
    ) : (
      <EmptyState title={t('patients.noRecent')} detail={t('patients.noRecentDetail')} />
    );
  }
  const words = query ? t('patients.found', { count: hits.length }) : t('patients.recent');
  return (
    <>
      <output className={styles['count']}>{words}</output>
      <ListBox id="patients-found" label={words} active={active}>
        {hits.map((hit, place) => (
          <Option
            key={hit.id}
            id={`hit-${hit.id}`}
            active={place === active}
            className={styles['hit']}
            onPoint={() => onPoint(place)}
            onPick={() => onPick(hit)}
          >
            <PatientLine hit={hit} query={query} />
          </Option>
        ))}
      </ListBox>
    </>
  );
}
