import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { isApiError } from '../api/client.ts';
import { meQuery, signIn } from '../api/queries.ts';
import { Mark } from '../components/app-shell.tsx';
import { wordsFor } from '../components/error-state.tsx';
import { FieldError, Form, PasswordField, TextField } from '../components/field.tsx';
import { useTitle } from '../components/page.tsx';
import { saySpan } from '../lib/dates.ts';
import { LANGUAGES, setLanguage, useLanguage } from '../lib/locale.ts';
import { t } from '../messages/index.ts';
import styles from './sign-in.module.css';

const route = getRouteApi('/sign-in');

type Errors = { username?: string; password?: string; form?: string };

/** The front door. */
export function SignInPage() {
  useTitle(t('signIn.title'));
  const { from } = route.useSearch();
  const form = useSignIn(from ?? '/');
  useEffect(() => focusField('username'), []);
  return (
    <main className={styles['door']} id="main">
      <div className={styles['inside']}>
        <div className={styles['brand']}>
          <Mark size={32} />
          <span>{t('app.name')}</span>
        </div>
        <div>
          <h1 tabIndex={-1}>{t('signIn.title')}</h1>
          <p className="tl-muted">{from ? t('signIn.again') : t('signIn.lead')}</p>
        </div>
        <div>
          <Form
            label={t('signIn.title')}
            onSubmit={form.send}
            acts={
              <Button type="submit" fullWidth size="md" aria-disabled={form.busy}>
                {form.busy ? t('signIn.busy') : t('signIn.act')}
              </Button>
            }
          >
            <TextField
              name="username"
              label={t('signIn.username')}
              value={form.username}
              onChange={form.setUsername}
              error={form.errors.username}
              autoComplete="username"
            />
            <PasswordField
              name="password"
              label={t('signIn.password')}
              value={form.password}
              onChange={form.setPassword}
              error={form.errors.password}
              autoComplete="current-password"
            />
            <div role="alert" className={styles['alert']}>
              {form.errors.form ? <FieldError text={form.errors.form} /> : null}
            </div>
          </Form>
        </div>
      </div>
      <Languages />
    </main>
  );
}

function useSignIn(to: string) {
  const client = useQueryClient();
  const router = useRouter();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  const refuse = (next: Errors) => {
    setErrors(next);
    const field = next.username ? 'username' : 'password';
    focusField(field);
  };
  const send = async () => {
    if (busy) return;
    const missing: Errors = {
      ...(username.trim() ? {} : { username: t('signIn.needUsername') }),
      ...(password ? {} : { password: t('signIn.needPassword') }),
    };
    if (missing.username ?? missing.password) return refuse(missing);
    setErrors({});
    setBusy(true);
    try {
      client.setQueryData(meQuery.queryKey, await signIn(username.trim(), password));
      await router.navigate({ href: to, replace: true });
    } catch (error) {
      refuse(errorsFor(error));
    } finally {
      setBusy(false);
    }
  };
  return { username, setUsername, password, setPassword, errors, busy, send: () => void send() };
}

/** Plain focus, so that the browser's own filling of passwords is not disturbed. */
function focusField(name: 'username' | 'password'): void {
  document.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus();
}

function errorsFor(error: unknown): Errors {
  if (isApiError(error) && error.kind === 'signed-out') return { password: t('signIn.wrong') };
  if (isApiError(error) && error.kind === 'throttled') {
    const seconds = error.retryAfterSeconds;
    return {
      form: seconds
        ? t('signIn.throttled', { span: saySpan(Math.max(seconds, 60) * 1000) })
        : t('signIn.throttledSoon'),
    };
  }
  const words = wordsFor(error);
  return { form: `${words.title}. ${words.detail}` };
}

const NAMES = { en: 'English', es: 'Español' } as const;

function Languages() {
  const spoken = useLanguage();
  return (
    <fieldset className={styles['languages']}>
      <legend className="tl-hidden">{t('shell.language')}</legend>
      {LANGUAGES.map((choice) => (
        <button
          key={choice}
          type="button"
          lang={choice}
          className={styles['language']}
          aria-pressed={spoken === choice}
          onClick={() => setLanguage(choice)}
        >
          {NAMES[choice]}
        </button>
      ))}
    </fieldset>
  );
}
