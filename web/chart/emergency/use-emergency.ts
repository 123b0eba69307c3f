/** Whether the chart on screen is open by an emergency; and reading it again when that begins, ends or runs out. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { rereadChart } from '../../api/live.ts';
import { closeGlass, glassQuery, type Glass, type GlassState } from '../../api/glass.ts';
import { showToast } from '../../components/undo-toast.tsx';
import { t } from './messages.ts';

export type Emergency = {
  open: Glass | null;
  /** Undefined until it is known; everyone who may is offered the same, whatever the record holds. */
  rules: GlassState['rules'] | undefined;
  /** To be called when it has been opened. */
  opened: () => void;
  close: () => void;
};

/** See above. */
export function useEmergency(patientId: string): Emergency {
  const client = useQueryClient();
  const state = useQuery(glassQuery(patientId)).data;
  const open = state?.open ?? null;
  const again = useCallback(async () => {
    await client.invalidateQueries({ queryKey: glassQuery(patientId).queryKey });
    await rereadChart(patientId, client);
  }, [client, patientId]);
  const ends = open?.ends;
  const was = useRef<number>(undefined);
  useEffect(() => {
    // One that is not here any more was closed elsewhere, or ran out while nobody looked.
    if (was.current !== undefined && ends === undefined) void rereadChart(patientId, client);
    was.current = ends;
    if (ends === undefined) return undefined;
    const timer = setTimeout(
      () => {
        showToast(t('open.over'));
        void again();
      },
      Math.max(ends - Date.now(), 0) + 250,
    );
    return () => clearTimeout(timer);
  }, [again, client, ends, patientId]);
  return useMemo(
    () => ({
      open,
      rules: state?.rules,
      opened: () => void again(),
      close: () => {
        if (!open) return;
        closeGlass(open.id)
          .then(again)
          .then(() => showToast(t('open.closed')))
          .catch(() => showToast(t('open.closeFailed')));
      },
    }),
    [again, open, state?.rules],
  );
}
