import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { own, ownAccountQuery, type OwnAccount } from '../api/accounts.ts';
import { isApiError } from '../api/client.ts';
import { Form, PasswordField } from '../components/field.tsx';
import { Panel } from '../components/page.tsx';
import { Sheet } from '../components/sheet.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayDate } from '../lib/dates.ts';
import styles from './account.module.css';
import { t } from './messages.ts';
import { sayError } from './say-error.ts';
import { useAct } from './use-act.ts';

/** The password: since when, and changing it. */
export function PasswordPanel({ account }: { account: OwnAccount }) {
  const [open, setOpen] = useState(false);
  return (
    <Panel id="password" title={t('mine.password')}>
      <div className={styles['row']}>
        <span className="tl-muted">{t('mine.passwordSince', { when: sayDate(account.passwordChanged) })}</span>
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('mine.changePassword')}
        </Button>
      </div>
      <Sheet opened={open} onClose={() => setOpen(false)} title={t('mine.changePassword')}>
        <ChangePassword onDone={() => setOpen(false)} />
      </Sheet>
    </Panel>
  );
}

function ChangePassword({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  const act = useAct();
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState<{ present?: string; password?: string }>({});
  const send = () => {
    const missing = {
      ...(present ? {} : { present: t('need.password') }),
      ...(password ? {} : { password: t('need.password') }),
    };
    setWrong(missing);
    if (missing.present ?? missing.password) return;
    act.run(
      async () => {
        const { ended } = await own.changePassword(present, password);
        showToast(t('mine.passwordChanged', { count: ended }));
        onDone();
        await client.invalidateQueries({ queryKey: ownAccountQuery.queryKey });
      },
      (error) => {
        const field = isApiError(error) && (error.field === 'present' || error.field === 'password') ? error.field : '';
        if (field) setWrong({ [field]: sayError(error) });
        return field !== '';
      },
    );
  };
  return (
    <Form
      label={t('mine.changePassword')}
      onSubmit={send}
      acts={
        <Button type="submit" aria-disabled={act.busy}>
          {act.busy ? t('step.busy') : t('mine.changePassword')}
        </Button>
      }
    >
      <PasswordField
        name="present-password"
        label={t('field.present')}
        value={present}
        onChange={setPresent}
        error={wrong.present ?? act.error}
        autoComplete="current-password"
      />
      <PasswordField
        name="new-password"
        label={t('field.new')}
        help={t('field.newHelp')}
        value={password}
        onChange={setPassword}
        error={wrong.password}
        autoComplete="new-password"
      />
    </Form>
  );
}
