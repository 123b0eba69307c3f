/** The vital signs of a note: unit, what is expected, the last figure and the difference to it, at each field. */
import { NumberField } from '../../components/field.tsx';
import { sayDay } from '../../lib/dates.ts';
import { sayNumber } from '../../lib/numbers.ts';
import { useChartPlace } from '../chart-place.ts';
import styles from '../chart.module.css';
import { sayReference } from '../say.ts';
import type { Draft, FieldKey } from './draft.ts';
import { t } from './messages.ts';
import { sinceLast, VITAL_KEYS, VITALS, type VitalKey } from './vitals.ts';

type VitalFieldsProps = {
  draft: Draft;
  isAdult: boolean;
  errorOf: (key: FieldKey) => string | undefined;
  onChange: (vitals: Draft['vitals']) => void;
};

/** See above. */
export function VitalFields({ draft, isAdult, errorOf, onChange }: VitalFieldsProps) {
  const set = (key: VitalKey, value: number | '') => {
    const { [key]: _, ...rest } = draft.vitals;
    onChange(value === '' ? rest : { ...rest, [key]: value });
  };
  return (
    <fieldset className={styles['vitals']}>
      <legend>{t('vitals')}</legend>
      {VITAL_KEYS.map((key) => (
        <div key={key}>
          <NumberField
            label={t(`vital.${key}`)}
            value={draft.vitals[key] ?? ''}
            unit={VITALS[key].unit}
            decimals={VITALS[key].decimals}
            error={errorOf(key)}
            onChange={(value) => set(key, value)}
          />
          <Since vital={key} value={draft.vitals[key]} isAdult={isAdult} />
        </div>
      ))}
    </fieldset>
  );
}

function Since({ vital, value, isAdult }: { vital: VitalKey; value: number | undefined; isAdult: boolean }) {
  const { chart } = useChartPlace();
  const since = sinceLast(chart.results, vital, value);
  const range = isAdult ? VITALS[vital].range : undefined;
  const last = since
    ? t('vital.last', { value: sayNumber(since.last), date: sayDay(since.at.slice(0, 10)) })
    : t('vital.none');
  const delta = since?.delta;
  return (
    <p className={styles['since']}>
      <span>{last}</span>
      {delta === undefined ? null : (
        <span className="tl-strong">
          {' '}
          {t('vital.delta', { delta: `${delta > 0 ? '+' : delta < 0 ? '−' : '±'}${sayNumber(Math.abs(delta))}` })}
        </span>
      )}
      {range ? (
        <span className={styles['expected']}>{t('vital.expected', { range: sayReference(range, undefined) })}</span>
      ) : null}
    </p>
  );
}
