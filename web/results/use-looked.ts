/** The act of looking at results, with its way back. */
import { useQueryClient } from '@tanstack/react-query';
import { createElement, useState, type ReactNode } from 'react';
import { isApiError } from '../api/client.ts';
import { homeQuery } from '../api/queries.ts';
import { FieldError } from '../components/field.tsx';
import { showToast } from '../components/undo-toast.tsx';
import { t } from './messages.ts';
import type { Key } from './model.ts';
import { acknowledge, forward, inboxQuery, reopen, type Acknowledge } from './queries.ts';

export type Looked = {
  /** True once it is done. */
  look: (ask: Acknowledge, said: string) => Promise<boolean>;
  pass: (ask: { task: Key; to: string; toName: string; comment?: string }) => Promise<boolean>;
  /** Why the last act was not done. */
  fault: ReactNode;
  isBusy: boolean;
};

/** See above. What was told to a patient is not taken back. */
export function useLooked(): Looked {
  const client = useQueryClient();
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const refresh = async () => {
    void client.invalidateQueries({ queryKey: homeQuery.queryKey });
    await client.invalidateQueries({ queryKey: inboxQuery.queryKey });
  };
  const doing = async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFault(undefined);
    try {
      await act();
      return true;
    } catch (error) {
      setFault(isApiError(error) && error.detail ? error.detail : t('failed'));
      return false;
    } finally {
      await refresh();
      setBusy(false);
    }
  };
  return {
    look: async (ask, said) => {
      const done = await doing(() => acknowledge(ask));
      const undo = () =>
        void doing(() => reopen(ask.tasks)).then((back) => showToast(back ? t('undone') : t('failed')));
      if (done) showToast(said, ask.message || ask.followUp ? undefined : undo);
      return done;
    },
    pass: async (ask) => {
      const done = await doing(() => forward(ask));
      if (done) showToast(t('forwarded', { name: ask.toName }));
      return done;
    },
    fault: fault ? createElement(FieldError, { text: fault }) : null,
    isBusy,
  };
}
