/** Writing a visit note: one column, everything of it saved as one; what was typed outlives a reload and a failure. */
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { isApiError } from '../../api/client.ts';
import { CodePicker } from '../../components/code-picker.tsx';
import { wordsFor } from '../../components/error-state.tsx';
import { FieldError, Form, TextAreaField, TextField } from '../../components/field.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { showToast } from '../../components/undo-toast.tsx';
import { ageParts } from '../../lib/dates.ts';
import { useLanguage } from '../../lib/locale.ts';
import { useChartPlace } from '../chart-place.ts';
import styles from '../chart.module.css';
import { codesIn } from '../model/codings.ts';
import { useCommit } from '../writing.ts';
import { COMMONEST, pickedProblem, problemConcepts, problemOfDraft } from './common-problems.ts';
import { errorsOf, isTouched, type Draft, type Errors, type FieldKey } from './draft.ts';
import { t } from './messages.ts';
import { noteEntries } from './note-bundle.ts';
import { fateOf, type Fate, type HeldDraft } from './use-draft.ts';
import { VitalFields } from './vital-fields.tsx';
import { VITALS, type VitalKey } from './vitals.ts';
import { newId } from '../../lib/new-id.ts';

export type NoteSheetProps = { opened: boolean; onOpen: () => void; onClose: () => void; held: HeldDraft };

/** See above. */
export function NoteSheet({ opened, onOpen, onClose, held }: NoteSheetProps) {
  const note = useNote(held, onClose);
  useUnanswered(held, note, onOpen);
  return (
    <Sheet
      opened={opened}
      onClose={onClose}
      title={t('title')}
      width="wide"
      footer={<Acts draft={held.draft} saving={note.saving} onSave={() => void note.save()} onDiscard={note.discard} />}
    >
      {opened ? <NoteForm held={held} note={note} /> : null}
    </Sheet>
  );
}

function useNote(held: NoteSheetProps['held'], onClose: () => void) {
  const { chart, patientId, account } = useChartPlace();
  const commit = useCommit(patientId);
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string>();
  const { draft, drop, restore } = held;
  const listed = new Set(
    chart.problems.filter((problem) => problem.isActive).flatMap((problem) => codesIn(problem.concept)),
  );
  const errors = errorsOf(draft, listed);
  const { birthDate } = chart.who;
  const isAdult = !birthDate || ageParts(birthDate).years >= 18;
  const done = (said: string) => {
    setTried(false);
    drop();
    onClose();
    showToast(said);
  };
  const goOn = () => {
    held.goOnAsNew();
    setFailure(t('saved.before'));
  };
  const write = async () => {
    // Sent once without an answer: it may be stored, and what is stored is not written again.
    const fate = await fateOf(draft);
    if (fate === 'stored') return done(t('saved.already'));
    if (fate === 'stored-before') return goOn();
    held.send();
    await commit(noteEntries({ draft, patientId, author: account, isAdult, now: new Date(), newId }));
    return done(t('saved'));
  };
  const save = () => {
    setTried(true);
    if (Object.keys(errors).length > 0) return focusFirstError();
    setSaving(true);
    setFailure(undefined);
    return write()
      .catch((error: unknown) => {
        if (isRefusal(error)) held.refused();
        const { title, detail } = wordsFor(error);
        setFailure(`${title} ${detail}`);
      })
      .finally(() => setSaving(false));
  };
  const discard = () => {
    setTried(false);
    setFailure(undefined);
    drop();
    onClose();
    showToast(t('discarded'), () => restore(draft));
  };
  return {
    errors: tried ? errors : onlyOutside(errors),
    count: tried ? Object.keys(errors).length : 0,
    saving,
    failure,
    isAdult,
    save,
    discard,
    done,
    goOn,
  };
}

/** True where the server said no: nothing of what was sent is stored. */
function isRefusal(error: unknown): boolean {
  return isApiError(error) && error.kind !== 'offline' && error.kind !== 'server';
}

/** A page that was left before the answer came finds out what became of the note, before anyone writes it again. */
function useUnanswered(held: HeldDraft, note: ReturnType<typeof useNote>, onOpen: () => void): void {
  const [left] = useState(held.draft);
  const latest = useRef({ held, note, onOpen });
  useEffect(() => {
    latest.current = { held, note, onOpen };
  });
  useEffect(() => {
    if (left.sent === undefined) return;
    const settle = (fate: Fate) => {
      const now = latest.current;
      if (fate === 'stored') return now.note.done(t('saved.already'));
      if (fate === 'stored-before') now.note.goOn();
      else now.held.refused();
      return now.onOpen();
    };
    // Where it cannot be asked now, it is asked before the next saving.
    fateOf(left)
      .then(settle)
      .catch(() => latest.current.onOpen());
  }, [left]);
}

/** Before the first try only slips of the finger are shown: nobody is told of a field not yet reached. */
function onlyOutside(errors: Errors): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([, kind]) => kind === 'outside' || kind === 'listed'));
}

function focusFirstError(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus());
}

function NoteForm({ held, note }: Pick<NoteSheetProps, 'held'> & { note: ReturnType<typeof useNote> }) {
  const language = useLanguage();
  const { rights } = useChartPlace();
  const { draft, change } = held;
  const said = (key: FieldKey) => sayError(note.errors, key);
  const concepts = problemConcepts(language);
  return (
    <Form label={t('label')} onSubmit={() => void note.save()} acts={null}>
      <TextField
        label={t('reason')}
        help={t('reason.help')}
        value={draft.reason}
        error={said('reason')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that was asked for begins in its first field
        autoFocus
        onChange={(reason) => change({ reason })}
      />
      <VitalFields draft={draft} isAdult={note.isAdult} errorOf={said} onChange={(vitals) => change({ vitals })} />
      <TextAreaField
        label={t('note')}
        help={t('note.help')}
        rows={7}
        value={draft.note}
        error={said('note')}
        onChange={(text) => change({ note: text })}
      />
      {rights.problems ? (
        <CodePicker
          label={t('problem')}
          help={t('problem.help')}
          optional
          allowText
          concepts={concepts}
          common={COMMONEST}
          value={pickedProblem(draft, concepts)}
          error={said('problem')}
          onChange={(picked) => change(problemOfDraft(picked))}
        />
      ) : null}
      <div aria-live="polite" className={styles['formState']}>
        <span className={styles['formError']}>
          {note.count > 0 ? <FieldError text={t('error.some', { count: note.count })} /> : null}
          {note.failure ? <FieldError text={note.failure} /> : null}
        </span>
        <span className="tl-label">{t('kept')}</span>
      </div>
    </Form>
  );
}

function sayError(errors: Errors, key: FieldKey): string | undefined {
  const kind = errors[key];
  if (!kind) return undefined;
  if (kind !== 'outside') return t(`error.${kind}`);
  const { least, most } = VITALS[key as VitalKey];
  return t('error.outside', { least, most });
}

type ActsProps = { draft: Draft; saving: boolean; onSave: () => void; onDiscard: () => void };

function Acts({ draft, saving, onSave, onDiscard }: ActsProps) {
  return (
    <div className={styles['noteActs']}>
      <Button disabled={saving} onClick={onSave}>
        {saving ? t('saving') : t('save')}
      </Button>
      {isTouched(draft) ? (
        <Button variant="subtle" onClick={onDiscard} disabled={saving}>
          {t('discard')}
        </Button>
      ) : null}
    </div>
  );
}
