import type { ReactNode } from 'react';
import styles from './states.module.css';

export type EmptyStateProps = {
  /** Why there is nothing. */
  title: string;
  detail?: ReactNode;
  /** The first step, where there is one. */
  action?: ReactNode;
};

/** Nothing here: why, and what to do about it. */
export function EmptyState({ title, detail, action }: EmptyStateProps) {
  return (
    <div className={styles['state']}>
      <p className={styles['title']}>{title}</p>
      {detail ? <div className="tl-muted">{detail}</div> : null}
      {action ? <div className={styles['action']}>{action}</div> : null}
    </div>
  );
}
