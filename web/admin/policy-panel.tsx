import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLES } from '../../src/base/caller.ts';
import styles from '../account/account.module.css';
import { useAct } from '../account/use-act.ts';
import { ActError } from '../account/sign-in-steps.tsx';
import { manage, secondFactorQuery } from '../api/accounts.ts';
import { FilterBar } from '../components/filter-bar.tsx';
import { Panel } from '../components/page.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayRole, t } from './messages.ts';

/** Which roles must have a second factor. */
export function PolicyPanel() {
  const client = useQueryClient();
  const roles = useQuery(secondFactorQuery);
  const act = useAct();
  const [draft, setDraft] = useState<string[]>();
  const chosen = draft ?? roles.data ?? [];
  const save = () =>
    act.run(async () => {
      await manage.demandSecondFactor(chosen);
      setDraft(undefined);
      showToast(t('policy.saved'));
      await client.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
      await client.invalidateQueries({ queryKey: ['accounts'] });
    });
  if (!roles.data) return null;
  const filters = ROLES.filter((role) => role !== 'system').map((role) => ({ key: role, label: sayRole(role) }));
  return (
    <Panel id="policy" title={t('policy.title')}>
      <div className={`${styles['inside']} ${styles['stack']}`}>
        <p className="tl-muted">{t('policy.lead')}</p>
        <FilterBar label={t('policy.roles')} filters={filters} selected={chosen} onChange={setDraft} />
        {draft ? (
          <div className={styles['acts']}>
            <Button onClick={save} aria-disabled={act.busy}>
              {t('policy.save')}
            </Button>
          </div>
        ) : null}
        <ActError act={act} />
      </div>
    </Panel>
  );
}
