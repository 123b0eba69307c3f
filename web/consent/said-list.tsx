import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { StateChip } from '../components/state-chip.tsx';
import { dayHere, sayBirthDate, toDate } from '../lib/dates.ts';
import styles from './consent.module.css';
import { t } from './messages.ts';
import { sayConsent, type NameOf, type Voice } from './say.ts';
import { termsOf } from './terms.ts';

export type SaidListProps = {
  consents: readonly fhir4.Consent[];
  voice: Voice;
  nameOf: NameOf;
  /** Today, `2026-11-25`. */
  today: string;
  /** What the person whose consents they are can do with one. */
  acts?: { change: (consent: fhir4.Consent) => void; revoke: (consent: fhir4.Consent) => void };
};

/** Consents as sentences, each with when it was signed and what can be done with it. */
export function SaidList({ consents, ...rest }: SaidListProps) {
  return (
    <ul className={styles['list']}>
      {consents.map((consent) => (
        <li key={consent.id}>
          <Said consent={consent} {...rest} />
        </li>
      ))}
    </ul>
  );
}

function Said({ consent, voice, nameOf, today, acts }: Omit<SaidListProps, 'consents'> & { consent: fhir4.Consent }) {
  const isActive = consent.status === 'active';
  const signer = consent.performer?.[0];
  const name = signer?.display ?? nameOf(signer?.reference ?? '');
  const date = consent.dateTime ? sayBirthDate(dayHere(toDate(consent.dateTime))) : undefined;
  return (
    <div className={styles['said']} data-consent={consent.id}>
      {sayConsent(consent, voice, nameOf).map((sentence) => (
        <p key={sentence} className={styles['sentence']}>
          {sentence}
        </p>
      ))}
      <div className={styles['foot']}>
        <When consent={consent} today={today} />
        {date ? (
          <span className="tl-label">{name ? t('page.signed', { date, name }) : t('page.made', { date })}</span>
        ) : null}
        {acts && isActive ? (
          <>
            {termsOf(consent) ? (
              <Button size="xs" variant="default" onClick={() => acts.change(consent)}>
                {t('page.edit')}
              </Button>
            ) : null}
            <Button size="xs" variant="default" onClick={() => acts.revoke(consent)}>
              {t('page.revoke')}
            </Button>
          </>
        ) : null}
        {acts && consent.id ? (
          <Link to="/who-may-look/$consent" params={{ consent: consent.id }}>
            {t('page.print')}
          </Link>
        ) : null}
      </div>
    </div>
  );
}

function When({ consent, today }: { consent: fhir4.Consent; today: string }) {
  const { start, end } = consent.provision?.period ?? {};
  if (consent.status !== 'active') return <StateChip state="info">{t('state.revoked')}</StateChip>;
  if (end && end < today) return <StateChip state="info">{t('state.ended')}</StateChip>;
  return start && start.slice(0, 10) > today ? <StateChip state="soon">{t('state.later')}</StateChip> : null;
}
