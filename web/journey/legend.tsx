import styles from './journey.module.css';
import { Hatch } from './marks.tsx';
import { t } from './messages.ts';

/** What the marks mean; drawn with the marks themselves. */
export function Legend() {
  return (
    <ul className={styles['legend']} aria-label={t('legend')}>
      <Entry word={t('legend.stay')}>
        <rect className={styles['bar']} x={-9} y={-5} width={18} height={10} rx={2} />
      </Entry>
      <Entry word={t('legend.emergency')}>
        <Hatch />
        <rect className={styles['emergency']} x={-9} y={-5} width={18} height={10} rx={2} fill="url(#journey-hatch)" />
      </Entry>
      <Entry word={t('legend.result')}>
        <line className={styles['tick']} y1={-4} y2={4} />
      </Entry>
      <Entry word={t('legend.abnormal')}>
        <line className={styles['tick']} y1={0} y2={7} />
        <path className={styles['caret']} d="M-3.5 -2L0 -6.5 3.5 -2z" />
      </Entry>
      <Entry word={t('legend.medication')}>
        <line className={styles['legendLine']} x1={-10} x2={10} y1={0} y2={0} />
      </Entry>
      <Entry word={t('legend.goal')}>
        <rect className={styles['goal']} x={-10} y={-2} width={20} height={4} rx={2} />
      </Entry>
      <Entry word={t('legend.handoff')}>
        <path className={styles['arc']} d="M-10 5C-2 5 2 -5 10 -5" />
      </Entry>
      <Entry word={t('legend.broken')}>
        <g className={styles['broken']}>
          <path className={styles['arcLine']} d="M-10 5C-2 5 2 -4 8 -4" />
          <line x1={4} x2={11} y1={-4} y2={-4} />
        </g>
      </Entry>
    </ul>
  );
}

function Entry({ word, children }: { word: string; children: React.ReactNode }) {
  return (
    <li>
      <svg width="26" height="16" viewBox="-13 -8 26 16" aria-hidden="true" className={styles['legendMark']}>
        {children}
      </svg>
      {word}
    </li>
  );
}
