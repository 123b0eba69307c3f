import { IconX } from '@tabler/icons-react';
import { PersonPicker, type PickablePerson } from '../components/person-picker.tsx';
import styles from './consent.module.css';
import { t } from './messages.ts';
import type { Named } from './terms.ts';

export type PeopleFieldProps = {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  value: readonly Named[];
  onChange: (value: Named[]) => void;
  /** People and places that can be named. */
  known: readonly PickablePerson[];
};

/** Any number of people and places: those chosen, each with its way out, and a field for the next. */
export function PeopleField({ label, help, error, value, onChange, known }: PeopleFieldProps) {
  const chosen = new Set(value.map((one) => one.reference));
  return (
    <div>
      {value.length > 0 ? (
        <ul className={styles['named']} aria-label={label}>
          {value.map((one) => (
            <li key={one.reference} className={styles['name']}>
              <span>{one.name}</span>
              <button
                type="button"
                className={styles['remove']}
                aria-label={t('sheet.remove', { name: one.name })}
                onClick={() => onChange(value.filter((other) => other.reference !== one.reference))}
              >
                <IconX size={14} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <PersonPicker
        // Emptied for the next as soon as one is chosen.
        key={value.length}
        label={label}
        help={help ?? t('sheet.people')}
        {...(error ? { error } : {})}
        value={null}
        people={known.filter((one) => !chosen.has(one.reference))}
        onChange={(one) => {
          if (one) onChange([...value, { reference: one.reference, name: one.name }]);
        }}
      />
    </div>
  );
}
