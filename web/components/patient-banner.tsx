import { Popover } from '@mantine/core';
import { IconAlertTriangleFilled, IconCircleCheck, IconHelpCircle, IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sayAge, sayBirthDate, toDate } from '../lib/dates.ts';
import { t } from '../messages/index.ts';
import styles from './patient-banner.module.css';
import { PersonFace } from './person-face.tsx';
import { StateChip } from './state-chip.tsx';

export type PatientBannerProps = {
  name: string;
  birthDate?: string | undefined;
  /** The date, or true where only the fact is known. */
  deceased?: string | boolean | undefined;
  gender?: string | undefined;
  pronouns?: string | undefined;
  language?: string | undefined;
  needsInterpreter?: boolean;
  mrn?: string | undefined;
  /** "none" only where somebody asked and wrote so; "not-asked" where nothing is recorded. */
  allergies: 'none' | 'not-asked' | readonly { text: string; severe?: boolean }[];
  alerts?: readonly string[];
  team?: readonly { name: string; role?: string }[];
  consent?: { text: string; state: 'met' | 'soon' | 'info' } | undefined;
  coverage?: string | undefined;
  /** At the far right: the one act of the chart. */
  action?: ReactNode;
};

const ALLERGIES_SHOWN = 3;
const FACES_SHOWN = 4;

/** Who this is, staying in sight above every tab of the chart. */
export function PatientBanner(props: PatientBannerProps) {
  return (
    <section className={styles['banner']} aria-label={t('banner.label', { name: props.name })}>
      <Who {...props} />
      <Warnings allergies={props.allergies} alerts={props.alerts ?? []} />
      <Around {...props} />
    </section>
  );
}

function Who({ name, birthDate, deceased, gender, pronouns, language, needsInterpreter, mrn }: PatientBannerProps) {
  const diedOn = typeof deceased === 'string' ? deceased : undefined;
  const facts = [
    birthDate && sayAge(birthDate, diedOn ? toDate(diedOn) : undefined),
    gender && isGender(gender) ? t(`gender.${gender}`) : undefined,
    pronouns,
    birthDate && t('banner.born', { date: sayBirthDate(birthDate) }),
    mrn && t('banner.mrn', { mrn }),
    language && (needsInterpreter ? `${language}, ${t('banner.interpreter')}` : language),
  ].filter(Boolean);
  return (
    <div className={styles['who']}>
      <div className={styles['nameLine']}>
        <h1 className={styles['name']} tabIndex={-1}>
          {name}
        </h1>
        {deceased ? (
          <StateChip state="info">
            {diedOn ? t('banner.died', { date: sayBirthDate(diedOn.slice(0, 10)) }) : t('banner.deceased')}
          </StateChip>
        ) : null}
      </div>
      <ul className={styles['facts']}>
        {facts.map((fact) => (
          <li key={String(fact)}>{fact}</li>
        ))}
      </ul>
    </div>
  );
}

function isGender(gender: string): gender is 'female' | 'male' | 'other' | 'unknown' {
  return ['female', 'male', 'other', 'unknown'].includes(gender);
}

function Warnings({ allergies, alerts }: { allergies: PatientBannerProps['allergies']; alerts: readonly string[] }) {
  const items =
    typeof allergies === 'string'
      ? []
      : [...allergies].sort((a, b) => Number(b.severe ?? false) - Number(a.severe ?? false));
  const shown = items.slice(0, ALLERGIES_SHOWN);
  const alertsShown = alerts.slice(0, 2);
  const rest = [...items.slice(ALLERGIES_SHOWN).map((item) => item.text), ...alerts.slice(2)];
  return (
    <div className={styles['warnings']}>
      <span className="tl-label">{t('banner.allergies')}</span>
      <div className={styles['chips']}>
        {allergies === 'none' ? (
          <span className={styles['none']}>
            <IconCircleCheck size={14} aria-hidden="true" />
            {t('banner.allergies.none')}
          </span>
        ) : null}
        {allergies === 'not-asked' ? (
          <span className={styles['unasked']}>
            <IconHelpCircle size={14} aria-hidden="true" />
            {t('banner.allergies.notAsked')}
          </span>
        ) : null}
        {shown.map((item) =>
          item.severe ? (
            <StateChip key={item.text} state="act">
              {item.text}
            </StateChip>
          ) : (
            <span key={item.text} className={styles['allergy']}>
              {item.text}
            </span>
          ),
        )}
        {alertsShown.map((alert) => (
          <span key={alert} className={styles['alert']}>
            <IconAlertTriangleFilled size={12} aria-hidden="true" />
            {alert}
          </span>
        ))}
        {rest.length > 0 ? <Rest items={rest} /> : null}
      </div>
    </div>
  );
}

function Rest({ items }: { items: readonly string[] }) {
  return (
    <Popover position="bottom-start" withArrow shadow="md" trapFocus>
      <Popover.Target>
        <button type="button" className={styles['more']} aria-label={t('banner.moreLabel', { count: items.length })}>
          {t('banner.more', { count: items.length })}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={styles['restList']}>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function Around({ team = [], consent, coverage, action }: PatientBannerProps) {
  return (
    <div className={styles['around']}>
      <div className={styles['aroundWords']}>
        {team.length > 0 ? (
          <ul className={styles['faces']} aria-label={t('banner.team')}>
            {team.slice(0, FACES_SHOWN).map((person) => (
              <li key={person.name}>
                <PersonFace {...person} size={24} />
              </li>
            ))}
            {team.length > FACES_SHOWN ? (
              <li className="tl-label">{t('banner.more', { count: team.length - FACES_SHOWN })}</li>
            ) : null}
          </ul>
        ) : null}
        <div className={styles['small']}>
          {consent ? (
            <span className={styles['consent']}>
              <IconShieldCheck size={14} aria-hidden="true" />
              {consent.text}
            </span>
          ) : null}
          {coverage ? <span>{coverage}</span> : null}
        </div>
      </div>
      {action}
    </div>
  );
}
