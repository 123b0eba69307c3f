/** The head of the chart that stays: who this is, and the tabs. */
import { Button } from '@mantine/core';
import { IconAlertCircle, IconLockOpen, IconPencilPlus, IconClipboardList } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { LaunchMenu } from '../apps/launch-menu.tsx';
import { PatientBanner } from '../components/patient-banner.tsx';
import { EmergencyStrip } from './emergency/emergency-strip.tsx';
import { t as access } from './emergency/messages.ts';
import { useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import { t as order } from '../orders/messages.ts';
import { t as note } from './note/messages.ts';
import type { Chart } from './model/chart.ts';
import type { Rights } from './rights.ts';

const route = getRouteApi('/signed-in/patients/$id/$tab');

export const TABS = [
  'summary',
  'journey',
  'plan',
  'results',
  'medications',
  'visits',
  'documents',
  'team',
  'access',
] as const;
export type Tab = (typeof TABS)[number];

const DESK_TABS: readonly Tab[] = ['summary', 'journey', 'visits', 'team'];

/** The tabs that have something to show for a role. */
export function tabsFor(rights: Rights): readonly Tab[] {
  if (rights.clinical) return TABS;
  return rights.access ? [...DESK_TABS, 'access'] : DESK_TABS;
}

/** True for a tab that is built. */
export function isTab(name: string): name is Tab {
  return (TABS as readonly string[]).includes(name);
}

type HeaderProps = {
  onNote: () => void;
  onOrder: () => void;
  /** Orders that wait in the basket. */
  ordersHeld: number;
  onMatters: () => void;
  hasColumn: boolean;
  hasDraft: boolean;
};

/** See above. */
export function Header({ onNote, onOrder, ordersHeld, onMatters, hasColumn, hasDraft }: HeaderProps) {
  const { chart, patientId, rights, emergency } = useChartPlace();
  const count = chart.matters.open.length;
  return (
    <div className={styles['header']}>
      <Banner
        chart={chart}
        rights={rights}
        action={
          <>
            <LaunchMenu patientId={patientId} />
            {rights.orders === 'look' ? null : <OrderButton onOrder={onOrder} ordersHeld={ordersHeld} />}
            {rights.notes ? <NoteButton onNote={onNote} hasDraft={hasDraft} /> : null}
          </>
        }
      />
      <div className={styles['tabRow']}>
        <Tabs patientId={patientId} rights={rights} />
        {emergency.rules?.may && !emergency.open ? (
          <button type="button" className={styles['emergencyButton']} onClick={emergency.ask}>
            <IconLockOpen size={16} aria-hidden="true" />
            {access('emergency.open')}
          </button>
        ) : null}
        {hasColumn || !rights.matters ? null : (
          <button
            type="button"
            className={styles['mattersButton']}
            data-some={count > 0 || undefined}
            onClick={onMatters}
          >
            <IconAlertCircle size={16} aria-hidden="true" />
            <span className={styles['longWords']}>{t('matters.open', { count })}</span>
            <span className={styles['shortWords']}>{t('matters.short', { count })}</span>
          </button>
        )}
      </div>
      {chart.who.isClosed && !emergency.open ? <p className={styles['closed']}>{access('closed')}</p> : null}
      {emergency.open ? <EmergencyStrip glass={emergency.open} onClose={emergency.close} /> : null}
    </div>
  );
}

/** The tabs; where they do not all fit, the one that is open is scrolled to. */
function Tabs({ patientId, rights }: { patientId: string; rights: Rights }) {
  const { tab: shown } = route.useParams();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const row = nav.current;
    const tabs = [...(row?.querySelectorAll<HTMLElement>('[data-tab]') ?? [])];
    const tab = tabs.find((one) => one.dataset['tab'] === shown);
    if (!row || !tab) return;
    // By hand: scrollIntoView would move the page as well. Again when a width changes: the typeface comes late.
    const watcher = new ResizeObserver(() => {
      row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
    });
    for (const one of [row, ...tabs]) watcher.observe(one);
    return () => watcher.disconnect();
  }, [shown]);
  return (
    <nav ref={nav} className={styles['tabs']} aria-label={t('tabs.label')}>
      <ul>
        {tabsFor(rights).map((tab) => (
          <li key={tab}>
            <Link
              to="/patients/$id/$tab"
              params={{ id: patientId, tab }}
              className={styles['tab']}
              data-tab={tab}
              activeProps={{ 'aria-current': 'page' }}
              resetScroll={false}
            >
              {t(`tab.${tab}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function OrderButton({ onOrder, ordersHeld }: Pick<HeaderProps, 'onOrder' | 'ordersHeld'>) {
  return (
    <Button
      size="sm"
      variant="default"
      leftSection={<IconClipboardList size={16} aria-hidden="true" />}
      aria-keyshortcuts="o"
      onClick={onOrder}
    >
      {ordersHeld > 0 ? order('open.some', { count: ordersHeld }) : order('open')}
    </Button>
  );
}

function NoteButton({ onNote, hasDraft }: Pick<HeaderProps, 'onNote' | 'hasDraft'>) {
  return (
    <Button size="sm" leftSection={<IconPencilPlus size={16} aria-hidden="true" />} onClick={onNote}>
      {hasDraft ? note('continue') : note('title')}
    </Button>
  );
}

function Banner({ chart, rights, action }: { chart: Chart; rights: Rights; action: React.ReactNode }) {
  const { who, allergies, team } = chart;
  // Who may not see allergies must not be told that there are none, nor that nobody asked.
  const hidden = [{ text: t('allergies.hidden'), severe: false }];
  const named = allergies.list.filter((one) => one.isActive).map((one) => ({ text: one.name, severe: one.isSevere }));
  const known = allergies.state === 'some' ? named : allergies.state === 'none-known' ? 'none' : 'not-asked';
  const allergiesShown = rights.clinical && !who.isClosed ? known : hidden;
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
      allergies={allergiesShown}
      alerts={who.alerts}
      team={team.members.map((member) => ({ name: member.name, ...(member.role ? { role: member.role } : {}) }))}
      consent={who.consent && { text: t(`consent.${who.consent}`), state: who.consent === 'shared' ? 'met' : 'soon' }}
      coverage={who.coverage}
      action={action}
    />
  );
}
