/** Where an app waits to be let in: whose record, what it may do, yes or no. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { isApiError } from '../api/client.ts';
import type { Account } from '../api/model.ts';
import { Mark } from '../components/app-shell.tsx';
import { ErrorState, wordsFor } from '../components/error-state.tsx';
import { FieldError, SelectField, SwitchField } from '../components/field.tsx';
import { useTitle } from '../components/page.tsx';
import { sayBirthDate, sayExact } from '../lib/dates.ts';
import { t as shell } from '../messages/index.ts';
import { allowApp, denyApp, stepQuery, visitsQuery, type Step } from './api.ts';
import styles from './authorize.module.css';
import { t } from './messages.ts';
import { PatientChoice } from './patient-choice.tsx';
import { partsOf } from './scope-words.ts';

const route = getRouteApi('/authorize/$uid');

/** See above. */
export function AuthorizePage() {
  const { uid } = route.useParams();
  const { account } = route.useRouteContext();
  const step = useQuery({ ...stepQuery(uid), retry: false });
  useSignInAgain(step.error);
  if (step.isError) return <Refused error={step.error} onRetry={() => void step.refetch()} />;
  if (!step.data) return <Waiting title={t('ask.loading')} />;
  if (step.data.remembered) return <GoOn uid={uid} step={step.data} scopes={step.data.remembered} />;
  return <Ask uid={uid} step={step.data} account={account} />;
}

/** A session that ended, or that the app finds too old, is begun anew; one comes back here. */
function useSignInAgain(error: unknown): void {
  const router = useRouter();
  const isOut = isApiError(error) && error.kind === 'signed-out';
  useEffect(() => {
    if (isOut) void router.navigate({ to: '/sign-in', search: { from: router.state.location.href }, replace: true });
  }, [isOut, router]);
}

/** The bare page that all of this stands on. */
export function Door({ title, children }: { title: string; children?: ReactNode }) {
  useTitle(title);
  return (
    <main className={styles['door']} id="main">
      <div className={styles['inside']}>
        <div className={styles['brand']}>
          <Mark size={32} />
          <span>{shell('app.name')}</span>
        </div>
        {children}
      </div>
    </main>
  );
}

function Waiting({ title }: { title: string }) {
  return (
    <Door title={title}>
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <p className="tl-muted" role="status">
          {t('ask.working')}
        </p>
      </div>
    </Door>
  );
}

function Refused({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const kind = isApiError(error) ? error.kind : 'server';
  if (kind === 'signed-out') return <Waiting title={t('ask.loading')} />;
  const words = kind === 'gone' ? t('failed.over') : kind === 'not-permitted' ? t('failed.notYours') : undefined;
  return (
    <Door title={t('failed.title')}>
      <div>
        <h1 tabIndex={-1}>{t('failed.title')}</h1>
        {words ? <p className={styles['lead']}>{words}</p> : null}
      </div>
      {words ? null : <ErrorState error={error} onRetry={onRetry} />}
    </Door>
  );
}

/** What was allowed before holds: on at once. */
function GoOn({ uid, step, scopes }: { uid: string; step: Step; scopes: string[] }) {
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    allowApp(uid, { scopes })
      .then((location) => window.location.replace(location))
      .catch(setError);
  }, [uid, scopes]);
  useSignInAgain(error);
  if (error !== undefined) return <Refused error={error} onRetry={() => window.location.reload()} />;
  return <Waiting title={t('ask.opening', { app: step.app.name })} />;
}

type AskProps = { uid: string; step: Step; account: Account };
type Person = NonNullable<Step['patient']>;

function titleOf(step: Step, account: Account): string {
  const app = step.app.name;
  if (!step.patient && !step.picks) return t('ask.titleSignIn', { app });
  return account.role === 'patient' ? t('ask.title', { app }) : t('ask.titleStaff', { app });
}

function Ask({ uid, step, account }: AskProps) {
  const [patient, setPatient] = useState<Person | undefined>(step.patient);
  const title = titleOf(step, account);
  const needsPatient = step.picks && !patient;
  return (
    <Door title={title}>
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <p className={`tl-muted ${styles['lead']}`}>
          {needsPatient ? t('ask.chooseLead', { app: step.app.name }) : t('ask.lead')}
        </p>
      </div>
      {needsPatient ? (
        <>
          <PatientChoice
            onPick={({ id, name, birthDate }) => setPatient({ id, name, ...(birthDate ? { birthDate } : {}) })}
          />
          <Deny uid={uid} />
        </>
      ) : (
        <>
          {patient ? <Whose patient={patient} onOther={step.picks ? () => setPatient(undefined) : undefined} /> : null}
          <Terms uid={uid} step={step} account={account} patient={patient} />
        </>
      )}
    </Door>
  );
}

function Whose({ patient, onOther }: { patient: Person; onOther: (() => void) | undefined }) {
  return (
    <div className={styles['who']}>
      <p>
        <span className="tl-strong">{t('ask.patient', { name: patient.name })}</span>
        {patient.birthDate ? (
          <span className="tl-muted">, {t('ask.born', { date: sayBirthDate(patient.birthDate) })}</span>
        ) : null}
      </p>
      {onOther ? (
        <Button variant="default" size="xs" onClick={onOther}>
          {t('ask.otherPatient')}
        </Button>
      ) : null}
    </div>
  );
}

/** What may be unticked, and the two answers. */
function Terms({ uid, step, account, patient }: AskProps & { patient: Person | undefined }) {
  const parts = partsOf(step.scopes);
  const [kept, setKept] = useState<readonly string[]>(parts.map((part) => part.key));
  const [visit, setVisit] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const keep = (key: string, isKept: boolean) => setKept(isKept ? [...kept, key] : kept.filter((one) => one !== key));
  const allow = () => {
    const scopes = parts.filter((part) => kept.includes(part.key)).flatMap((part) => part.scopes);
    if (!scopes.some((scope) => scope.includes('/') || scope === 'openid')) return setError(t('ask.nothing'));
    setBusy(true);
    setError(undefined);
    allowApp(uid, { scopes, ...(patient ? { patient: patient.id } : {}), ...(visit ? { encounter: visit } : {}) })
      .then((location) => window.location.assign(location))
      .catch((failure: unknown) => {
        setBusy(false);
        const words = wordsFor(failure);
        setError(`${words.title}. ${words.detail}`);
      });
  };
  return (
    <>
      <section className={styles['group']} aria-labelledby="may">
        <h2 id="may">{t('ask.may')}</h2>
        <ul className={styles['parts']}>
          {parts.map((part) => (
            <li key={part.key}>
              <SwitchField
                label={part.label}
                {...(part.help ? { help: part.help } : {})}
                checked={kept.includes(part.key)}
                onChange={(isKept) => keep(part.key, isKept)}
              />
            </li>
          ))}
        </ul>
      </section>
      {step.picksEncounter && patient ? <Visits uid={uid} patient={patient} value={visit} onChange={setVisit} /> : null}
      <div className={styles['group']}>
        <div role="alert" className={styles['alert']}>
          {error ? <FieldError text={error} /> : null}
        </div>
        <div className={styles['acts']}>
          <Button onClick={allow} aria-disabled={busy}>
            {t('ask.allow')}
          </Button>
          <Deny uid={uid} />
        </div>
      </div>
      <div className={`tl-muted ${styles['foot']}`}>
        <p>{t('ask.returns', { host: step.returnsTo })}</p>
        <p>{t('ask.as', { name: account.name })}</p>
      </div>
    </>
  );
}

function Deny({ uid }: { uid: string }) {
  const [error, setError] = useState<string>();
  const deny = () => {
    denyApp(uid)
      .then((location) => window.location.assign(location))
      .catch((failure: unknown) => setError(wordsFor(failure).title));
  };
  return (
    <div>
      <Button variant="default" onClick={deny}>
        {t('ask.deny')}
      </Button>
      {error ? <FieldError text={error} /> : null}
    </div>
  );
}

type VisitsProps = { uid: string; patient: Person; value: string; onChange: (visit: string) => void };

function Visits({ uid, patient, value, onChange }: VisitsProps) {
  const visits = useQuery(visitsQuery(uid, patient.id)).data ?? [];
  const choices = visits.map(({ id, title, at }) => ({
    value: id,
    label: [at ? sayExact(at) : '', title].filter(Boolean).join(' · ') || id,
  }));
  return (
    <SelectField
      label={t('ask.visit')}
      value={value}
      onChange={onChange}
      choices={[{ value: '', label: t('ask.noVisit') }, ...choices]}
    />
  );
}
