import { useElementSize } from '@mantine/hooks';
import { useId, useState, type ReactNode } from 'react';
import { t } from '../messages/index.ts';
import styles from './charts.module.css';

export type ChartFrameProps = {
  /** The finding, in words. */
  title: string;
  height: number;
  renderAt: (width: number) => ReactNode;
  table: ReactNode;
};

/** What every chart stands in: its finding as a title, and the same figures as a table behind it. */
export function ChartFrame({ title, height, renderAt, table }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const { ref, width } = useElementSize();
  const id = useId();
  return (
    <figure className={styles['chart']} aria-labelledby={id}>
      <figcaption className={styles['head']}>
        <span id={id} className="tl-strong">
          {title}
        </span>
        <button type="button" className={styles['toggle']} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.showDrawing') : t('chart.showTable')}
        </button>
      </figcaption>
      {asTable ? (
        table
      ) : (
        <div ref={ref} style={{ height }}>
          {width > 0 ? renderAt(width) : null}
        </div>
      )}
    </figure>
  );
}

/** The next round number above, so that the axis ends on one that can be read. */
export function niceCeiling(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * step >= value) ?? 10) * step;
}
