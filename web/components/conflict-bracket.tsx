import { Button } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import styles from './conflict-bracket.module.css';

export type ConflictBracketProps = {
  /** What contradicts what, in one sentence. */
  sentence: string;
  /** The two rows of the plan. */
  children: ReactNode;
  /** The ways to settle it, such as to keep the one or the other; none for who may not. */
  ways?: readonly { label: string; onTake: () => void }[];
  isChanged?: boolean;
};

/** Two rows of the plan that contradict each other, joined by a bracket, with one sentence and the ways to settle it. */
export function ConflictBracket({ sentence, children, ways = [], isChanged = false }: ConflictBracketProps) {
  return (
    <section
      className={[styles['conflict'], isChanged && 'tl-changed'].filter(Boolean).join(' ')}
      aria-label={t('plan.conflictName')}
    >
      <p className={styles['sentence']}>
        <IconAlertTriangleFilled size={16} aria-hidden="true" />
        <span className="tl-strong">{sentence}</span>
      </p>
      <ul className={styles['rows']}>{children}</ul>
      {ways.length > 0 ? (
        <div className={styles['acts']}>
          {ways.map(({ label, onTake }) => (
            <Button key={label} size="xs" variant="default" onClick={onTake}>
              {label}
            </Button>
          ))}
        </div>
      ) : null}
    </section>
  );
}
