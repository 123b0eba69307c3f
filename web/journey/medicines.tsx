/** The medicines of a lane: how many, and on asking all of them, also those that no line was left for. */
import { laneName, LaneMark } from '../components/lane-mark.tsx';
import { sayDay } from '../lib/dates.ts';
import type { Lane } from '../lib/lanes.ts';
import type { MedicationLine } from './events.ts';
import styles from './journey.module.css';
import { t } from './messages.ts';
import { PopoverBox, type PopoverPlace } from './popover-box.tsx';

/** The medicines of a lane: those that are taken first, then by when they began. */
export function medicinesOf(lines: readonly MedicationLine[], lane: Lane): MedicationLine[] {
  return lines
    .filter((line) => line.lane === lane)
    .sort((a, b) => Number(b.isActive) - Number(a.isActive) || b.fromMs - a.fromMs);
}

type ButtonProps = { lane: Lane; count: number; isOpen: boolean; onOpen: () => void };

/** "5 medicines", which opens them. */
export function MedicinesButton({ lane, count, isOpen, onOpen }: ButtonProps) {
  if (count === 0) return null;
  const words = t('medications.count', { count });
  return (
    <button
      type="button"
      className={styles['moreLines']}
      aria-label={`${laneName(lane)}: ${words}`}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      <span className={styles['moreWords']}>{words}</span>
      <span className={styles['moreCount']} aria-hidden="true">
        {count}
      </span>
    </button>
  );
}

type PopoverProps = {
  lane: Lane;
  lines: readonly MedicationLine[];
  place: PopoverPlace;
  onClose: () => void;
  onOpen: (ref: string) => void;
};

/** See above. */
export function MedicinesPopover({ lane, lines, place, onClose, onOpen }: PopoverProps) {
  return (
    <PopoverBox label={t('medications.count', { count: lines.length })} place={place} onClose={onClose}>
      <p className={styles['popKind']}>
        <LaneMark lane={lane} label={true} />
      </p>
      <p className={styles['popTitle']}>{t('medications.count', { count: lines.length })}</p>
      <ul className={styles['popList']} data-scrolls>
        {lines.map((line) => (
          <li key={line.id}>
            <button type="button" onClick={() => onOpen(line.id)}>
              <span className={styles['popItem']}>
                {[line.name, line.spans.at(-1)?.dose].filter(Boolean).join(' · ')}
              </span>
              <span className="tl-label">{whenOf(line)}</span>
            </button>
          </li>
        ))}
      </ul>
    </PopoverBox>
  );
}

function whenOf(line: MedicationLine): string {
  const day = (ms: number) => sayDay(new Date(ms).toISOString());
  return line.isActive
    ? t('medications.since', { date: day(line.fromMs) })
    : t('medications.ended', { date: day(line.toMs) });
}
