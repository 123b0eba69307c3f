import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { StateChip, type State } from './state-chip.tsx';
import styles from './matters-card.module.css';

export type Matter = {
  id: string;
  state: State;
  /** The word on the chip: "Conflict", "Result to review". */
  kind: string;
  /** One sentence that says what is the matter. */
  sentence: ReactNode;
  evidence?: ReactNode;
  action?: { label: string; onAct: () => void } | undefined;
  /** The rule behind it, opened by "Why?". */
  why?: ReactNode;
};

const SHOWN = 5;

/** "What matters now": at most five, each with its evidence and its one act; the rest and the settled are counts. */
export function MattersCard({ matters, settled = 0 }: { matters: readonly Matter[]; settled?: number }) {
  const [all, setAll] = useState(false);
  const shown = all ? matters : matters.slice(0, SHOWN);
  return (
    <section className={styles['card']} aria-labelledby="matters">
      <h2 id="matters" className={styles['head']}>
        {t('matters.title')}
      </h2>
      {matters.length === 0 ? <p className={styles['nothing']}>{t('matters.nothing')}</p> : null}
      <ol>
        {shown.map((matter) => (
          <MatterItem key={matter.id} matter={matter} />
        ))}
      </ol>
      {matters.length > SHOWN && !all ? (
        <button type="button" className={styles['more']} onClick={() => setAll(true)}>
          {t('matters.more', { count: matters.length - SHOWN })}
        </button>
      ) : null}
      {settled > 0 ? <p className={styles['settled']}>{t('matters.settled', { count: settled })}</p> : null}
    </section>
  );
}

function MatterItem({ matter }: { matter: Matter }) {
  const [why, setWhy] = useState(false);
  return (
    <li className={styles['matter']}>
      <StateChip state={matter.state}>{matter.kind}</StateChip>
      <p className={styles['sentence']}>{matter.sentence}</p>
      {matter.evidence ? <div className={styles['evidence']}>{matter.evidence}</div> : null}
      {matter.action || matter.why ? (
        <div className={styles['acts']}>
          {matter.action ? (
            <Button size="xs" variant="default" onClick={matter.action.onAct}>
              {matter.action.label}
            </Button>
          ) : null}
          {matter.why ? (
            <button type="button" className={styles['more']} aria-expanded={why} onClick={() => setWhy(!why)}>
              {t('matters.why')}
            </button>
          ) : null}
        </div>
      ) : null}
      {why ? <div className={styles['evidence']}>{matter.why}</div> : null}
    </li>
  );
}
