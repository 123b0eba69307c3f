import { IconCheck } from '@tabler/icons-react';
import { t } from '../messages/index.ts';
import styles from './filter-bar.module.css';

export type Filter = { key: string; label: string; count?: number };

export type FilterBarProps = {
  label: string;
  filters: readonly Filter[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
  /** One at a time instead of any number. */
  single?: boolean;
};

/** Chips that narrow the list below; pressed ones are in force, and one button clears them all. */
export function FilterBar({ label, filters, selected, onChange, single = false }: FilterBarProps) {
  const toggle = (key: string) => {
    if (selected.includes(key)) return onChange(selected.filter((other) => other !== key));
    onChange(single ? [key] : [...selected, key]);
  };
  return (
    <fieldset className={styles['bar']}>
      <legend className="tl-hidden">{label}</legend>
      {filters.map((filter) => (
        <button
          key={filter.key}
          type="button"
          className={styles['chip']}
          aria-pressed={selected.includes(filter.key)}
          onClick={() => toggle(filter.key)}
        >
          {selected.includes(filter.key) ? <IconCheck size={12} aria-hidden="true" /> : null}
          {filter.label}
          {filter.count === undefined ? null : <span className={styles['count']}>{filter.count}</span>}
        </button>
      ))}
      {selected.length > 0 && !single ? (
        <button type="button" className={styles['clear']} onClick={() => onChange([])}>
          {t('filter.clear')}
        </button>
      ) : null}
    </fieldset>
  );
}
