import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Account, HomeItem, HomeList } from '../api/model.ts';
import { homeQuery } from '../api/queries.ts';
import { ClockBadge } from '../components/clock-badge.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { TaskRow } from '../components/task-row.tsx';
import { t } from '../messages/index.ts';

const route = getRouteApi('/signed-in');

/** What do I do next? One list, the first of it set apart. */
export function HomePage() {
  const { account } = route.useRouteContext();
  const home = useQuery(homeQuery);
  return (
    <Page title={t('home.title')} lead={<Lead account={account} list={home.data} />} width="reading">
      {home.isPending ? <Skeleton lines={6} height={40} /> : null}
      {home.isError ? <ErrorState error={home.error} onRetry={() => void home.refetch()} /> : null}
      {home.data ? <Work list={home.data} account={account} /> : null}
    </Page>
  );
}

function Lead({ account, list }: { account: Account; list: HomeList | undefined }) {
  const panel = list?.panel?.patients;
  const parts = [account.name, account.roleName, panel ? t('home.panel', { count: panel }) : undefined];
  const waiting = list?.results?.waiting ?? 0;
  return (
    <>
      {parts.filter(Boolean).join(' · ')}
      {waiting > 0 ? (
        <>
          {' · '}
          <Link to="/results">{t('home.results', { count: waiting })}</Link>
        </>
      ) : null}
    </>
  );
}

function Work({ list, account }: { list: HomeList; account: Account }) {
  const groups = [
    { key: 'overdue', items: list.overdue },
    { key: 'today', items: list.today },
    { key: 'coming', items: list.coming },
    { key: 'waiting', items: list.waiting },
  ] as const;
  const from = groups.find((group) => group.key !== 'waiting' && group.items.length > 0);
  const first = from?.items[0];
  const own = account.patient?.split('/').at(-1);
  if (groups.every((group) => group.items.length === 0)) return <Nothing account={account} />;
  return (
    <>
      {from && first ? (
        <Panel title={t('home.next')} id="home-next">
          <Row item={first} group={from.key} own={own} next />
        </Panel>
      ) : null}
      {groups.map((group) => {
        const rest = group.items.filter((item) => item !== first);
        return rest.length > 0 ? (
          <Panel
            key={group.key}
            id={`home-${group.key}`}
            title={t(`home.${group.key}`)}
            aside={t('home.count', { count: rest.length })}
          >
            <ul>
              {rest.map((item) => (
                <li key={item.id}>
                  <Row item={item} group={group.key} own={own} />
                </li>
              ))}
            </ul>
          </Panel>
        ) : null;
      })}
    </>
  );
}

type RowProps = {
  item: HomeItem;
  group: 'overdue' | 'today' | 'coming' | 'waiting';
  own?: string | undefined;
  next?: boolean;
};

function Row({ item, group, own, next = false }: RowProps) {
  // Nobody needs to be told their own name.
  const patient = item.patient?.id === own && own ? { id: own } : item.patient;
  return (
    <TaskRow
      kind={item.kind}
      title={item.title}
      detail={item.detail}
      patient={patient}
      due={item.due ? <Due at={item.due} group={group} /> : undefined}
      next={next}
    />
  );
}

function Due({ at, group }: { at: string; group: RowProps['group'] }) {
  return group === 'overdue' ? <ClockBadge due={at} /> : <DateTime value={at} underToday={group === 'today'} />;
}

function Nothing({ account }: { account: Account }) {
  const own = account.role === 'patient' ? account.patient?.split('/').at(-1) : undefined;
  return (
    <Panel>
      <EmptyState
        title={t('home.clear')}
        detail={t('home.clearDetail')}
        action={
          own ? (
            <Button component={Link} to={`/patients/${own}/summary`} variant="default">
              {t('home.openRecord')}
            </Button>
          ) : (
            <Button component={Link} to="/patients" variant="default">
              {t('home.findPatient')}
            </Button>
          )
        }
      />
    </Panel>
  );
}
