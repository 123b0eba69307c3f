import { Button } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { t as account } from '../account/messages.ts';
import { RecoveryCodes } from '../account/recovery-codes.tsx';
import { isOver, sayError } from '../account/say-error.ts';
import { StepForm, titleOf } from '../account/sign-in-steps.tsx';
import type { Act } from '../account/use-act.ts';
import { currentStep, hasPasskeys, signIn, signInByPasskey, type Entered, type Step } from '../api/accounts.ts';
import { isApiError } from '../api/client.ts';
import { meQuery, signOut } from '../api/queries.ts';
import { Mark } from '../components/app-shell.tsx';
import { FieldError, Form, PasswordField, TextField } from '../components/field.tsx';
import { useTitle } from '../components/page.tsx';
import { ToastPlace } from '../components/undo-toast.tsx';
import { LANGUAGES, setLanguage, useLanguage } from '../lib/locale.ts';
import { t } from '../messages/index.ts';
import styles from './sign-in.module.css';

const route = getRouteApi('/sign-in');

type Errors = { username?: string; password?: string; form?: string };

/** The front door: name and password, and what comes after them. */
export function SignInPage() {
  const { from } = route.useSearch();
  const entry = useEntry(from ?? '/');
  const { step, codes } = entry;
  const title = codes ? account('codes.title') : step ? titleOf(step) : t('signIn.title');
  useTitle(title);
  return (
    <Door>
      <div key={title}>
        <h1 tabIndex={-1}>{title}</h1>
        {step && !codes ? (
          <p className="tl-muted">{account('step.hello', { name: step.name })}</p>
        ) : (
          <p className="tl-muted">{codes ? null : from ? t('signIn.again') : t('signIn.lead')}</p>
        )}
      </div>
      {codes ? <RecoveryCodes codes={codes} onKept={entry.keepCodes} /> : null}
      {step && !codes ? (
        <>
          <StepForm key={step.kind} step={step} enter={entry.enter} />
          <div>
            <Button variant="subtle" size="compact-sm" onClick={entry.startAgain} className={styles['again'] ?? ''}>
              {account('step.again')}
            </Button>
          </div>
        </>
      ) : null}
      {step || codes ? null : <First said={entry.said} onEntered={entry.arrive} />}
    </Door>
  );
}

function Door({ children }: { children: ReactNode }) {
  return (
    <main className={styles['door']} id="main">
      <div className={styles['inside']}>
        <div className={styles['brand']}>
          <Mark size={32} />
          <span>{t('app.name')}</span>
        </div>
        {children}
      </div>
      <Languages />
      <ToastPlace />
    </main>
  );
}

/** Where the sign-in stands, also for a page that was loaded again, and where it leads in the end. */
function useEntry(to: string) {
  const client = useQueryClient();
  const router = useRouter();
  const begun = useQuery({ queryKey: ['sign-in', 'step'], queryFn: beganBefore, staleTime: Infinity, gcTime: 0 });
  const [moved, setMoved] = useState<Entered>();
  const [said, setSaid] = useState<string>();
  const [kept, setKept] = useState(false);
  const finish = async (entered: Entered) => {
    if (!entered.account) return;
    client.clear();
    client.setQueryData(meQuery.queryKey, entered.account);
    await router.navigate({ href: to, replace: true });
  };
  const arrive = async (entered: Entered) => {
    setSaid(undefined);
    setKept(false);
    if (!entered.recoveryCodes) await finish(entered);
    if (!entered.account || entered.recoveryCodes) setMoved(entered);
  };
  const startAgain = (why?: string) => {
    setSaid(why);
    setMoved({});
    void signOut().catch(() => undefined);
  };
  const enter = (work: () => Promise<Entered>, act: Act) =>
    act.run(
      async () => arrive(await work()),
      (error) => {
        if (isOver(error)) startAgain(sayError(error));
        return isOver(error);
      },
    );
  const step: Step | null | undefined = moved ? moved.step : begun.data;
  return {
    step: step ?? null,
    codes: kept ? undefined : moved?.recoveryCodes,
    said,
    arrive,
    enter,
    startAgain: () => startAgain(),
    keepCodes: () => {
      setKept(true);
      if (moved) void finish(moved);
    },
  };
}

/** A server that is away is told of when the form is sent. */
function beganBefore(): Promise<Step | null> {
  return currentStep().catch(() => null);
}

/** The first thing shown: name and password, or a passkey alone. */
function First({ said, onEntered }: { said: string | undefined; onEntered: (entered: Entered) => Promise<void> }) {
  const form = useSignIn(onEntered);
  useEffect(() => focusField('username'), []);
  const wrong = form.errors.form ?? said;
  return (
    <div className={styles['first']}>
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
          {wrong ? <FieldError text={wrong} /> : null}
        </div>
      </Form>
      {hasPasskeys() ? (
        <>
          <p className={styles['or']}>{account('step.or')}</p>
          <Button
            variant="default"
            fullWidth
            size="md"
            leftSection={<IconFingerprint size={18} aria-hidden="true" />}
            onClick={form.byPasskey}
            aria-disabled={form.busy}
          >
            {account('step.byPasskey')}
          </Button>
        </>
      ) : null}
    </div>
  );
}

function useSignIn(onEntered: (entered: Entered) => Promise<void>) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  const refuse = (next: Errors) => {
    setErrors(next);
    const field = next.username ? 'username' : 'password';
    focusField(field);
  };
  const enter = async (work: () => Promise<Entered>, errorsOf: (error: unknown) => Errors) => {
    if (busy) return;
    setErrors({});
    setBusy(true);
    try {
      await onEntered(await work());
    } catch (error) {
      refuse(errorsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const send = () => {
    const missing: Errors = {
      ...(username.trim() ? {} : { username: t('signIn.needUsername') }),
      ...(password ? {} : { password: t('signIn.needPassword') }),
    };
    if (missing.username ?? missing.password) return refuse(missing);
    void enter(() => signIn(username.trim(), password), errorsFor);
  };
  const byPasskey = () => void enter(signInByPasskey, (error) => ({ form: sayError(error) }));
  return { username, setUsername, password, setPassword, errors, busy, send, byPasskey };
}

/** Plain focus, so that the browser's own filling of passwords is not disturbed. */
function focusField(name: 'username' | 'password'): void {
  document.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus();
}

function errorsFor(error: unknown): Errors {
  if (isApiError(error) && error.kind === 'signed-out') return { password: t('signIn.wrong') };
  return { form: sayError(error) };
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
