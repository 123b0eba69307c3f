/** As what one acts, where, and the change to something else that one is. */
import { Menu } from '@mantine/core';
import { IconChevronDown, IconMapPin, IconUser } from '@tabler/icons-react';
import type { Account, Assignment } from '../api/model.ts';
import { t } from '../messages/index.ts';
import styles from './app-shell.module.css';

type RoleProps = { account: Account; onRole?: ((assignment: string) => void) | undefined };

/** What one acts as, in a line; of who acts for another, whose record it is. */
export function sayRole(one: Pick<Account, 'roleName' | 'site' | 'patientName'>): string {
  if (one.patientName) return t('shell.forSomebody', { name: one.patientName });
  return [one.roleName, one.site?.name].filter(Boolean).join(' · ');
}

function sayChoice({ roleName, site, patient }: Assignment): string {
  return sayRole({ roleName, ...(site ? { site } : {}), ...(patient ? { patientName: patient.name } : {}) });
}

/** What else one is, within a menu. */
export function RoleChoice({ account, onRole }: RoleProps) {
  const { assignments, assignment } = account;
  if (!assignments || !assignment || !onRole) return null;
  return (
    <>
      <Menu.Label>{t('shell.actingAs')}</Menu.Label>
      <Menu.RadioGroup value={assignment} onChange={(id) => id !== assignment && onRole(id)}>
        {assignments.map((one) => (
          <Menu.RadioItem key={one.id} value={one.id}>
            {sayChoice(one)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

/** In the top bar: the site, and, for who is several things, a menu of them. */
export function RoleMenu({ account, onRole }: RoleProps) {
  const Icon = account.patientName ? IconUser : IconMapPin;
  if (!account.assignments || !onRole) {
    const text = account.patientName ? sayRole(account) : account.site?.name;
    return text ? (
      <span className={styles['site']}>
        <Icon size={14} aria-hidden="true" />
        <span>{text}</span>
      </span>
    ) : null;
  }
  return (
    <Menu position="bottom-end" width={320} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={styles['site']}>
          <Icon size={14} aria-hidden="true" />
          <span>
            <span className="tl-hidden">{t('shell.actingAs')} </span>
            {sayRole(account)}
          </span>
          <IconChevronDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <RoleChoice account={account} onRole={onRole} />
      </Menu.Dropdown>
    </Menu>
  );
}
