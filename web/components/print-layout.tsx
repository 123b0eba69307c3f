import type { ReactNode } from 'react';
import { sayBirthDate, sayExact } from '../lib/dates.ts';
import { t } from '../messages/index.ts';
import styles from './print-layout.module.css';

export type PrintLayoutProps = {
  title: string;
  patient: { name: string; birthDate: string; mrn?: string };
  /** Which site hands it out, and how to reach it. */
  from: { site: string; phone?: string };
  /** When it was made: an instant. */
  at: string;
  sections: readonly { heading: string; body: ReactNode }[];
  /** A patient's copy is in larger type. */
  audience?: 'patient' | 'staff';
};

/** What is handed over on paper: whose it is and from where on top, sections that do not break, and when it was made. */
export function PrintLayout({ title, patient, from, at, sections, audience = 'patient' }: PrintLayoutProps) {
  return (
    <article className={styles['sheet']} data-for={audience} aria-label={title}>
      <div className={styles['head']}>
        <div className={styles['who']}>
          <span className={styles['title']}>{title}</span>
          <span className="tl-strong">{patient.name}</span>
          <span className="tl-label">
            {[
              t('print.born', { date: sayBirthDate(patient.birthDate) }),
              patient.mrn && t('print.mrn', { mrn: patient.mrn }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </div>
        <div className={styles['from']}>
          <span>{from.site}</span>
          {from.phone ? <span>{from.phone}</span> : null}
        </div>
      </div>
      {sections.map(({ heading, body }) => (
        <section key={heading} className={styles['section']}>
          <p className="tl-strong">{heading}</p>
          {body}
        </section>
      ))}
      <p className={styles['foot']}>{t('print.made', { when: sayExact(at) })}</p>
    </article>
  );
}
