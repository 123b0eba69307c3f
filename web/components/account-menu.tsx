import { Menu } from '@mantine/core';
import { IconApps, IconLogout, IconUserCog } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Account } from '../api/model.ts';
import { LANGUAGES, setLanguage, useLanguage } from '../lib/locale.ts';
import { t } from '../messages/index.ts';
import styles from './app-shell.module.css';
import { PersonFace } from './person-face.tsx';
import { RoleChoice } from './role-menu.tsx';
import { THEMES, useTheme, type Theme } from './use-theme.ts';

/** In its own tongue, so that whoever needs it can read it. */
const LANGUAGE_NAMES = { en: 'English', es: 'Español' } as const;

/** Who is signed in, how the screen looks and speaks, and the way out. */
export function AccountMenu({
  account,
  onSignOut,
  onRole,
  below = false,
}: {
  account: Account;
  onSignOut: () => void;
  onRole?: ((assignment: string) => void) | undefined;
  below?: boolean;
}) {
  const { theme, setTheme } = useTheme();
  const spoken = useLanguage();
  return (
    <Menu position={below ? 'top-end' : 'bottom-end'} width={240} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={below ? styles['below'] : styles['account']}>
          <span aria-hidden="true">
            <PersonFace name={account.name} size={below ? 20 : 24} />
          </span>
          <span className={below ? styles['placeWord'] : styles['accountName']}>
            {below ? t('place.account') : account.name}
          </span>
          {below ? null : <span className="tl-hidden">, {t('place.account')}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles['whoami']}>
          <div className="tl-strong">{account.name}</div>
          <div className="tl-label">{[account.roleName, account.site?.name].filter(Boolean).join(' · ')}</div>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCog size={16} aria-hidden="true" />}>
          {t('shell.myAccount')}
        </Menu.Item>
        <Menu.Item component={Link} to="/apps" leftSection={<IconApps size={16} aria-hidden="true" />}>
          {t('shell.apps')}
        </Menu.Item>
        <RoleChoice account={account} onRole={onRole} />
        <Menu.Divider />
        <Menu.Label>{t('shell.theme')}</Menu.Label>
        <Menu.RadioGroup value={theme} onChange={(value) => setTheme(value as Theme)}>
          {THEMES.map((choice) => (
            <Menu.RadioItem key={choice} value={choice} closeMenuOnClick={false}>
              {t(`shell.theme.${choice}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label>{t('shell.language')}</Menu.Label>
        <Menu.RadioGroup value={spoken} onChange={(value) => setLanguage(value === 'es' ? 'es' : 'en')}>
          {LANGUAGES.map((choice) => (
            <Menu.RadioItem key={choice} value={choice}>
              <span lang={choice}>{LANGUAGE_NAMES[choice]}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={onSignOut}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
