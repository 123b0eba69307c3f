import { Button } from '@mantine/core';
import { showToast } from '../components/undo-toast.tsx';
import styles from './account.module.css';
import { t } from './messages.ts';

/** Recovery codes, the only time they are seen: to be copied or printed, and then kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const copy = () => {
    void navigator.clipboard.writeText(codes.join('\n')).then(() => showToast(t('codes.copied')));
  };
  return (
    <div className={styles['stack']}>
      <p>{t('codes.lead')}</p>
      <ul className={styles['codes']} aria-label={t('codes.list')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles['acts']}>
        <Button onClick={onKept}>{t('codes.kept')}</Button>
        {/* A browser gives the clipboard to pages over TLS alone. */}
        {navigator.clipboard ? (
          <Button variant="default" onClick={copy}>
            {t('codes.copy')}
          </Button>
        ) : null}
        <Button variant="default" onClick={() => window.print()}>
          {t('codes.print')}
        </Button>
      </div>
    </div>
  );
}
