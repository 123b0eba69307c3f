/** What is missing or wrong in a consent, by the field that it is said beside. */
import type { ApiIssue } from '../api/client.ts';
import { t } from './messages.ts';
import type { Terms } from './terms.ts';

export type Faults = Partial<
  Record<'people' | 'roles' | 'what' | 'purposes' | 'until' | 'discloser' | 'signature' | 'other', string>
>;

/** What only the sheet can know: the rest the server says (`faultsOf`). */
export function faultsIn(terms: Terms, signer: string): Faults {
  const { act, who, people, roles, everything, labels, kinds, from, until, signature } = terms;
  const isSomething = everything || labels.length + kinds.length > 0;
  const isAboutAll = act === 'limit' && who === 'all' && people.length === 0;
  return {
    ...(who === 'named' && people.length === 0 ? { people: t('error.people') } : {}),
    ...(who === 'roles' && roles.length === 0 ? { roles: t('error.roles') } : {}),
    ...(isSomething || isAboutAll ? {} : { what: t('error.what') }),
    ...(from && until && until < from ? { until: t('error.order') } : {}),
    ...(isName(signature, signer) ? {} : { signature: t('error.signature', { name: signer }) }),
  };
}

function isName(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
  return plain(typed) === plain(name);
}

const FIELDS: [expression: string, field: keyof Faults, message: () => string][] = [
  ['Consent.organization', 'discloser', () => t('error.discloser')],
  ['Consent.provision.actor', 'people', () => t('error.people')],
  ['Consent.provision.purpose', 'purposes', () => t('error.purposes')],
  ['Consent.provision.period', 'until', () => t('error.until')],
];

/** What the server named, beside the fields; in its own words where no field is known for it. */
export function faultsOf(issues: readonly ApiIssue[]): Faults {
  const faults: Faults = {};
  for (const { field = '', detail } of issues) {
    const [, name, message] = FIELDS.find(([expression]) => field.startsWith(expression)) ?? [];
    if (name && message) faults[name] = message();
    else if (detail) faults.other = detail;
  }
  return faults;
}
