import { useEffect, type ReactNode } from 'react';
import { t } from '../messages/index.ts';
import styles from './page.module.css';

/** Names the browser's tab after what is on screen. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = t('app.titled', { title });
  }, [title]);
}

export type PageProps = {
  title: string;
  lead?: ReactNode;
  acts?: ReactNode;
  width?: 'reading' | 'full';
  children: ReactNode;
};

/** A page of the house: its one h1, to which focus moves on arrival, what can be done at the right, and the content. */
export function Page({ title, lead, acts, width = 'full', children }: PageProps) {
  useTitle(title);
  return (
    <div className={styles['page']} data-width={width}>
      <div className={styles['head']}>
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {lead ? <div className="tl-muted">{lead}</div> : null}
        </div>
        {acts}
      </div>
      {children}
    </div>
  );
}

/** One separate thing on a page, with its heading; never inside another. */
export function Panel({
  title,
  aside,
  children,
  id,
}: {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  return (
    <section className={styles['panel']} {...(title && id ? { 'aria-labelledby': id } : {})}>
      {title ? (
        <div className={styles['panelHead']}>
          <h2 id={id}>{title}</h2>
          {aside ? <span className="tl-label">{aside}</span> : null}
        </div>
      ) : null}
      {children}
    </section>
  );
}
