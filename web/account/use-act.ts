import { useState } from 'react';
import { sayError } from './say-error.ts';

/** An act that is under way, and what went wrong with the last. */
export type Act = {
  busy: boolean;
  error: string | undefined;
  /** Does it, unless it is being done; what fails is said, or handed to `otherwise`, which says whether it saw to it. */
  run: (work: () => Promise<void>, otherwise?: (error: unknown) => boolean) => void;
  /** Says what is wrong before anything is sent. */
  refuse: (text: string) => void;
};

/** See `Act`. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run: Act['run'] = (work, otherwise) => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    work()
      .catch((failure: unknown) => {
        if (!otherwise?.(failure)) setError(sayError(failure));
      })
      .finally(() => setBusy(false));
  };
  return { busy, error, run, refuse: setError };
}
