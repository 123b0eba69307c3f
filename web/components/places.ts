/** The places of the house that stand so far, and who has them. A place that is not built is not shown. */
import {
  IconApps,
  IconBuildingHospital,
  IconClipboardHeart,
  IconClipboardList,
  IconHome,
  IconShieldLock,
  IconTestPipe,
  IconUserShield,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { CARE_ROLES } from '../../src/base/caller.ts';
import type { Account } from '../api/model.ts';

export type Place = {
  key: 'home' | 'patients' | 'results' | 'orders' | 'record' | 'consent' | 'directory' | 'admin' | 'apps' | 'oversight';
  to: string;
  icon: Icon;
};

const HOME: Place = { key: 'home', to: '/', icon: IconHome };
const PATIENTS: Place = { key: 'patients', to: '/patients', icon: IconUsers };
const RESULTS: Place = { key: 'results', to: '/results', icon: IconTestPipe };
const CONSENT: Place = { key: 'consent', to: '/who-may-look', icon: IconShieldLock };
const ORDERS: Place = { key: 'orders', to: '/orders', icon: IconClipboardList };
const DIRECTORY: Place = { key: 'directory', to: '/directory', icon: IconBuildingHospital };
const APPS: Place = { key: 'apps', to: '/admin/apps', icon: IconApps };

const ADMIN: Place = { key: 'admin', to: '/admin/accounts', icon: IconUserShield };

/** Who orders tests, or answers for what they say. */
const LOOKS_AT_RESULTS: ReadonlySet<string> = new Set([
  'physician',
  'nurse-practitioner',
  'psychiatrist',
  'pharmacist',
  'nurse',
  'transitional-care-nurse',
  'behavioral-care-manager',
]);

/** The places of an account, in the order of the rail. */
export function placesFor(account: Pick<Account, 'role' | 'patient'>): Place[] {
  if (account.role === 'patient') {
    const id = account.patient?.split('/').at(-1);
    const record: Place[] = id ? [{ key: 'record', to: `/patients/${id}/summary`, icon: IconClipboardHeart }] : [];
    return [HOME, ...record, ...(id ? [CONSENT] : [])];
  }
  const own = account.role === 'administrator' ? [ADMIN, APPS] : [];
  return [
    HOME,
    PATIENTS,
    ...(LOOKS_AT_RESULTS.has(account.role) ? [RESULTS] : []),
    ...(CARE_ROLES.some((role) => role === account.role) ? [ORDERS] : []),
    DIRECTORY,
    ...own,
    ...oversight(account.role),
  ];
}

function oversight(role: string): Place[] {
  const [first] = oversightPages(role);
  return first ? [{ key: 'oversight', to: `/admin/${first}`, icon: IconShieldLock }] : [];
}

/** The pages of those who answer for access, the first of them first. */
export function oversightPages(role: string): readonly ('emergencies' | 'access' | 'policies')[] {
  if (role === 'privacy-officer') return ['emergencies', 'access', 'policies'];
  return role === 'administrator' ? ['policies'] : [];
}
