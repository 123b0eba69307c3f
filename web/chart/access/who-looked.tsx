/** Who looked into the record: by day and person, in plain words, with a list to take along. */
import { Button } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Access, Accounting } from '../../api/model.ts';
import { accessesQuery, accounting } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SelectField } from '../../components/field.tsx';
import { PersonFace } from '../../components/person-face.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StateChip } from '../../components/state-chip.tsx';
import { sayDay, sayTime } from '../../lib/dates.ts';
import { useChartPlace } from '../chart-place.ts';
import styles from './access.module.css';
import { AccountingPage } from './accounting-page.tsx';
import { accountingCsv } from './accounting.ts';
import { t } from './messages.ts';
import { sayDone, sayRole, sayWho, sayWhy } from './say-access.ts';

/** See above. */
export function WhoLooked() {
  const { patientId, account } = useChartPlace();
  const [agent, setAgent] = useState('');
  const [paper, setPaper] = useState<Accounting>();
  const query = useInfiniteQuery(accessesQuery(patientId, agent));
  const accesses = useMemo(() => query.data?.pages.flatMap((page) => page.accesses) ?? [], [query.data]);
  const people = useKnown(agent === '' ? accesses : []);
  const client = useQueryClient();
  const taken = useMutation({
    mutationFn: () => accounting(patientId),
    // That it was taken stands in the list from now on.
    onSuccess: () => client.invalidateQueries({ queryKey: ['accesses', patientId] }),
  });
  if (paper) return <AccountingPage accounting={paper} onBack={() => setPaper(undefined)} />;
  const save = async () => saveFile(accountingCsv((await taken.mutateAsync()).accesses));
  return (
    <>
      <section aria-labelledby="access-heading">
        <div className={styles['head']}>
          <h2 id="access-heading">{t(account.role === 'patient' ? 'title.own' : 'title')}</h2>
          <div className={styles['acts']}>
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden="true" />}
              loading={taken.isPending}
              onClick={() => void taken.mutateAsync().then(setPaper, () => undefined)}
            >
              {t('print')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden="true" />}
              loading={taken.isPending}
              onClick={() => void save().catch(() => undefined)}
            >
              {t('save')}
            </Button>
          </div>
        </div>
        <p className={styles['explain']}>{t('explain')}</p>
        {taken.isError ? <ErrorState error={taken.error} /> : null}
        <div className={styles['filter']}>
          <SelectField
            label={t('person')}
            value={agent}
            onChange={setAgent}
            choices={[
              { value: '', label: t('person.all') },
              ...people.map((one) => ({ value: one.agent, label: sayWho(one, account) })),
            ]}
          />
        </div>
        <Days query={query} accesses={accesses} />
      </section>
    </>
  );
}

/** Everybody who was seen so far, by name: whoever is chosen stays among them. */
function useKnown(accesses: readonly Access[]): Access[] {
  const [known, setKnown] = useState<ReadonlyMap<string, Access>>(new Map());
  const fresh = accesses.filter(({ agent }) => !known.has(agent));
  if (fresh.length > 0) setKnown(new Map([...known, ...fresh.map((one) => [one.agent, one] as const)]));
  return [...known.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function saveFile(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = t('file.name', { date: new Date().toISOString().slice(0, 10) });
  link.click();
  URL.revokeObjectURL(url);
}

type Query = {
  isPending: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
};

function Days({ query, accesses }: { query: Query; accesses: readonly Access[] }) {
  if (query.error && accesses.length === 0)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton lines={6} height={32} />;
  if (accesses.length === 0) return <EmptyState title={t('none')} />;
  const days = [...new Set(accesses.map(({ day }) => day))];
  return (
    <div className={styles['days']}>
      {days.map((day) => (
        <section key={day} aria-label={sayDay(day)}>
          <h3 className={styles['day']}>{sayDay(day)}</h3>
          <ul className={styles['list']}>
            {accesses
              .filter((one) => one.day === day)
              .map((one) => (
                <AccessLine key={`${one.agent} ${one.decision}`} access={one} />
              ))}
          </ul>
        </section>
      ))}
      {query.hasNextPage ? (
        <div>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function AccessLine({ access }: { access: Access }) {
  const { account } = useChartPlace();
  const why = sayWhy(access);
  const [first, last] = [sayTime(access.first), sayTime(access.last)];
  return (
    <li>
      <span className={styles['who']}>
        <PersonFace name={sayWho(access, account)} size={24} withName />
        <span className="tl-label">{[sayRole(access), access.site].filter(Boolean).join(' · ')}</span>
      </span>
      <span className={styles['what']}>
        {sayDone(access).map((line) => (
          <span key={line}>{line}</span>
        ))}
        {why ? <span className="tl-label">{t('why.label', { why })}</span> : null}
        {access.decision === 'allowed' ? null : (
          <span className={styles['chips']}>
            <StateChip state="act">{t(access.decision === 'denied' ? 'chip.denied' : 'chip.emergency')}</StateChip>
          </span>
        )}
      </span>
      <span className={styles['when']}>
        {first === last ? first : t('between', { first, last })} · {t('times', { count: access.count })}
      </span>
    </li>
  );
}
