import { isApiError } from '../api/client.ts';
import { wordsFor } from '../components/error-state.tsx';
import { saySpan } from '../lib/dates.ts';
import { t as shell } from '../messages/index.ts';
import { sayIfKnown, t } from './messages.ts';

/** True for a sign-in that took too long, or was gone on with elsewhere. */
export function isOver(error: unknown): boolean {
  return isApiError(error) && (error.reason === 'step-over' || error.reason === 'begin-again');
}

/** True where one must say again who one is. */
export function asksWho(error: unknown): boolean {
  return isApiError(error) && error.reason === 'confirm-first';
}

/** What went wrong, in one or two sentences of the reader's language. */
export function sayError(error: unknown): string {
  if (isApiError(error)) {
    const known = error.reason ? sayIfKnown(`reason.${error.reason}`) : undefined;
    if (known) return known;
    if (error.kind === 'throttled') {
      const seconds = error.retryAfterSeconds;
      return seconds
        ? shell('signIn.throttled', { span: saySpan(Math.max(seconds, 60) * 1000) })
        : shell('signIn.throttledSoon');
    }
    const words = wordsFor(error);
    return `${words.title}. ${words.detail}`;
  }
  // A browser's own word for: the person closed its dialog, or let it go by.
  if (error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError')) {
    return t('reason.passkey-cancelled');
  }
  if (error instanceof Error && error.name === 'InvalidStateError') return t('reason.passkey-known');
  return t('reason.common');
}
