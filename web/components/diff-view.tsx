import type { Change } from '../lib/diff.ts';
import { t } from '../messages/index.ts';
import styles from './diff-view.module.css';

/** What changed between two versions: what it was, struck through, and what it is; the words say which is which. */
export function DiffView({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return <p className="tl-muted">{t('diff.none')}</p>;
  return (
    <dl className={styles['diff']}>
      {changes.map((change) => (
        <div key={change.path} className={styles['change']}>
          <dt>{change.path}</dt>
          <dd>
            {change.before === undefined ? null : (
              <del className={styles['before']}>
                <span className="tl-hidden">{t('diff.before')} </span>
                {change.before}
              </del>
            )}
            {change.after === undefined ? null : (
              <ins className={styles['after']}>
                <span className="tl-hidden">{t('diff.after')} </span>
                {change.after}
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
