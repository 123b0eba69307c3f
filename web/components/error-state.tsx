import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { isApiError } from '../api/client.ts';
import { t } from '../messages/index.ts';
import styles from './states.module.css';

export type ErrorStateProps = { error: unknown; onRetry?: (() => void) | undefined };

/** Something failed: what happened and what to do, in plain words. Never says what it was that one may not see. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const words = wordsFor(error);
  return (
    <div className={styles['state']} role="alert">
      <IconAlertTriangle className={styles['icon']} size={20} aria-hidden="true" />
      <p className={styles['title']}>{words.title}</p>
      <p className="tl-muted">{words.detail}</p>
      {onRetry ? (
        <div className={styles['action']}>
          <Button variant="default" onClick={onRetry}>
            {t('error.retry')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** The title and the mend of a failure, for wherever it is shown. */
export function wordsFor(error: unknown): { title: string; detail: string } {
  const kind = isApiError(error) ? error.kind : 'server';
  const detail = isApiError(error) && (kind === 'invalid' || kind === 'conflict') ? error.detail : undefined;
  return { title: t(`error.${kind}.title`), detail: detail ?? t(`error.${kind}.detail`) };
}
