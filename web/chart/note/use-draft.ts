/** The draft of a visit note: kept as it is typed, gone once it is saved. */
import { useEffect, useState } from 'react';
import { draftKey, isTouched, newDraft, readDraft, type Draft } from './draft.ts';
import { newId } from '../../lib/new-id.ts';

/** The draft of the caller about a patient, and the ways to change and to drop it. */
export function useDraft(accountId: string, patientId: string) {
  const key = draftKey(accountId, patientId);
  const [draft, setDraft] = useState<Draft>(() => readDraft(sessionStorage, key) ?? fresh());
  useEffect(() => {
    if (isTouched(draft)) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  }, [key, draft]);
  return {
    draft,
    change: (part: Partial<Draft>) => setDraft((held) => ({ ...held, ...part })),
    drop: () => setDraft(fresh()),
    restore: (held: Draft) => setDraft(held),
  };
}

function fresh(): Draft {
  return { ...newDraft(newId(), new Date()), isOpen: false };
}
