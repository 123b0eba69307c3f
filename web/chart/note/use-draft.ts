/** The draft of a visit note: kept as it is typed, gone once it is saved. */
import { useEffect, useState } from 'react';
import { request } from '../../api/client.ts';
import { newId } from '../../lib/new-id.ts';
import { contentOf, draftKey, isTouched, newDraft, readDraft, type Draft } from './draft.ts';
import { NOTE_SYSTEM, visitOf } from './note-bundle.ts';

export type HeldDraft = ReturnType<typeof useDraft>;

/** The draft of the caller about a patient, and the ways to change and to drop it. */
export function useDraft(accountId: string, patientId: string) {
  const key = draftKey(accountId, patientId);
  const [draft, setDraft] = useState<Draft>(() => readDraft(sessionStorage, key) ?? fresh());
  useEffect(() => keep(key, draft), [key, draft]);
  // What the page may be left in the middle of is kept at once, not when it is next drawn.
  const put = (next: Draft) => {
    keep(key, next);
    setDraft(next);
  };
  return {
    draft,
    change: (part: Partial<Draft>) => setDraft((held) => ({ ...held, ...part })),
    /** It goes out now: until the answer is there, nobody knows whether it is stored. */
    send: () => put({ ...draft, sent: contentOf(draft) }),
    /** It was refused, and so is stored nowhere. */
    refused: () => setDraft((held) => ({ ...held, sent: undefined })),
    /** What was changed since it was stored goes on as a note of its own. */
    goOnAsNew: () => setDraft((held) => ({ ...held, id: newId(), sent: undefined })),
    drop: () => put(fresh()),
    restore: (held: Draft) => setDraft(held),
  };
}

function keep(key: string, draft: Draft): void {
  if (isTouched(draft)) sessionStorage.setItem(key, JSON.stringify(draft));
  else sessionStorage.removeItem(key);
}

function fresh(): Draft {
  return { ...newDraft(newId(), new Date()), isOpen: false };
}

/** What became of a draft that was sent and never answered. */
export type Fate = 'not-stored' | 'stored' | 'stored-before';

/** Asks the record whether the visit of this draft is there; `stored-before` where it was changed after it was sent. */
export async function fateOf(draft: Draft): Promise<Fate> {
  if (draft.sent === undefined) return 'not-stored';
  const asked = new URLSearchParams({ identifier: `${NOTE_SYSTEM}|${visitOf(draft)}`, _count: '1' });
  const found = await request<fhir4.Bundle>(`/fhir/Encounter?${asked}`);
  if (!found.entry?.length) return 'not-stored';
  return contentOf(draft) === draft.sent ? 'stored' : 'stored-before';
}
