import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ROLES } from '../../src/base/caller.ts';
import { isApiError } from '../api/client.ts';
import { wordsFor } from '../components/error-state.tsx';
import { ChoiceField, FieldError, SelectField, SwitchField, TextAreaField, TextField } from '../components/field.tsx';
import { Sheet } from '../components/sheet.tsx';
import { saveApp, type AppKind, type AppUsers, type RegisteredApp, type Saved } from './api.ts';
import { appOf, draftOf, EMPTY, type Draft } from './app-form.ts';
import { t } from './messages.ts';
import styles from './my-apps.module.css';

const KINDS: AppKind[] = ['public', 'confidential-symmetric', 'confidential-asymmetric', 'service'];
const USERS: AppUsers[] = ['staff', 'patients', 'everyone'];
const STAFF = ROLES.filter((role) => role !== 'patient' && role !== 'system');

type AppSheetProps = {
  app?: RegisteredApp;
  onClose: () => void;
  onSaved: (saved: Saved) => void;
  /** What else can be done to it. */
  children?: ReactNode;
};
type Errors = Partial<Record<keyof Draft | 'form', string>>;

/** Registers an app, or changes what is registered. */
export function AppSheet({ app, onClose, onSaved, children }: AppSheetProps) {
  const [draft, setDraft] = useState<Draft>(app ? draftOf(app) : EMPTY);
  const [errors, setErrors] = useState<Errors>({});
  const change = (more: Partial<Draft>) => setDraft({ ...draft, ...more });
  const save = () => {
    const next = appOf(draft);
    if (!next) return setErrors({ jwks: t('admin.jwksWrong') });
    setErrors({});
    saveApp(app?.id, next)
      .then(onSaved)
      .catch((error: unknown) => {
        const field = isApiError(error) ? error.field : undefined;
        const words = wordsFor(error);
        setErrors(field && field in draft ? { [field]: words.detail } : { form: `${words.title}. ${words.detail}` });
      });
  };
  const title = app ? t('admin.edit', { app: app.name }) : t('admin.register');
  return (
    <Sheet
      opened
      onClose={onClose}
      title={title}
      width="wide"
      footer={
        <>
          <Button onClick={save}>{app ? t('admin.save') : t('admin.register')}</Button>
          <Button variant="default" onClick={onClose}>
            {t('admin.leave')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        {app ? (
          <div>
            <div className="tl-strong">{t('admin.id')}</div>
            <div className="tl-label">{t('admin.idHelp')}</div>
            <div className={styles['secret']}>{app.id}</div>
          </div>
        ) : null}
        <Fields draft={draft} errors={errors} change={change} />
        <div role="alert" className={styles['alert']}>
          {errors.form ? <FieldError text={errors.form} /> : null}
        </div>
        {children}
      </div>
    </Sheet>
  );
}

type FieldsProps = { draft: Draft; errors: Errors; change: (more: Partial<Draft>) => void };

function Fields({ draft, errors, change }: FieldsProps) {
  const isService = draft.kind === 'service';
  return (
    <>
      <TextField
        label={t('admin.name')}
        help={t('admin.nameHelp')}
        value={draft.name}
        onChange={(name) => change({ name })}
        error={errors.name}
      />
      <ChoiceField
        label={t('admin.kind')}
        help={t('admin.kindHelp')}
        value={draft.kind}
        onChange={(kind) => change({ kind: kind as AppKind })}
        choices={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        error={errors.kind}
      />
      {isService ? null : <ForPeople draft={draft} errors={errors} change={change} />}
      <TextAreaField
        label={t('admin.scopes')}
        help={t('admin.scopesHelp')}
        value={draft.scopes}
        onChange={(scopes) => change({ scopes })}
        error={errors.scopes}
      />
      {isService || draft.kind === 'confidential-asymmetric' ? (
        <Keys draft={draft} errors={errors} change={change} />
      ) : null}
      {isService ? (
        <SelectField
          label={t('admin.role')}
          value={draft.role}
          onChange={(role) => change({ role })}
          choices={STAFF.map((value) => ({
            value,
            label: t(`role.${value as Exclude<typeof value, 'patient' | 'system'>}`),
          }))}
          error={errors.role}
        />
      ) : null}
      {draft.kind === 'public' ? null : (
        <SwitchField
          label={t('admin.introspects')}
          help={t('admin.introspectsHelp')}
          checked={draft.introspects}
          onChange={(introspects) => change({ introspects })}
        />
      )}
    </>
  );
}

function ForPeople({ draft, errors, change }: FieldsProps) {
  return (
    <>
      <ChoiceField
        label={t('admin.users')}
        value={draft.users}
        onChange={(users) => change({ users: users as AppUsers })}
        choices={USERS.map((value) => ({ value, label: t(`users.${value}`) }))}
      />
      <TextAreaField
        label={t('admin.redirects')}
        help={t('admin.redirectsHelp')}
        rows={2}
        value={draft.redirectUris}
        onChange={(redirectUris) => change({ redirectUris })}
        error={errors.redirectUris}
      />
      <TextField
        label={t('admin.launch')}
        help={t('admin.launchHelp')}
        optional
        value={draft.launchUri}
        onChange={(launchUri) => change({ launchUri })}
        error={errors.launchUri}
      />
    </>
  );
}

function Keys({ draft, errors, change }: FieldsProps) {
  return (
    <>
      <TextField
        label={t('admin.jwksUri')}
        optional
        value={draft.jwksUri}
        onChange={(jwksUri) => change({ jwksUri })}
        error={errors.jwksUri}
      />
      <TextAreaField
        label={t('admin.jwks')}
        help={t('admin.jwksHelp', { example: '{"keys": [...]}' })}
        optional
        value={draft.jwks}
        onChange={(jwks) => change({ jwks })}
        error={errors.jwks}
      />
    </>
  );
}
