/** What one shows besides the password: an app, passkeys, and recovery codes for when those are lost. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  hasPasskeys,
  own,
  ownAccountQuery,
  type OwnAccount,
  type Passkey,
  type ProposedTotp,
} from '../api/accounts.ts';
import { Form, TextField } from '../components/field.tsx';
import { Panel } from '../components/page.tsx';
import { Sheet } from '../components/sheet.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { sayDate } from '../lib/dates.ts';
import styles from './account.module.css';
import { useGuard } from './confirm-sheet.tsx';
import { t } from './messages.ts';
import { NewTotp } from './new-totp.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { ActError, PasskeyName } from './sign-in-steps.tsx';
import { useAct } from './use-act.ts';

/** What the sheet beside the page shows. */
type Shown =
  | { kind: 'app'; proposed: ProposedTotp }
  | { kind: 'passkey' }
  | { kind: 'rename'; passkey: Passkey }
  | { kind: 'codes'; codes: string[] };

function useFactors() {
  const client = useQueryClient();
  const { guarded, sheet } = useGuard();
  const [shown, setShown] = useState<Shown>();
  const act = useAct();
  const inSheet = useAct();
  const changed = () => client.invalidateQueries({ queryKey: ownAccountQuery.queryKey });
  const done = async (said: string, codes: string[] | null = null) => {
    setShown(codes ? { kind: 'codes', codes } : undefined);
    showToast(said);
    await changed();
  };
  return { act, inSheet, guarded, sheet, shown, setShown, changed, done };
}

type Factors = ReturnType<typeof useFactors>;

/** See above. */
export function FactorsPanel({ account }: { account: OwnAccount }) {
  const factors = useFactors();
  const { act, sheet } = factors;
  return (
    <Panel id="factors" title={t('mine.factors')}>
      <div className={styles['rows']}>
        <p className={styles['inside']}>
          <span className="tl-muted">{t('mine.factorsLead')}</span>{' '}
          {account.demanded ? <span className="tl-strong">{t('mine.demanded')}</span> : null}
        </p>
        <AppRow account={account} factors={factors} />
        <PasskeyRows account={account} factors={factors} />
        <CodesRow account={account} factors={factors} />
        {act.error ? (
          <div className={styles['inside']}>
            <ActError act={act} />
          </div>
        ) : null}
      </div>
      <FactorSheet factors={factors} />
      {sheet}
    </Panel>
  );
}

type RowProps = { account: OwnAccount; factors: Factors };

function AppRow({ account, factors: { act, guarded, setShown, done } }: RowProps) {
  const propose = () =>
    guarded(act, async () => {
      const proposed = await own.proposeTotp();
      setShown({ kind: 'app', proposed });
    });
  const remove = () =>
    guarded(act, async () => {
      await own.removeTotp();
      await done(t('mine.appRemoved'));
    });
  return (
    <div className={styles['row']}>
      <div>
        <h3>{t('mine.app')}</h3>
        <div className="tl-muted">
          {account.totp ? t('mine.appSince', { when: sayDate(account.totp) }) : t('mine.appNone')}
        </div>
      </div>
      <div className={styles['acts']}>
        <Button variant="default" onClick={propose}>
          {account.totp ? t('mine.appReplace') : t('mine.appAdd')}
        </Button>
        {account.totp ? (
          <Button variant="default" onClick={remove} aria-label={t('mine.removeNamed', { name: t('mine.app') })}>
            {t('mine.remove')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function PasskeyRows({ account, factors: { act, guarded, setShown, done } }: RowProps) {
  const remove = ({ id, name }: Passkey) =>
    guarded(act, async () => {
      await own.removePasskey(id);
      await done(t('mine.passkeyRemoved', { name }));
    });
  return (
    <>
      <div className={styles['row']}>
        <div>
          <h3>{t('mine.passkeys')}</h3>
          {account.passkeys.length === 0 ? <div className="tl-muted">{t('mine.passkeysNone')}</div> : null}
          {hasPasskeys() ? null : <div className="tl-label">{t('mine.passkeyAddress')}</div>}
        </div>
        {hasPasskeys() ? (
          <Button variant="default" onClick={() => setShown({ kind: 'passkey' })}>
            {t('mine.passkeyAdd')}
          </Button>
        ) : null}
      </div>
      {account.passkeys.map((passkey) => (
        <div key={passkey.id} className={styles['row']}>
          <div>
            <div>{passkey.name}</div>
            <div className="tl-label">
              {[
                passkey.lastUsed ? t('mine.passkeyUsed', { when: sayDate(passkey.lastUsed) }) : t('mine.passkeyUnused'),
                ...(passkey.synced ? [t('mine.passkeySynced')] : []),
              ].join(' · ')}
            </div>
          </div>
          <div className={styles['acts']}>
            <Button
              variant="default"
              size="compact-md"
              aria-label={t('mine.renameNamed', { name: passkey.name })}
              onClick={() => setShown({ kind: 'rename', passkey })}
            >
              {t('mine.passkeyRename')}
            </Button>
            <Button
              variant="default"
              size="compact-md"
              aria-label={t('mine.removeNamed', { name: passkey.name })}
              onClick={() => remove(passkey)}
            >
              {t('mine.remove')}
            </Button>
          </div>
        </div>
      ))}
    </>
  );
}

function CodesRow({ account, factors: { act, guarded, setShown, changed } }: RowProps) {
  const hasFactor = account.totp !== null || account.passkeys.length > 0;
  const renew = () =>
    guarded(act, async () => {
      const { recoveryCodes } = await own.renewRecoveryCodes();
      setShown({ kind: 'codes', codes: recoveryCodes });
      await changed();
    });
  return (
    <div className={styles['row']}>
      <div>
        <h3>{t('mine.codes')}</h3>
        <div className="tl-muted">
          {account.recoveryCodes.given > 0
            ? `${t('mine.codesLeft', account.recoveryCodes)}. ${t('mine.codesRenewLead')}`
            : t('mine.codesNone')}
        </div>
      </div>
      {hasFactor ? (
        <Button variant="default" onClick={renew}>
          {t('mine.codesRenew')}
        </Button>
      ) : null}
    </div>
  );
}

const TITLES = {
  app: 'mine.app',
  passkey: 'mine.passkeyAdd',
  rename: 'mine.passkeyRename',
  codes: 'codes.title',
} as const;

function FactorSheet({ factors: { inSheet, guarded, shown, setShown, done } }: { factors: Factors }) {
  const addApp = (code: string) =>
    inSheet.run(async () => done(t('mine.appAdded'), (await own.addTotp(code)).recoveryCodes));
  const addPasskey = (name: string) =>
    guarded(inSheet, async () => done(t('mine.passkeyAdded'), (await own.addPasskey(name)).recoveryCodes));
  const close = () => {
    setShown(undefined);
    inSheet.refuse('');
  };
  return (
    <Sheet opened={shown !== undefined} onClose={close} title={shown ? t(TITLES[shown.kind]) : ''}>
      {shown?.kind === 'app' ? <NewTotp proposed={shown.proposed} act={inSheet} onCode={addApp} /> : null}
      {shown?.kind === 'passkey' ? <PasskeyName act={inSheet} onName={addPasskey} /> : null}
      {shown?.kind === 'rename' ? (
        <Rename
          passkey={shown.passkey}
          act={inSheet}
          onName={(name) =>
            inSheet.run(async () => {
              await own.renamePasskey(shown.passkey.id, name);
              await done(t('mine.passkeyRenamed'));
            })
          }
        />
      ) : null}
      {shown?.kind === 'codes' ? <RecoveryCodes codes={shown.codes} onKept={close} /> : null}
    </Sheet>
  );
}

function Rename({
  passkey,
  act,
  onName,
}: {
  passkey: Passkey;
  act: ReturnType<typeof useAct>;
  onName: (name: string) => void;
}) {
  const [name, setName] = useState(passkey.name);
  return (
    <Form
      label={t('mine.passkeyRename')}
      onSubmit={() => (name.trim() ? onName(name.trim().slice(0, 60)) : act.refuse(t('need.name')))}
      acts={
        <Button type="submit" aria-disabled={act.busy}>
          {t('mine.save')}
        </Button>
      }
    >
      <TextField
        name="passkey-name"
        label={t('field.passkeyName')}
        value={name}
        onChange={setName}
        error={act.error}
        autoComplete="off"
      />
    </Form>
  );
}
