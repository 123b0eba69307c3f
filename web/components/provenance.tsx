import { IconHistory } from '@tabler/icons-react';
import { t } from '../messages/index.ts';
import { DateTime } from './date-time.tsx';
import styles from './facts.module.css';

export type ProvenanceProps = {
  by?: string | undefined;
  at?: string | undefined;
  where?: string | undefined;
  onHistory?: (() => void) | undefined;
};

/** Who recorded a fact, where and when, and the way into its history. */
export function Provenance({ by, at, where, onHistory }: ProvenanceProps) {
  return (
    <span className={styles['provenance']}>
      <span>{by ?? t('provenance.unknown')}</span>
      {where ? <span>{where}</span> : null}
      {at ? <DateTime value={at} /> : null}
      {onHistory ? (
        <button type="button" className={styles['history']} onClick={onHistory}>
          <IconHistory size={14} aria-hidden="true" />
          {t('provenance.history')}
        </button>
      ) : null}
    </span>
  );
}
