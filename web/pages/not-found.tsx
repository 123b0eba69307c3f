import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { t } from '../messages/index.ts';

/** An address that leads nowhere; it stands alone, without the shell. */
export function NotFoundPage() {
  return (
    <main id="main">
      <Page title={t('notFound.title')} width="reading">
        <EmptyState
          title={t('notFound.detail')}
          action={
            <Button component={Link} to="/" variant="default">
              {t('notFound.home')}
            </Button>
          }
        />
      </Page>
    </main>
  );
}
