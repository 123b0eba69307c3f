/** One's own account: how one signs in, as what, and where one is signed in. */
import { useQuery } from '@tanstack/react-query';
import { ownAccountQuery, type OwnAccount } from '../api/accounts.ts';
import { ErrorState } from '../components/error-state.tsx';
import { Page, Panel } from '../components/page.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { sayDay } from '../lib/dates.ts';
import styles from './account.module.css';
import { sayAmongOthers } from './assignment-lines.ts';
import { FactorsPanel } from './factors-panel.tsx';
import { t } from './messages.ts';
import { PasswordPanel } from './password-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';

export function AccountPage() {
  const account = useQuery(ownAccountQuery);
  return (
    <Page title={t('mine.title')} lead={t('mine.lead')} width="reading">
      {account.isPending ? <Skeleton lines={8} height={32} /> : null}
      {account.isError ? <ErrorState error={account.error} onRetry={() => void account.refetch()} /> : null}
      {account.data ? (
        <>
          <PasswordPanel account={account.data} />
          <FactorsPanel account={account.data} />
          <SessionsPanel account={account.data} />
          <RolesPanel account={account.data} />
        </>
      ) : null}
    </Page>
  );
}

function RolesPanel({ account }: { account: OwnAccount }) {
  return (
    <Panel id="roles" title={t('mine.roles')}>
      <ul className={styles['rows']}>
        {account.assignments.map((one) => (
          <li key={one.id} className={styles['row']}>
            <span>{sayAmongOthers(one)}</span>
            {one.until ? <span className="tl-muted">{t('mine.until', { when: sayDay(one.until) })}</span> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
