import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { personRows, siteRows, type PersonRow, type SiteRow } from '../api/directory.ts';
import type { Directory } from '../api/model.ts';
import { directoryQuery } from '../api/queries.ts';
import { DataTable, type Column } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { TextField } from '../components/field.tsx';
import { Marked } from '../components/marked.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { markWords } from '../lib/match.ts';
import { t } from '../messages/index.ts';
import styles from './directory.module.css';

/** Every site and every person who works there. */
export function DirectoryPage() {
  const directory = useQuery(directoryQuery);
  return (
    <Page title={t('directory.title')}>
      {directory.isPending ? <Skeleton lines={8} height={32} /> : null}
      {directory.isError ? <ErrorState error={directory.error} onRetry={() => void directory.refetch()} /> : null}
      {directory.data ? <Listing directory={directory.data} /> : null}
    </Page>
  );
}

function Listing({ directory }: { directory: Directory }) {
  const [text, setText] = useState('');
  const sites = useMemo(() => siteRows(directory), [directory]);
  const people = useMemo(() => personRows(directory), [directory]);
  const shownSites = sites.filter((row) => answers(text, [row.name, row.kind, row.address]));
  const shownPeople = people.filter((row) => answers(text, [row.name, row.role, row.specialty, row.site]));
  if (sites.length + people.length === 0)
    return <EmptyState title={t('directory.empty')} detail={t('directory.emptyDetail')} />;
  return (
    <>
      <div className={styles['search']}>
        <TextField type="search" label={t('directory.search')} value={text} onChange={setText} autoComplete="off" />
      </div>
      {shownSites.length + shownPeople.length === 0 ? (
        <EmptyState title={t('directory.none', { text })} detail={t('directory.noneDetail')} />
      ) : null}
      {shownSites.length > 0 ? (
        <Panel id="sites" title={t('directory.sites')} aside={shownSites.length}>
          <DataTable
            label={t('directory.sites')}
            rows={shownSites}
            columns={siteColumns(text)}
            rowKey={(row) => row.id}
            initialSort={{ key: 'name' }}
          />
        </Panel>
      ) : null}
      {shownPeople.length > 0 ? (
        <Panel id="people" title={t('directory.people')} aside={shownPeople.length}>
          <DataTable
            label={t('directory.people')}
            rows={shownPeople}
            columns={personColumns(text)}
            rowKey={(row) => row.id}
            initialSort={{ key: 'name' }}
          />
        </Panel>
      ) : null}
    </>
  );
}

/** Every word typed begins a word in one of the texts. */
function answers(query: string, texts: readonly string[]): boolean {
  const whole = texts.join(' ');
  return query
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => markWords(whole, word).some((part) => part.matched));
}

function siteColumns(query: string): Column<SiteRow>[] {
  return [
    {
      key: 'name',
      header: t('directory.name'),
      lead: true,
      sort: (row) => row.name,
      cell: (row) => <Marked text={row.name} query={query} />,
    },
    { key: 'kind', header: t('directory.kind'), sort: (row) => row.kind, cell: (row) => row.kind },
    { key: 'address', header: t('directory.address'), cell: (row) => row.address },
    { key: 'phone', header: t('directory.phone'), cell: (row) => row.phone },
  ];
}

function personColumns(query: string): Column<PersonRow>[] {
  return [
    {
      key: 'name',
      header: t('directory.name'),
      lead: true,
      sort: (row) => row.name,
      cell: (row) => <Marked text={row.name} query={query} />,
    },
    { key: 'role', header: t('directory.role'), sort: (row) => row.role, cell: (row) => row.role },
    { key: 'specialty', header: t('directory.specialty'), sort: (row) => row.specialty, cell: (row) => row.specialty },
    { key: 'site', header: t('directory.site'), sort: (row) => row.site, cell: (row) => row.site },
    { key: 'phone', header: t('directory.phone'), cell: (row) => row.phone },
  ];
}
