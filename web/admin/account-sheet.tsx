/** One account, as an administrator keeps it: its roles, what it signs in with, its sessions, and closing it. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import styles from '../account/account.module.css';
import { SessionLine } from '../account/sessions-panel.tsx';
import { useAct, type Act } from '../account/use-act.ts';
import { manage, managedQuery, type ManagedAccount, type OneTimePassword } from '../api/accounts.ts';
import type { Assignment } from '../api/model.ts';
import { directoryQuery } from '../api/queries.ts';
import { ErrorState } from '../components/error-state.tsx';
import { FieldError, Form } from '../components/field.tsx';
import { Sheet } from '../components/sheet.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayDate, sayDay } from '../lib/dates.ts';
import { AssignmentFields, NO_ASSIGNMENT, askedFor, missingOf } from './assignment-fields.tsx';
import { sayFactors } from './account-words.ts';
import { sayRole, t } from './messages.ts';
import { OneTime } from './one-time.tsx';
import { sayReason } from './say-reason.ts';

/** Does an act and brings what is shown up to date. */
type Do = (work: () => Promise<void>, said?: string) => void;

/** See above. */
export function AccountSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const account = useQuery({ ...managedQuery(id ?? ''), enabled: id !== undefined });
  return (
    <Sheet opened={id !== undefined} onClose={onClose} title={account.data?.name ?? t('list.title')} width="wide">
      {account.isPending ? <Skeleton lines={8} height={24} /> : null}
      {account.isError ? <ErrorState error={account.error} onRetry={() => void account.refetch()} /> : null}
      {account.data ? <Inside key={account.data.id} account={account.data} /> : null}
    </Sheet>
  );
}

function Inside({ account }: { account: ManagedAccount }) {
  const client = useQueryClient();
  const act = useAct();
  const [oneTime, setOneTime] = useState<OneTimePassword>();
  const [wrong, setWrong] = useState('');
  const doIt: Do = (work, said) => {
    setWrong('');
    act.run(
      async () => {
        await work();
        if (said) showToast(said);
        await client.invalidateQueries({ queryKey: ['accounts'] });
      },
      (error) => {
        setWrong(sayReason(error));
        return true;
      },
    );
  };
  const reset = () => doIt(async () => setOneTime(await manage.resetPassword(account.id)));
  return (
    <div className={styles['stack']}>
      <p className="tl-muted">
        {t('account.username', { username: account.username })}{' '}
        {account.disabled ? (
          <StateChip state="act">{t('account.closedSince', { when: sayDate(account.disabled) })}</StateChip>
        ) : null}
      </p>
      <div role="alert">{wrong ? <FieldError text={wrong} /> : null}</div>
      {oneTime ? <OneTime name={account.name} oneTime={oneTime} onDone={() => setOneTime(undefined)} /> : null}
      <Roles account={account} doIt={doIt} act={act} />
      <SigningIn account={account} doIt={doIt} onReset={reset} />
      <Sessions account={account} doIt={doIt} />
      <Closing account={account} doIt={doIt} />
    </div>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      <div className={styles['block']}>{children}</div>
    </section>
  );
}

function isOver({ until }: Assignment): boolean {
  return until !== undefined && new Date(until) <= new Date();
}

/** An assignment in a line, with whose record it is for. */
function sayWhat({ role, site, patient, proxy }: Assignment): string {
  const where = patient ? (proxy ? t('account.by', { name: patient.name }) : patient.name) : site?.name;
  return [sayRole(role), where].filter(Boolean).join(' · ');
}

function sayTime(assignment: Assignment): string {
  const { from, until } = assignment;
  if (until && isOver(assignment)) return t('account.over', { when: sayDate(until) });
  const begins = t('account.from', { when: sayDay(from) });
  return until ? `${begins} ${t('account.until', { when: sayDate(until) })}` : begins;
}

function Roles({ account, doIt, act }: { account: ManagedAccount; doIt: Do; act: Act }) {
  const [adding, setAdding] = useState(false);
  const inForce = account.assignments.filter((one) => !isOver(one));
  const over = account.assignments.filter(isOver);
  return (
    <Block title={t('account.roles')}>
      {inForce.length === 0 ? <p className="tl-muted">{t('account.noRoles')}</p> : null}
      <ul className={styles['rows']}>
        {[...inForce, ...over].map((one) => (
          <li key={one.id} className={styles['line']}>
            <div>
              <div className={isOver(one) ? 'tl-muted' : undefined}>{sayWhat(one)}</div>
              <div className="tl-label">{sayTime(one)}</div>
            </div>
            {isOver(one) ? null : (
              <Button
                variant="default"
                size="compact-md"
                aria-label={t('account.endRoleNamed', { role: sayWhat(one) })}
                onClick={() => doIt(() => manage.endAssignment(account.id, one.id, null), t('account.roleEnded'))}
              >
                {t('account.endRole')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {adding ? (
        <AddRole account={account} act={act} doIt={doIt} onDone={() => setAdding(false)} />
      ) : (
        <div>
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('account.addRole')}
          </Button>
        </div>
      )}
    </Block>
  );
}

function AddRole({ account, act, doIt, onDone }: { account: ManagedAccount; act: Act; doIt: Do; onDone: () => void }) {
  const directory = useQuery(directoryQuery);
  const [draft, setDraft] = useState(NO_ASSIGNMENT);
  const [errors, setErrors] = useState<{ role?: string; patient?: string }>({});
  const send = () => {
    const missing = missingOf(draft);
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    doIt(async () => {
      await manage.assign(account.id, askedFor(draft, directory.data, account.practitioner));
      onDone();
    }, t('account.roleAdded'));
  };
  return (
    <Form
      label={t('account.addRole')}
      onSubmit={send}
      acts={
        <Button type="submit" aria-disabled={act.busy}>
          {t('role.add')}
        </Button>
      }
    >
      <AssignmentFields draft={draft} onChange={setDraft} errors={errors} />
    </Form>
  );
}

function Deed({ title, now, act, onAct }: { title: string; now: string; act: string; onAct: () => void }) {
  return (
    <div className={styles['line']}>
      <div>
        <div>{title}</div>
        <div className="tl-label">{now}</div>
      </div>
      <Button variant="default" size="compact-md" onClick={onAct}>
        {act}
      </Button>
    </div>
  );
}

function SigningIn({ account, doIt, onReset }: { account: ManagedAccount; doIt: Do; onReset: () => void }) {
  const { id, name } = account;
  const hasFactor = account.totp || account.passkeys > 0;
  return (
    <Block title={t('account.signIn')}>
      <Deed
        title={`${t('account.password')}: ${account.oneTime ? t('account.passwordOneTime') : t('account.passwordOwn')}`}
        now={t('account.resetLead')}
        act={t('account.reset')}
        onAct={onReset}
      />
      {hasFactor ? (
        <Deed
          title={`${t('account.factor')}: ${sayFactors(account)}, ${t('account.codesLeft', { count: account.recoveryCodes })}`}
          now={t('account.removeFactorLead')}
          act={t('account.removeFactor')}
          onAct={() => doIt(() => manage.removeFactors(id), t('account.factorRemoved', { name }))}
        />
      ) : (
        <p className={styles['line']}>{`${t('account.factor')}: ${sayFactors(account)}`}</p>
      )}
    </Block>
  );
}

function Sessions({ account, doIt }: { account: ManagedAccount; doIt: Do }) {
  const open = account.open ?? [];
  const end = () => doIt(() => manage.endSessions(account.id), t('account.sessionsEnded', { name: account.name }));
  return (
    <Block title={t('account.sessions')}>
      {open.length === 0 ? <p className="tl-muted">{t('account.sessionsNone')}</p> : null}
      <ul className={styles['rows']}>
        {open.map((session) => (
          <li key={session.id} className={styles['line']}>
            <SessionLine session={session} />
          </li>
        ))}
      </ul>
      {open.length > 0 ? (
        <div>
          <Button variant="default" onClick={end}>
            {t('account.endSessions')}
          </Button>
        </div>
      ) : null}
    </Block>
  );
}

function Closing({ account, doIt }: { account: ManagedAccount; doIt: Do }) {
  const { id, name } = account;
  if (account.disabled) {
    return (
      <div>
        <Button variant="default" onClick={() => doIt(() => manage.enable(id), t('account.opened', { name }))}>
          {t('account.openAgain')}
        </Button>
      </div>
    );
  }
  return (
    <Block title={t('account.close')}>
      <div className={styles['line']}>
        <p className="tl-label">{t('account.closeLead')}</p>
        <Button
          variant="default"
          size="compact-md"
          onClick={() => doIt(() => manage.disable(id), t('account.closed', { name }))}
        >
          {t('account.close')}
        </Button>
      </div>
    </Block>
  );
}
