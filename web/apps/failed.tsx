import { getRouteApi } from '@tanstack/react-router';
import { Door } from './authorize.tsx';
import styles from './authorize.module.css';
import { isMessage, t } from './messages.ts';

const route = getRouteApi('/authorize/failed');

/** Where a browser is left whose app asked what cannot be answered, and cannot be told so. */
export function FailedPage() {
  const { error } = route.useSearch();
  const key = `failed.${error ?? 'other'}`;
  return (
    <Door title={t('failed.title')}>
      <div>
        <h1 tabIndex={-1}>{t('failed.title')}</h1>
        <p className={styles['lead']}>{isMessage(key) ? t(key as 'failed.other') : t('failed.other')}</p>
      </div>
    </Door>
  );
}
