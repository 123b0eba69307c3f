import { t } from '../messages/index.ts';
import styles from './states.module.css';

const WIDTHS = ['92%', '78%', '86%', '64%'];

/** The shape of what is coming, shown only if it has not come after 150 ms. */
export function Skeleton({ lines = 3, height = 16 }: { lines?: number; height?: number }) {
  return (
    <output className={styles['skeleton']} data-loading>
      <span className="tl-hidden">{t('state.loading')}</span>
      {Array.from({ length: lines }, (_, place) => (
        <div key={place} className={styles['bar']} style={{ height, width: WIDTHS[place % WIDTHS.length] }} />
      ))}
    </output>
  );
}
