import { sayError } from '../account/say-error.ts';
import { isApiError } from '../api/client.ts';
import { en } from './messages-en.ts';
import { t } from './messages.ts';

/** What went wrong with an account, in the reader's language. */
export function sayReason(error: unknown): string {
  const key = isApiError(error) && error.reason ? `reason.${error.reason}` : '';
  return key in en ? t(key as 'reason.own-account') : sayError(error);
}
