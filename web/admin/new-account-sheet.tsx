import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../account/use-act.ts';
import { manage, type OneTimePassword } from '../api/accounts.ts';
import { isApiError } from '../api/client.ts';
import { personRows } from '../api/directory.ts';
import { directoryQuery } from '../api/queries.ts';
import { FieldError, Form, TextField } from '../components/field.tsx';
import { PersonPicker, type PickablePerson } from '../components/person-picker.tsx';
import { Sheet } from '../components/sheet.tsx';
import { AssignmentFields, NO_ASSIGNMENT, askedFor, missingOf, type AssignmentDraft } from './assignment-fields.tsx';
import { t } from './messages.ts';
import { OneTime } from './one-time.tsx';
import { sayReason } from './say-reason.ts';

type Errors = { username?: string; name?: string; role?: string; patient?: string; form?: string };

/** A new account: who, as what; then its one-time password. */
export function NewAccountSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [made, setMade] = useState<{ name: string; oneTime: OneTimePassword }>();
  const close = () => {
    setMade(undefined);
    onClose();
  };
  return (
    <Sheet opened={opened} onClose={close} title={t('new.title')}>
      {made ? (
        <OneTime name={made.name} oneTime={made.oneTime} onDone={close} />
      ) : (
        <NewAccount onMade={(name, oneTime) => setMade({ name, oneTime })} />
      )}
    </Sheet>
  );
}

type Made = (name: string, oneTime: OneTimePassword) => void;

/** The fields of a new account, and sending them. */
function useNewAccount(onMade: Made) {
  const client = useQueryClient();
  const directory = useQuery(directoryQuery);
  const act = useAct();
  const [username, setUsername] = useState('');
  const [name, setName] = useState('');
  const [person, setPerson] = useState<PickablePerson | null>(null);
  const [draft, setDraft] = useState(NO_ASSIGNMENT);
  const [errors, setErrors] = useState<Errors>({});
  const people = directory.data ? personRows(directory.data).map(({ id, ...row }) => ({ reference: id, ...row })) : [];
  const isStaff = draft.role !== 'patient';
  const practitioner = isStaff ? person?.reference : undefined;
  const send = () => {
    const missing: Errors = {
      ...(username.trim() ? {} : { username: t('need.username') }),
      ...(name.trim() ? {} : { name: t('need.name') }),
      ...missingOf(draft),
    };
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    act.run(
      async () => {
        const asked = {
          ...askedFor(draft, directory.data, practitioner),
          username: username.trim(),
          name: name.trim(),
          ...(practitioner ? { practitioner } : {}),
        };
        const { oneTime } = await manage.open(asked);
        onMade(asked.name, oneTime);
        await client.invalidateQueries({ queryKey: ['accounts'] });
      },
      (error) => {
        const field = isApiError(error) && /^(username|name|role|patient)$/.test(error.field ?? '') ? error.field : '';
        setErrors({ [field || 'form']: sayReason(error) });
        return true;
      },
    );
  };
  const change = (next: AssignmentDraft) => {
    setDraft(next);
    setErrors(({ role: _role, patient: _patient, ...others }) => others);
  };
  const choose = (next: PickablePerson | null) => {
    setPerson(next);
    if (next && !name.trim()) setName(next.name);
  };
  return {
    people,
    isStaff,
    person,
    choose,
    name,
    setName,
    username,
    setUsername,
    draft,
    setDraft: change,
    errors,
    busy: act.busy,
    send,
  };
}

function NewAccount({ onMade }: { onMade: Made }) {
  const form = useNewAccount(onMade);
  const { errors } = form;
  return (
    <Form
      label={t('new.title')}
      onSubmit={form.send}
      acts={
        <Button type="submit" aria-disabled={form.busy}>
          {form.busy ? t('new.busy') : t('new.act')}
        </Button>
      }
    >
      {form.isStaff ? (
        <PersonPicker
          label={t('new.practitioner')}
          help={t('new.practitionerHelp')}
          value={form.person}
          onChange={form.choose}
          people={form.people}
          optional
        />
      ) : null}
      <TextField
        label={t('new.name')}
        value={form.name}
        onChange={form.setName}
        error={errors.name}
        autoComplete="off"
      />
      <TextField
        label={t('new.username')}
        help={t('new.usernameHelp')}
        value={form.username}
        onChange={form.setUsername}
        error={errors.username}
        autoComplete="off"
      />
      <AssignmentFields draft={form.draft} onChange={form.setDraft} errors={errors} />
      <div role="alert">{errors.form ? <FieldError text={errors.form} /> : null}</div>
    </Form>
  );
}
