import type { CSSProperties, ReactNode } from 'react';
import { laneColor, type Lane } from '../lib/lanes.ts';
import { t } from '../messages/index.ts';
import { PersonFace } from './person-face.tsx';
import { StateChip, type State } from './state-chip.tsx';
import styles from './plan-row.module.css';

type Person = { name: string; role?: string | undefined };

export type PlanRowProps = {
  kind: 'goal' | 'step';
  title: string;
  /** Target, latest figure, due: what stands under the title. */
  detail?: string | undefined;
  lane?: Lane | undefined;
  owner?: Person | undefined;
  state?: { state: State; word: string } | undefined;
  /** Who suggests it: it is not part of the plan until its owner takes it. */
  suggestedBy?: string | undefined;
  /** Who has it open just now. */
  present?: Person | undefined;
  /** True for a moment after another changed it. */
  isChanged?: boolean;
  onOpen?: (() => void) | undefined;
  /** A sparkline or a bar of progress. */
  progress?: ReactNode;
  acts?: ReactNode;
};

/** A row of the plan, in a list: lane edge, words, progress, owner, state. */
export function PlanRow(props: PlanRowProps) {
  const { kind, title, detail, lane, owner, state, suggestedBy, present, progress, acts } = props;
  const lines = [suggestedBy && t('plan.suggestedBy', { name: suggestedBy }), detail].filter(Boolean).join(' · ');
  const words = kind === 'goal' ? <span className="tl-strong">{title}</span> : title;
  return (
    <li
      className={[styles['row'], props.isChanged && 'tl-changed'].filter(Boolean).join(' ')}
      data-kind={kind}
      data-suggested={suggestedBy ? true : undefined}
      style={lane ? ({ '--row-lane': laneColor(lane) } as CSSProperties) : undefined}
    >
      <div className={styles['words']}>
        {props.onOpen ? (
          <button type="button" className={styles['title']} onClick={props.onOpen}>
            {words}
          </button>
        ) : (
          words
        )}
        {lines ? <span className="tl-label">{lines}</span> : null}
      </div>
      {progress}
      <span className={styles['end']}>
        {present ? <PersonFace name={present.name} role={t('plan.hasItOpen')} size={20} /> : null}
        {owner ? <PersonFace name={owner.name} {...(owner.role ? { role: owner.role } : {})} size={24} /> : null}
        {state ? <StateChip state={state.state}>{state.word}</StateChip> : null}
        {acts}
      </span>
    </li>
  );
}
