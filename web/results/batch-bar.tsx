import { Button } from '@mantine/core';
import { useState } from 'react';
import { SwitchField } from '../components/field.tsx';
import { t } from './messages.ts';
import type { InboxEntry } from './model.ts';
import styles from './results.module.css';
import { useLooked } from './use-looked.ts';

/** The normal ones that were chosen, looked at in one act. */
export function BatchBar({ entries, onDone }: { entries: readonly InboxEntry[]; onDone: () => void }) {
  const [tell, setTell] = useState(false);
  const { look, fault, isBusy } = useLooked();
  if (entries.length === 0) return null;
  const act = async () => {
    const done = await look(
      { tasks: entries.map((entry) => entry.task), ...(tell ? { message: t('batch.message') } : {}) },
      t('doneAll', { count: entries.length }),
    );
    if (done) onDone();
  };
  return (
    <div className={styles['batch']} role="region" aria-label={t('batch.count', { count: entries.length })}>
      <p>{t('batch.count', { count: entries.length })}</p>
      <SwitchField label={t('batch.tell')} checked={tell} onChange={setTell} />
      {fault}
      <Button onClick={() => void act()} disabled={isBusy}>
        {t('batch.act')}
      </Button>
    </div>
  );
}
