/** The first screen: the Journey in a strip; problems with goals, figures and owners; medicines, next visits, last notes. */
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DateTime } from '../components/date-time.tsx';
import { LaneMark } from '../components/lane-mark.tsx';
import { Panel } from '../components/page.tsx';
import { JourneyStrip } from '../journey/index.ts';
import { changedClass, useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import type { Tab } from './header.tsx';
import { t as shell } from '../messages/index.ts';
import { t } from './messages.ts';
import { ProblemList } from './problem-list.tsx';

/** See above. */
export function SummaryTab() {
  const { journey, focus, changed, rights } = useChartPlace();
  return (
    <div className={styles['summary']}>
      <section className={styles['stripCard']} aria-label={t('tab.journey')}>
        <JourneyStrip journey={journey} focus={focus} changed={changed} />
        <TabLink tab="journey">{t('tab.journey')}</TabLink>
      </section>
      {rights.clinical ? <Clinical /> : <BookingsCard />}
    </div>
  );
}

function Clinical() {
  return (
    <div className={styles['summaryColumns']}>
      <ProblemList />
      <div className={styles['side']}>
        <MedicinesCard />
        <BookingsCard />
        <NotesCard />
      </div>
    </div>
  );
}

function TabLink({ tab, children }: { tab: Tab; children: ReactNode }) {
  const { patientId } = useChartPlace();
  return (
    <Link to="/patients/$id/$tab" params={{ id: patientId, tab }} className={styles['tabLink']}>
      {children}
      <IconArrowRight size={14} aria-hidden="true" />
    </Link>
  );
}

const MEDICINES = 8;

function MedicinesCard() {
  const { chart, changed, open, focus } = useChartPlace();
  const active = chart.medications.filter((one) => one.isActive);
  const rest = active.length - MEDICINES;
  return (
    <Panel title={t('medications.title')} aside={<TabLink tab="medications">{t('see.all')}</TabLink>}>
      {active.length === 0 ? <p className={styles['nothing']}>{t('medications.none')}</p> : null}
      <ul className={styles['rows']}>
        {active.slice(0, MEDICINES).map((one) => (
          <li
            key={one.key}
            className={changedClass(changed, ...one.current.refs)}
            data-dim={(focus && !one.reasons.some((problem) => problem.ref === focus)) || undefined}
          >
            <button
              type="button"
              className={styles['rowButton']}
              onClick={() => open({ kind: 'medication', key: one.key })}
            >
              <span className={styles['rowTitle']}>{one.name || shell('fact.unnamed')}</span>
              <span className={styles['rowDetail']}>{one.current.dose}</span>
            </button>
          </li>
        ))}
      </ul>
      {rest > 0 ? (
        <div className={styles['more']}>
          <TabLink tab="medications">{t('all.show', { count: rest })}</TabLink>
        </div>
      ) : null}
    </Panel>
  );
}

function BookingsCard() {
  const { chart, changed, openRef } = useChartPlace();
  return (
    <Panel title={t('visits.next')}>
      {chart.bookings.length === 0 ? <p className={styles['nothing']}>{t('visits.noneBooked')}</p> : null}
      <ul className={styles['rows']}>
        {chart.bookings.slice(0, 3).map((one) => (
          <li key={one.ref} className={changedClass(changed, one.ref)}>
            <button type="button" className={styles['rowButton']} onClick={() => openRef(one.ref, one.title)}>
              <LaneMark lane={one.lane} />
              <span className={styles['rowTitle']}>{one.title}</span>
              <span className={styles['rowDetail']}>
                {[one.people[0]?.name, one.place].filter(Boolean).join(' · ')}
              </span>
              <span className={styles['rowWhen']}>
                <DateTime value={one.at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function NotesCard() {
  const { chart, changed, openRef } = useChartPlace();
  const visits = new Map(chart.visits.map((visit) => [visit.ref, visit]));
  const current = chart.documents.filter((one) => one.attachments.length > 0).slice(0, 4);
  return (
    <Panel title={t('documents.last')} aside={<TabLink tab="documents">{t('see.all')}</TabLink>}>
      {current.length === 0 ? <p className={styles['nothing']}>{t('documents.none')}</p> : null}
      <ul className={styles['rows']}>
        {current.map((one) => {
          const visit = visits.get(one.visitRef ?? '');
          return (
            <li key={one.ref} className={changedClass(changed, one.ref)}>
              <button type="button" className={styles['rowButton']} onClick={() => openRef(one.ref)}>
                {visit ? <LaneMark lane={visit.lane} /> : null}
                <span className={styles['rowTitle']}>{visit?.reason ?? visit?.title ?? one.title}</span>
                <span className={styles['rowDetail']}>{[one.title, one.source.by].filter(Boolean).join(' · ')}</span>
                <span className={styles['rowWhen']}>
                  <DateTime value={one.at} precision="day" />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
