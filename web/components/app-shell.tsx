/** The house around every page: places at the left (below, on a phone), search and account above, the page in the middle. */
import { useHotkeys, useLocalStorage } from '@mantine/hooks';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { Account } from '../api/model.ts';
import { t } from '../messages/index.ts';
import { AccountMenu } from './account-menu.tsx';
import styles from './app-shell.module.css';
import { CommandPalette } from './command-palette.tsx';
import { placesFor, type Place } from './places.ts';
import { RoleMenu } from './role-menu.tsx';
import { ToastPlace } from './undo-toast.tsx';

export type AppShellProps = {
  account: Account;
  onSignOut: () => void;
  /** Goes on as another of the things that the account is. */
  onRole?: ((assignment: string) => void) | undefined;
  /** In a chart the rail is narrow, whatever was chosen elsewhere. */
  chart?: boolean;
  children: ReactNode;
};

/** See above. */
export function AppShell({ account, onSignOut, onRole, chart = false, children }: AppShellProps) {
  const [collapsed, setCollapsed] = useLocalStorage({
    key: 'throughline.rail',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [palette, setPalette] = useState(false);
  useHotkeys([['mod+K', () => setPalette(true)]], []);
  const narrow = chart || collapsed;
  return (
    <div className={styles['shell']} data-rail={narrow ? 'narrow' : 'wide'}>
      <a className={styles['skip']} href="#main">
        {t('app.skip')}
      </a>
      <header className={styles['top']}>
        <Link to="/" className={styles['mark']} aria-label={`${t('app.name')}: ${t('place.home')}`}>
          <Mark />
          <span className={styles['word']}>{t('app.name')}</span>
        </Link>
        <button
          type="button"
          className={styles['find']}
          onClick={() => setPalette(true)}
          aria-keyshortcuts="Control+K Meta+K"
        >
          <IconSearch size={16} aria-hidden="true" />
          <span className={styles['findWords']}>{t('palette.open')}</span>
          <kbd className={styles['keys']}>{isMac() ? '⌘ K' : 'Ctrl K'}</kbd>
        </button>
        <div className={styles['end']}>
          <RoleMenu account={account} onRole={onRole} />
          <AccountMenu account={account} onSignOut={onSignOut} onRole={onRole} />
        </div>
      </header>
      <nav className={styles['rail']} aria-label={t('shell.places')}>
        <ul>
          {placesFor(account).map((place) => (
            <li key={place.key}>
              <PlaceLink place={place} account={account} className={styles['place']} />
            </li>
          ))}
        </ul>
        {chart ? null : <Collapse collapsed={collapsed} onToggle={() => setCollapsed(!collapsed)} />}
      </nav>
      <main className={styles['main']} id="main" tabIndex={-1}>
        {children}
      </main>
      <BottomBar account={account} onSearch={() => setPalette(true)} onSignOut={onSignOut} onRole={onRole} />
      <CommandPalette account={account} opened={palette} onClose={() => setPalette(false)} onSignOut={onSignOut} />
      <ToastPlace />
    </div>
  );
}

function PlaceLink({ place, account, className }: { place: Place; account: Account; className: string | undefined }) {
  const Icon = place.icon;
  const isAnothers = place.key === 'record' && account.patientName;
  const word = isAnothers ? t('shell.forSomebody', { name: isAnothers }) : t(`place.${place.key}`);
  return (
    <Link
      to={place.to}
      className={className}
      activeOptions={{ exact: place.to === '/' }}
      activeProps={{ 'data-here': true, 'aria-current': 'page' }}
    >
      <Icon size={20} stroke={1.75} aria-hidden="true" />
      <span className={styles['placeWord']}>{word}</span>
    </Link>
  );
}

function Collapse({ collapsed, onToggle }: { collapsed: boolean; onToggle: () => void }) {
  const Icon = collapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <button type="button" className={styles['collapse']} onClick={onToggle}>
      <Icon size={18} stroke={1.75} aria-hidden="true" />
      <span className={styles['placeWord']}>{collapsed ? t('shell.expand') : t('shell.collapse')}</span>
    </button>
  );
}

function BottomBar({
  account,
  onSearch,
  onSignOut,
  onRole,
}: Pick<AppShellProps, 'account' | 'onSignOut' | 'onRole'> & { onSearch: () => void }) {
  return (
    <nav className={styles['bottom']} aria-label={t('shell.places')}>
      {placesFor(account).map((place) => (
        <PlaceLink key={place.key} place={place} account={account} className={styles['below']} />
      ))}
      <button type="button" className={styles['below']} onClick={onSearch}>
        <IconSearch size={20} stroke={1.75} aria-hidden="true" />
        <span className={styles['placeWord']}>{t('place.search')}</span>
      </button>
      <AccountMenu account={account} onSignOut={onSignOut} onRole={onRole} below />
    </nav>
  );
}

/** The mark: one line through two places. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="3"
      strokeLinecap="round"
    >
      <path d="M2 22h5M14 22c5 0 2.5-12 7.5-12M28.5 10H30" />
      <circle cx="10.5" cy="22" r="3.5" />
      <circle cx="25" cy="10" r="3.5" />
    </svg>
  );
}

function isMac(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
}
