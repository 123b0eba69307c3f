/** Writing a visit note: one column, everything of it saved as one; what was typed outlives a reload and a failure. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { wordsFor } from '../../components/error-state.tsx';
import { FieldError, Form, SelectField, TextAreaField, TextField } from '../../components/field.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { showToast } from '../../components/undo-toast.tsx';
import { ageParts } from '../../lib/dates.ts';
import { useLanguage } from '../../lib/locale.ts';
import { useChartPlace } from '../chart-place.ts';
import styles from '../chart.module.css';
import { codesIn } from '../model/codings.ts';
import { useCommit } from '../writing.ts';
import { COMMON_PROBLEMS } from './common-problems.ts';
import { errorsOf, isTouched, type Draft, type Errors, type FieldKey } from './draft.ts';
import { t } from './messages.ts';
import { noteEntries } from './note-bundle.ts';
import type { useDraft } from './use-draft.ts';
import { VitalFields } from './vital-fields.tsx';
import { VITALS, type VitalKey } from './vitals.ts';

export type NoteSheetProps = { opened: boolean; onClose: () => void; held: ReturnType<typeof useDraft> };

/** See above. */
export function NoteSheet({ opened, onClose, held }: NoteSheetProps) {
  return (
    <Sheet opened={opened} onClose={onClose} title={t('title')} width="wide">
      {opened ? <NoteForm held={held} onClose={onClose} /> : null}
    </Sheet>
  );
}

function useNote(held: NoteSheetProps['held'], onClose: () => void) {
  const { chart, patientId, account } = useChartPlace();
  const commit = useCommit(patientId);
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { draft, drop, restore } = held;
  const listed = new Set(
    chart.problems.filter((problem) => problem.isActive).flatMap((problem) => codesIn(problem.concept)),
  );
  const errors = errorsOf(draft, listed);
  const { birthDate } = chart.who;
  const isAdult = !birthDate || ageParts(birthDate).years >= 18;
  const save = () => {
    setTried(true);
    if (Object.keys(errors).length > 0) return focusFirstError();
    setSaving(true);
    setFailure(undefined);
    return commit(
      noteEntries({ draft, patientId, author: account, isAdult, now: new Date(), newId: () => crypto.randomUUID() }),
    )
      .then(() => {
        drop();
        onClose();
        showToast(t('saved'));
      })
      .catch(setFailure)
      .finally(() => setSaving(false));
  };
  const discard = () => {
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
  };
}

/** Before the first try only slips of the finger are shown: nobody is told of a field not yet reached. */
function onlyOutside(errors: Errors): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([, kind]) => kind === 'outside' || kind === 'listed'));
}

function focusFirstError(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus());
}

function NoteForm({ held, onClose }: Pick<NoteSheetProps, 'held' | 'onClose'>) {
  const language = useLanguage();
  const note = useNote(held, onClose);
  const { draft, change } = held;
  const said = (key: FieldKey) => sayError(note.errors, key);
  const problems = COMMON_PROBLEMS.map((one) => ({ value: one.snomed, label: one[language] })).sort((a, b) =>
    a.label.localeCompare(b.label),
  );
  const failure = note.failure === undefined ? undefined : wordsFor(note.failure);
  return (
    <Form
      label={t('label')}
      onSubmit={() => void note.save()}
      acts={<Acts draft={draft} saving={note.saving} onDiscard={note.discard} />}
    >
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
      <SelectField
        label={t('problem')}
        value={draft.problem}
        error={said('problem')}
        onChange={(problem) => change({ problem })}
        choices={[{ value: '', label: t('problem.none') }, ...problems, { value: 'other', label: t('problem.other') }]}
      />
      {draft.problem === 'other' ? (
        <TextField
          label={t('problemText')}
          help={t('problemText.help')}
          value={draft.problemText}
          error={said('problemText')}
          onChange={(problemText) => change({ problemText })}
        />
      ) : null}
      <div aria-live="polite" className={styles['formState']}>
        {note.count > 0 ? <FieldError text={t('error.some', { count: note.count })} /> : null}
        {failure ? <FieldError text={`${failure.title} ${failure.detail}`} /> : null}
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

function Acts({ draft, saving, onDiscard }: { draft: Draft; saving: boolean; onDiscard: () => void }) {
  return (
    <>
      <Button type="submit" disabled={saving}>
        {saving ? t('saving') : t('save')}
      </Button>
      {isTouched(draft) ? (
        <Button type="button" variant="subtle" onClick={onDiscard} disabled={saving}>
          {t('discard')}
        </Button>
      ) : null}
    </>
  );
}
