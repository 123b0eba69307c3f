/** Changes of how one signs in ask first who one is, where the sign-in was a while ago; then they are done. */
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { own } from '../api/accounts.ts';
import { Form, PasswordField } from '../components/field.tsx';
import { Sheet } from '../components/sheet.tsx';
import { t } from './messages.ts';
import { asksWho } from './say-error.ts';
import { useAct, type Act } from './use-act.ts';

/** Does an act; where one must say first who one is, after that. */
export type Guarded = (act: Act, work: () => Promise<void>) => void;

/** The guard, and the sheet that it asks with. */
export function useGuard(): { guarded: Guarded; sheet: ReactNode } {
  const [waiting, setWaiting] = useState<{ act: Act; work: () => Promise<void> }>();
  const guarded: Guarded = (act, work) =>
    act.run(work, (error) => {
      if (asksWho(error)) setWaiting({ act, work });
      return asksWho(error);
    });
  const goOn = () => {
    setWaiting(undefined);
    if (waiting) waiting.act.run(waiting.work);
  };
  const sheet = (
    <Sheet opened={waiting !== undefined} onClose={() => setWaiting(undefined)} title={t('confirm.title')}>
      <Confirm onConfirmed={goOn} />
    </Sheet>
  );
  return { guarded, sheet };
}

function Confirm({ onConfirmed }: { onConfirmed: () => void }) {
  const act = useAct();
  const [password, setPassword] = useState('');
  const send = () => {
    if (!password) return act.refuse(t('need.password'));
    act.run(async () => {
      await own.confirm(password);
      onConfirmed();
    });
  };
  return (
    <Form
      label={t('confirm.title')}
      onSubmit={send}
      acts={
        <Button type="submit" aria-disabled={act.busy}>
          {t('confirm.act')}
        </Button>
      }
    >
      <p className="tl-muted">{t('confirm.lead')}</p>
      <PasswordField
        name="confirm-password"
        label={t('field.present')}
        value={password}
        onChange={setPassword}
        error={act.error}
        autoComplete="current-password"
      />
    </Form>
  );
}
