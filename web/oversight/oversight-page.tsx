import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../components/page.tsx';
import { oversightPages } from '../components/places.ts';
import { NotFoundPage } from '../pages/not-found.tsx';
import styles from './oversight.module.css';
import { t } from './messages.ts';

const route = getRouteApi('/signed-in');

type Key = 'emergencies' | 'access' | 'policies';

/** A page of those who answer for access, with the ways to the others; for everyone else there is none. */
export function OversightPage({
  page,
  title,
  lead,
  children,
}: {
  page: Key;
  title: string;
  lead: string;
  children: ReactNode;
}) {
  const { account } = route.useRouteContext();
  const pages = oversightPages(account.role);
  if (!pages.includes(page)) return <NotFoundPage />;
  return (
    <Page title={title} lead={lead}>
      {pages.length > 1 ? (
        <nav aria-label={t('nav.label')}>
          <ul className={styles['nav']}>
            {pages.map((one) => (
              <li key={one}>
                <Link to={`/admin/${one}`} className={styles['way']} activeProps={{ 'aria-current': 'page' }}>
                  {t(`nav.${one}`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {children}
    </Page>
  );
}
