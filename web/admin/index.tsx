/** The accounts of the house: who may sign in, and which roles must show more than a password. */
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { accountsQuery, type ManagedAccount } from '../api/accounts.ts';
import { DataTable, type Column } from '../components/data-table.tsx';
import { DateTime } from '../components/date-time.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { TextField } from '../components/field.tsx';
import { Marked } from '../components/marked.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { AccountSheet } from './account-sheet.tsx';
import { sayFactors } from './account-words.ts';
import styles from './admin.module.css';
import { sayRole, t } from './messages.ts';
import { NewAccountSheet } from './new-account-sheet.tsx';
import { PolicyPanel } from './policy-panel.tsx';

const route = getRouteApi('/signed-in/admin/accounts');

export function AccountsPage() {
  const { account } = route.useSearch();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, 80);
  const [isNew, setNew] = useState(false);
  const accounts = useQuery(accountsQuery(wanted));
  const open = (id?: string) => void navigate({ to: '/admin/accounts', search: id ? { account: id } : {} });
  return (
    <Page
      title={t('list.title')}
      lead={t('list.lead')}
      acts={<Button onClick={() => setNew(true)}>{t('list.new')}</Button>}
    >
      <div className={styles['search']}>
        <TextField
          type="search"
          label={t('list.search')}
          help={t('list.help')}
          value={text}
          onChange={setText}
          autoComplete="off"
        />
      </div>
      {accounts.isPending ? <Skeleton lines={8} height={32} /> : null}
      {accounts.isError ? <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} /> : null}
      {accounts.data ? (
        <Panel>
          <DataTable
            label={t('list.table')}
            rows={accounts.data.accounts}
            columns={columnsFor(wanted, open)}
            rowKey={(row) => row.id}
            onOpen={(row) => open(row.id)}
            empty={
              wanted.trim() ? (
                <EmptyState title={t('list.none', { text: wanted.trim() })} detail={t('list.noneDetail')} />
              ) : (
                <EmptyState title={t('list.empty')} />
              )
            }
          />
          {accounts.data.isMore ? <p className={styles['more']}>{t('list.more')}</p> : null}
        </Panel>
      ) : null}
      <PolicyPanel />
      <NewAccountSheet opened={isNew} onClose={() => setNew(false)} />
      <AccountSheet id={account} onClose={() => open()} />
    </Page>
  );
}

function inForce({ assignments }: ManagedAccount) {
  const now = Date.now();
  return assignments.filter(({ from, until }) => Date.parse(from) <= now && (!until || Date.parse(until) > now));
}

function State({ account }: { account: ManagedAccount }) {
  if (account.disabled) return <StateChip state="act">{t('state.closed')}</StateChip>;
  if (inForce(account).length === 0) return <StateChip state="act">{t('state.noRole')}</StateChip>;
  if (account.oneTime) return <StateChip state="soon">{t('state.oneTime')}</StateChip>;
  return account.sessions > 0 ? (
    <StateChip state="info">{t('state.here', { count: account.sessions })}</StateChip>
  ) : null;
}

function columnsFor(query: string, open: (id: string) => void): Column<ManagedAccount>[] {
  return [
    {
      key: 'name',
      header: t('list.name'),
      lead: true,
      sort: (row) => row.name,
      cell: (row) => (
        <button type="button" className={styles['open']} onClick={() => open(row.id)}>
          <Marked text={row.name} query={query} />
        </button>
      ),
    },
    {
      key: 'username',
      header: t('list.username'),
      sort: (row) => row.username,
      cell: (row) => <Marked text={row.username} query={query} />,
    },
    {
      key: 'roles',
      header: t('list.roles'),
      cell: (row) => (
        <ul>
          {inForce(row).map((one) => (
            <li key={one.id}>{[sayRole(one.role), one.patient?.name ?? one.site?.name].filter(Boolean).join(' · ')}</li>
          ))}
        </ul>
      ),
    },
    { key: 'factor', header: t('list.factor'), sort: sayFactors, cell: sayFactors },
    {
      key: 'seen',
      header: t('list.seen'),
      sort: (row) => row.lastSeen,
      cell: (row) => <DateTime value={row.lastSeen} />,
    },
    { key: 'state', header: t('list.state'), cell: (row) => <State account={row} /> },
  ];
}
