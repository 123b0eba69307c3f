/** The head of the chart that stays: who this is, and the tabs. */
import { Button } from '@mantine/core';
import { IconAlertCircle, IconPencilPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { PatientBanner } from '../components/patient-banner.tsx';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import { t as note } from './note/messages.ts';
import type { Chart } from './model/chart.ts';

export const TABS = ['summary', 'journey', 'plan', 'results', 'medications', 'visits', 'documents', 'team'] as const;
export type Tab = (typeof TABS)[number];

/** True for a tab that is built. */
export function isTab(name: string): name is Tab {
  return (TABS as readonly string[]).includes(name);
}

type HeaderProps = { onNote: () => void; onMatters: () => void; hasColumn: boolean; hasDraft: boolean };

/** See above. */
export function Header({ onNote, onMatters, hasColumn, hasDraft }: HeaderProps) {
  const { chart, patientId, canWrite } = useChartPlace();
  const count = chart.matters.open.length;
  return (
    <div className={styles['header']}>
      <Banner chart={chart} action={canWrite ? <NoteButton onNote={onNote} hasDraft={hasDraft} /> : null} />
      <div className={styles['tabRow']}>
        <nav className={styles['tabs']} aria-label={t('tabs.label')}>
          <ul>
            {TABS.map((tab) => (
              <li key={tab}>
                <Link
                  to="/patients/$id/$tab"
                  params={{ id: patientId, tab }}
                  className={styles['tab']}
                  activeProps={{ 'aria-current': 'page' }}
                  resetScroll={false}
                >
                  {t(`tab.${tab}`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        {hasColumn ? null : (
          <button
            type="button"
            className={styles['mattersButton']}
            data-some={count > 0 || undefined}
            onClick={onMatters}
          >
            <IconAlertCircle size={16} aria-hidden="true" />
            {t('matters.open', { count })}
          </button>
        )}
      </div>
    </div>
  );
}

function NoteButton({ onNote, hasDraft }: Pick<HeaderProps, 'onNote' | 'hasDraft'>) {
  return (
    <Button size="sm" leftSection={<IconPencilPlus size={16} aria-hidden="true" />} onClick={onNote}>
      {hasDraft ? note('continue') : note('title')}
    </Button>
  );
}

function Banner({ chart, action }: { chart: Chart; action: React.ReactNode }) {
  const { who, allergies, team } = chart;
  const named = allergies.list.filter((one) => one.isActive).map((one) => ({ text: one.name, severe: one.isSevere }));
  return (
    <PatientBanner
      name={who.name}
      birthDate={who.birthDate}
      deceased={who.deceased}
      gender={who.gender}
      pronouns={who.pronouns}
      language={who.language}
      needsInterpreter={who.needsInterpreter}
      mrn={who.mrn}
      allergies={allergies.state === 'some' ? named : allergies.state === 'none-known' ? 'none' : 'not-asked'}
      alerts={who.alerts}
      team={team.members.map((member) => ({ name: member.name, ...(member.role ? { role: member.role } : {}) }))}
      consent={who.consent && { text: t(`consent.${who.consent}`), state: who.consent === 'shared' ? 'met' : 'soon' }}
      coverage={who.coverage}
      action={action}
    />
  );
}
