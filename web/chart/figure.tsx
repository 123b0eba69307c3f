import { Value, type Trend } from '../components/value.tsx';
import { t } from './messages.ts';
import { isAbnormal, isCritical, type Measurement } from './model/results.ts';
import { sayFigure, sayUnit } from './say.ts';

/** A measurement as it is read: figure, unit, whether it is out of its range; a panel by its parts. */
export function Figure({ measured, trend, size }: { measured: Measurement; trend?: Trend | undefined; size?: 'key' }) {
  const parted = measured.value === undefined && measured.parts.length > 0;
  const worst =
    measured.parts.find((part) => part.interpretation?.startsWith('critical')) ??
    measured.parts.find((part) => part.interpretation && part.interpretation !== 'normal');
  const interpretation = measured.interpretation ?? (isAbnormal(measured) ? worst?.interpretation : undefined);
  return (
    <span data-critical={isCritical(measured) || undefined}>
      <Value
        value={parted ? sayFigure(measured) : (measured.value ?? measured.text ?? '')}
        unit={sayUnit(measured.unit ?? (parted ? measured.parts[0]?.unit : undefined))}
        interpretation={interpretation}
        trend={trend}
        {...(size ? { size } : {})}
      />
      {measured.status === 'preliminary' || measured.status === 'registered' ? (
        <span className="tl-label"> {t('results.preliminary')}</span>
      ) : null}
    </span>
  );
}
