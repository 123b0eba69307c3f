import type { ManagedAccount } from '../api/accounts.ts';
import { t } from './messages.ts';

/** What an account can show besides its password. */
export function sayFactors({ totp, passkeys }: Pick<ManagedAccount, 'totp' | 'passkeys'>): string {
  const held = [
    ...(totp ? [t('factor.app')] : []),
    ...(passkeys > 0 ? [t('factor.passkeys', { count: passkeys })] : []),
  ];
  return held.join(', ') || t('factor.none');
}
