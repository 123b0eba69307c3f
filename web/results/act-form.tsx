import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { useKnown } from '../consent/use-consents.ts';
import { DateField, SwitchField, TextAreaField, TextField } from '../components/field.tsx';
import { PersonPicker, type PickablePerson } from '../components/person-picker.tsx';
import { toDate } from '../lib/dates.ts';
import { t } from './messages.ts';
import type { InboxEntry } from './model.ts';
import type { Acknowledge } from './queries.ts';
import styles from './results.module.css';
import { useLooked, type Looked } from './use-looked.ts';

type Fields = { comment: string; tell: boolean; message: string; follow: boolean; text: string; due: string };

/** The day's last hour of work. */
const END_OF_WORK = 17;

function askOf(entry: InboxEntry, fields: Fields): Acknowledge {
  const due = toDate(fields.due);
  due.setHours(END_OF_WORK, 0, 0, 0);
  return {
    tasks: [entry.task],
    ...(fields.comment.trim() ? { comment: fields.comment.trim() } : {}),
    ...(fields.tell ? { message: fields.message.trim() } : {}),
    ...(fields.follow ? { followUp: { text: fields.text.trim(), due: due.toISOString() } } : {}),
  };
}

function faultsIn(fields: Fields): Partial<Record<'message' | 'text' | 'due', string>> {
  return {
    ...(fields.tell && !fields.message.trim() ? { message: t('need.message') } : {}),
    ...(fields.follow && !fields.text.trim() ? { text: t('need.text') } : {}),
    ...(fields.follow && !fields.due ? { due: t('need.due') } : {}),
  };
}

/** What is done with a report: looked at, said, told, followed up in one act; or passed on. */
export function ActForm({ entry, onDone }: { entry: InboxEntry; onDone: () => void }) {
  const looked = useLooked();
  const [passing, setPassing] = useState(false);
  return passing ? (
    <PassForm entry={entry} looked={looked} onDone={onDone} onLeave={() => setPassing(false)} />
  ) : (
    <LookForm entry={entry} looked={looked} onDone={onDone} onPass={() => setPassing(true)} />
  );
}

type FormProps = { entry: InboxEntry; looked: Looked; onDone: () => void };

function LookForm({ entry, looked, onDone, onPass }: FormProps & { onPass: () => void }) {
  const { title } = entry;
  const usual = entry.severity === 'normal' ? t('act.normalMessage', { title }) : t('act.abnormalMessage', { title });
  const [fields, setFields] = useState<Fields>({
    comment: '',
    tell: false,
    message: usual,
    follow: false,
    text: '',
    due: '',
  });
  const [shown, setShown] = useState(false);
  const faults = shown ? faultsIn(fields) : {};
  const set = (part: Partial<Fields>) => setFields({ ...fields, ...part });
  const look = async () => {
    setShown(true);
    if (Object.keys(faultsIn(fields)).length > 0) return;
    if (await looked.look(askOf(entry, fields), t('done', { title }))) onDone();
  };
  useHotkeys([['A', () => void look()]]);
  return (
    <div className={styles['form']}>
      <TextAreaField
        label={t('act.comment')}
        optional
        rows={1}
        value={fields.comment}
        onChange={(comment) => set({ comment })}
      />
      <SwitchField label={t('act.tell')} checked={fields.tell} onChange={(tell) => set({ tell })} />
      {fields.tell ? (
        <TextAreaField
          label={t('act.message', { name: entry.patient.name })}
          rows={2}
          value={fields.message}
          error={faults.message}
          onChange={(message) => set({ message })}
        />
      ) : null}
      <SwitchField label={t('act.follow')} checked={fields.follow} onChange={(follow) => set({ follow })} />
      {fields.follow ? (
        <div className={styles['two']}>
          <TextField
            label={t('act.followText')}
            value={fields.text}
            error={faults.text}
            onChange={(text) => set({ text })}
          />
          <DateField
            label={t('act.followDue')}
            value={fields.due}
            error={faults.due}
            onChange={(due) => set({ due })}
          />
        </div>
      ) : null}
      {looked.fault}
      <div className={styles['acts']}>
        <Button onClick={() => void look()} disabled={looked.isBusy} aria-keyshortcuts="A">
          {t('act.looked')}
        </Button>
        <Button variant="default" onClick={onPass}>
          {t('act.forward')}
        </Button>
      </div>
      <p className="tl-label">{t('list.keys')}</p>
    </div>
  );
}

function PassForm({ entry, looked, onDone, onLeave }: FormProps & { onLeave: () => void }) {
  const { people } = useKnown();
  const [to, setTo] = useState<PickablePerson | null>(null);
  const [comment, setComment] = useState('');
  const [shown, setShown] = useState(false);
  const pass = async () => {
    setShown(true);
    if (!to) return;
    const ask = { task: entry.task, to: to.reference, toName: to.name, ...(comment.trim() ? { comment } : {}) };
    if (await looked.pass(ask)) onDone();
  };
  return (
    <div className={styles['form']}>
      <PersonPicker
        label={t('act.forwardTo')}
        value={to}
        onChange={setTo}
        people={people.filter(({ reference }) => reference.startsWith('Practitioner/'))}
        {...(shown && !to ? { error: t('need.person') } : {})}
      />
      <TextAreaField label={t('act.forwardSay')} optional rows={1} value={comment} onChange={setComment} />
      {looked.fault}
      <div className={styles['acts']}>
        <Button onClick={() => void pass()} disabled={looked.isBusy}>
          {t('act.forwardDo')}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {t('act.cancel')}
        </Button>
      </div>
    </div>
  );
}
