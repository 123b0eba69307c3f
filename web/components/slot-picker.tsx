import { Button } from '@mantine/core';
import { useId } from 'react';
import { sayDay, sayTime, sayUnit } from '../lib/dates.ts';
import { t } from '../messages/index.ts';
import styles from './slot-picker.module.css';

/** A free time: FHIR's Slot with whom it is and where. `start` is an instant or a local date and time. */
export type FreeSlot = { id: string; start: string; minutes: number; with: string; site: string };

export type SlotPickerProps = {
  label: string;
  slots: readonly FreeSlot[];
  value: string | null;
  onChange: (id: string) => void;
  /** The next free time elsewhere, where there is none here. */
  elsewhere?: FreeSlot | undefined;
};

function byDay(slots: readonly FreeSlot[]): [string, FreeSlot[]][] {
  const days = new Map<string, FreeSlot[]>();
  for (const slot of [...slots].sort((a, b) => (a.start < b.start ? -1 : 1))) {
    const day = slot.start.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  return [...days];
}

/** Free times by day, one of which is taken: a group of native radio buttons, so that Tab comes once and the arrows choose. */
export function SlotPicker({ label, slots, value, onChange, elsewhere }: SlotPickerProps) {
  const name = useId();
  return (
    <fieldset className={styles['days']}>
      <legend>{label}</legend>
      {slots.length === 0 ? <p className="tl-muted">{t('slots.none')}</p> : null}
      {byDay(slots).map(([day, free]) => (
        <div key={day} className={styles['day']}>
          <span>{sayDay(day)}</span>
          <div className={styles['slots']}>
            {free.map((slot) => (
              <label key={slot.id} className={styles['slot']}>
                <input
                  type="radio"
                  name={name}
                  checked={slot.id === value}
                  onChange={() => onChange(slot.id)}
                  aria-label={sayWhole(slot)}
                />
                <span className={styles['time']}>{sayTime(slot.start)}</span>
                <span className="tl-label">{sayDetail(slot)}</span>
              </label>
            ))}
          </div>
        </div>
      ))}
      {slots.length === 0 && elsewhere ? (
        <div>
          <Button variant="default" onClick={() => onChange(elsewhere.id)}>
            {t('slots.elsewhere', {
              when: `${sayDay(elsewhere.start.slice(0, 10))} ${sayTime(elsewhere.start)}`,
              site: elsewhere.site,
            })}
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}

function sayDetail(slot: FreeSlot): string {
  return [slot.with, slot.site, sayUnit(slot.minutes, 'minute')].join(' · ');
}

function sayWhole(slot: FreeSlot): string {
  return `${sayDay(slot.start.slice(0, 10))} ${sayTime(slot.start)}, ${sayDetail(slot)}`;
}
