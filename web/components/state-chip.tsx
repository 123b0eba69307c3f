import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconClockFilled,
  IconInfoCircleFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './state-chip.module.css';

/** Act now, due soon, goal met, or nothing to do. */
export type State = 'act' | 'soon' | 'met' | 'info';

const ICONS = {
  act: IconAlertTriangleFilled,
  soon: IconClockFilled,
  met: IconCircleCheckFilled,
  info: IconInfoCircleFilled,
} as const;

/** A state: a filled chip with its icon and a word, never colour alone. */
export function StateChip({ state, children }: { state: State; children: ReactNode }) {
  const Icon = ICONS[state];
  return (
    <span className={styles['chip']} data-state={state}>
      <Icon size={12} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
