/** What follows the password: the second factor, an own password, a factor that the role must have, and the choice of a role. */
import { Button } from '@mantine/core';
import { IconChevronRight, IconDeviceMobile, IconFingerprint } from '@tabler/icons-react';
import { useState } from 'react';
import {
  hasPasskeys,
  makeStepPasskey,
  showPasskey,
  takeStep,
  type Entered,
  type FactorWay,
  type ProposedTotp,
  type Step,
} from '../api/accounts.ts';
import { FieldError, Form, PasswordField, TextField } from '../components/field.tsx';
import styles from './account.module.css';
import { areRecords, sayAmongOthers, sayAssignment } from './assignment-lines.ts';
import { t } from './messages.ts';
import { CodeForm, NewTotp } from './new-totp.tsx';
import { useAct, type Act } from './use-act.ts';
import { useFocus } from './use-focus.ts';

type StepProps<K extends Step['kind']> = {
  step: Extract<Step, { kind: K }>;
  act: Act;
  /** Sends what was shown, and goes where it leads. */
  send: (work: () => Promise<Entered>) => void;
};

/** The title of a step's page. */
export function titleOf(step: Step): string {
  if (step.kind === 'second-factor') return t('step.factor.title');
  if (step.kind === 'new-password') return t('step.password.title');
  if (step.kind === 'add-factor') return t('step.add.title');
  return areRecords(step.assignments) ? t('step.record.title') : t('step.role.title');
}

/** The step that is due. */
export function StepForm({ step, enter }: { step: Step; enter: (work: () => Promise<Entered>, act: Act) => void }) {
  const act = useAct();
  const send = (work: () => Promise<Entered>) => enter(work, act);
  switch (step.kind) {
    case 'second-factor':
      return <SecondFactor step={step} act={act} send={send} />;
    case 'new-password':
      return <NewPassword step={step} act={act} send={send} />;
    case 'add-factor':
      return <AddFactor step={step} act={act} send={send} />;
    case 'assignment':
      return <ChooseRole step={step} act={act} send={send} />;
  }
}

/** What is wrong, where it belongs to no field. */
export function ActError({ act }: { act: Act }) {
  return <div role="alert">{act.error ? <FieldError text={act.error} /> : null}</div>;
}

function SecondFactor({ step, act, send }: StepProps<'second-factor'>) {
  const ways = step.ways.filter((way) => way !== 'passkey' || hasPasskeys());
  const [way, setWay] = useState<FactorWay>(ways[0] ?? 'recovery-code');
  const [code, setCode] = useState('');
  const change = (next: FactorWay) => {
    setWay(next);
    setCode('');
    act.refuse('');
  };
  return (
    <div className={styles['stack']}>
      <p className="tl-muted">{t(`step.factor.${way}`)}</p>
      {way === 'totp' ? (
        <CodeForm
          label={t('field.code')}
          code={code}
          onChange={setCode}
          act={act}
          onCode={(typed) => send(() => takeStep.totp(typed))}
        />
      ) : null}
      {way === 'recovery-code' ? (
        <CodeForm
          label={t('field.recoveryCode')}
          code={code}
          onChange={setCode}
          act={act}
          onCode={(typed) => send(() => takeStep.recoveryCode(typed))}
          words
        />
      ) : null}
      {way === 'passkey' ? (
        <>
          <Button
            leftSection={<IconFingerprint size={18} aria-hidden="true" />}
            onClick={() => send(showPasskey)}
            aria-disabled={act.busy}
          >
            {t('step.use.passkey')}
          </Button>
          <ActError act={act} />
        </>
      ) : null}
      <div className={styles['others']}>
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} variant="subtle" size="compact-sm" onClick={() => change(other)}>
              {t(`step.use.${other}`)}
            </Button>
          ))}
      </div>
    </div>
  );
}

function NewPassword({ act, send }: StepProps<'new-password'>) {
  useFocus('new-password');
  const [password, setPassword] = useState('');
  return (
    <div className={styles['stack']}>
      <p className="tl-muted">{t('step.password.lead')}</p>
      <Form
        label={t('step.password.title')}
        onSubmit={() => (password ? send(() => takeStep.newPassword(password)) : act.refuse(t('need.password')))}
        acts={
          <Button type="submit" aria-disabled={act.busy}>
            {act.busy ? t('step.busy') : t('step.continue')}
          </Button>
        }
      >
        <PasswordField
          name="new-password"
          label={t('field.new')}
          help={t('field.newHelp')}
          value={password}
          onChange={setPassword}
          error={act.error}
          autoComplete="new-password"
        />
      </Form>
    </div>
  );
}

function AddFactor({ act, send }: StepProps<'add-factor'>) {
  const [proposed, setProposed] = useState<ProposedTotp>();
  const [isPasskey, setPasskey] = useState(false);
  if (proposed) {
    return <NewTotp proposed={proposed} act={act} onCode={(code) => send(() => takeStep.newTotp(code))} />;
  }
  if (isPasskey) return <PasskeyName act={act} onName={(name) => send(() => makeStepPasskey(name))} />;
  return (
    <div className={styles['stack']}>
      <p className="tl-muted">{t('step.add.lead')}</p>
      <ul className={styles['choices']}>
        <li>
          <button
            type="button"
            className={styles['choice']}
            onClick={() => act.run(async () => setProposed(await takeStep.proposeTotp()))}
          >
            <IconDeviceMobile size={20} aria-hidden="true" />
            <span>
              <span className="tl-strong">{t('step.add.app')}</span>
              <span className="tl-label">{t('step.add.appHelp')}</span>
            </span>
            <IconChevronRight size={16} aria-hidden="true" />
          </button>
        </li>
        {hasPasskeys() ? (
          <li>
            <button type="button" className={styles['choice']} onClick={() => setPasskey(true)}>
              <IconFingerprint size={20} aria-hidden="true" />
              <span>
                <span className="tl-strong">{t('step.add.passkey')}</span>
                <span className="tl-label">{t('step.add.passkeyHelp')}</span>
              </span>
              <IconChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ) : null}
      </ul>
      <ActError act={act} />
    </div>
  );
}

/** What a passkey that is about to be made is to be called. */
export function PasskeyName({ act, onName }: { act: Act; onName: (name: string) => void }) {
  const [name, setName] = useState('');
  useFocus('passkey-name');
  return (
    <Form
      label={t('mine.passkeyAdd')}
      onSubmit={() => (name.trim() ? onName(name.trim().slice(0, 60)) : act.refuse(t('need.name')))}
      acts={
        <Button type="submit" aria-disabled={act.busy}>
          {act.busy ? t('step.busy') : t('mine.passkeyAdd')}
        </Button>
      }
    >
      <TextField
        name="passkey-name"
        label={t('field.passkeyName')}
        help={t('field.passkeyHelp')}
        value={name}
        onChange={setName}
        error={act.error}
        autoComplete="off"
      />
    </Form>
  );
}

function ChooseRole({ step, act, send }: StepProps<'assignment'>) {
  const say = areRecords(step.assignments) ? sayAssignment : sayAmongOthers;
  return (
    <div className={styles['stack']}>
      <p className="tl-muted">{t('step.role.lead')}</p>
      <ul className={styles['choices']}>
        {step.assignments.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={styles['choice']}
              onClick={() => send(() => takeStep.assignment(one.id))}
              aria-disabled={act.busy}
            >
              <span>
                <span className="tl-strong">{say(one)}</span>
              </span>
              <IconChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <ActError act={act} />
    </div>
  );
}
