import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import { sayNumber, sayRange, sayUnitCode, type Range } from '../lib/numbers.ts';
import { t } from '../messages/index.ts';
import styles from './facts.module.css';

export type Interpretation = 'normal' | 'low' | 'high' | 'critical-low' | 'critical-high' | 'abnormal';
export type Trend = 'up' | 'down' | 'flat';

export type ValueProps = {
  value: number | string;
  unit?: string | undefined;
  range?: Range | undefined;
  interpretation?: Interpretation | undefined;
  trend?: Trend | undefined;
  /** `key` for the one figure that a block is about. */
  size?: 'body' | 'key';
};

const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, flat: IconArrowRight } as const;

/** A measured value with its unit, its reference range, whether it is out of it (a caret and a word) and where it is going. */
export function Value({ value, unit, range, interpretation, trend, size = 'body' }: ValueProps) {
  const Arrow = trend && ARROWS[trend];
  const out = interpretation && interpretation !== 'normal' ? interpretation : undefined;
  return (
    <span className={styles['value']} data-size={size}>
      <span className={styles['figure']} data-out={out ? (out.startsWith('critical') ? 'critical' : 'out') : undefined}>
        {sayNumber(value)}
      </span>
      {unit ? <span className={styles['unit']}>{sayUnitCode(unit)}</span> : null}
      {out ? <Flag out={out} /> : null}
      {Arrow ? (
        <span className={styles['trend']}>
          <Arrow size={14} aria-hidden="true" />
          <span className="tl-hidden">{t(`trend.${trend}`)}</span>
        </span>
      ) : null}
      {range ? (
        <span className={styles['range']}>
          <span className="tl-hidden">{t('value.reference')} </span>
          {sayRange(range, { below: (n) => t('value.below', { n }), above: (n) => t('value.above', { n }) })}
        </span>
      ) : null}
    </span>
  );
}

function Flag({ out }: { out: Exclude<Interpretation, 'normal'> }) {
  const caret = out.endsWith('low') ? '▼' : out.endsWith('high') ? '▲' : '◆';
  return (
    <span className={styles['flag']} data-critical={out.startsWith('critical') || undefined}>
      <span aria-hidden="true">{caret}</span> {t(`interpretation.${out}`)}
    </span>
  );
}
