import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../components/error-state.tsx';
import { Page } from '../components/page.tsx';
import { t } from '../messages/index.ts';

/** When not even who is signed in could be learned: nothing of the shell can be drawn yet. */
export function UnreachablePage({ error, reset }: ErrorComponentProps) {
  return (
    <main id="main">
      <Page title={t('error.title')} width="reading">
        <ErrorState error={error} onRetry={reset} />
      </Page>
    </main>
  );
}
