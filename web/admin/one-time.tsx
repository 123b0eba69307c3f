import { Button } from '@mantine/core';
import styles from '../account/account.module.css';
import type { OneTimePassword } from '../api/accounts.ts';
import { showToast } from '../components/undo-toast.tsx';
import { sayDate } from '../lib/dates.ts';
import { t } from './messages.ts';

/** A one-time password, the only time it is seen. */
export function OneTime({ name, oneTime, onDone }: { name: string; oneTime: OneTimePassword; onDone: () => void }) {
  const copy = () => {
    void navigator.clipboard.writeText(oneTime.password).then(() => showToast(t('oneTime.copied')));
  };
  return (
    <section className={styles['stack']} aria-labelledby="one-time">
      <h3 id="one-time">{t('oneTime.title', { name })}</h3>
      <p className="tl-muted">{t('oneTime.lead', { when: sayDate(oneTime.until) })}</p>
      <div className={styles['codes']}>
        <code>{oneTime.password}</code>
      </div>
      <div className={styles['acts']}>
        <Button onClick={onDone}>{t('oneTime.done')}</Button>
        {/* A browser gives the clipboard to pages over TLS alone. */}
        {navigator.clipboard ? (
          <Button variant="default" onClick={copy}>
            {t('oneTime.copy')}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
