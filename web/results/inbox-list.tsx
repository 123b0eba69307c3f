import { IconTestPipe } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { ClockBadge } from '../components/clock-badge.tsx';
import { DateTime } from '../components/date-time.tsx';
import { InRowProvider } from '../components/focusable.ts';
import { StateChip } from '../components/state-chip.tsx';
import { sayUnitCode } from '../lib/numbers.ts';
import { nameIn, t } from './messages.ts';
import type { InboxEntry, ResultLine } from './model.ts';
import styles from './results.module.css';

export const GROUPS = ['critical', 'again', 'abnormal', 'normal'] as const;
export type Group = (typeof GROUPS)[number];

/** Where an entry stands in the list. */
export function groupOf(entry: InboxEntry): Group {
  if (entry.severity === 'critical') return 'critical';
  return entry.again ? 'again' : entry.severity;
}

export type InboxListProps = {
  entries: readonly InboxEntry[];
  /** Id of the task that is open. */
  chosen: string | undefined;
  /** Ids of the normal ones that are to be looked at together. */
  picked: ReadonlySet<string>;
  onPick: (ids: ReadonlySet<string>) => void;
  onChoose: (entry: InboxEntry) => void;
};

/** What waits, by how grave it is; the arrows go from one to the next. */
export function InboxList({ entries, chosen, picked, onPick, onChoose }: InboxListProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const rows = [...(event.currentTarget.closest('nav')?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])];
    const next = rows[rows.indexOf(event.currentTarget) + step];
    next?.focus();
    const entry = entries.find((one) => one.task.id === next?.dataset['entry']);
    if (entry && chosen !== undefined) onChoose(entry);
  };
  return (
    <nav className={styles['list']} aria-label={t('list.label')}>
      {GROUPS.map((group) => {
        const own = entries.filter((entry) => groupOf(entry) === group);
        return own.length > 0 ? (
          <section key={group} aria-label={t(`group.${group}`)}>
            <div className={styles['groupHead']}>
              <h2>{t(`group.${group}`)}</h2>
              <span className="tl-label">{own.length}</span>
              {group === 'normal' ? <PickAll entries={own} picked={picked} onPick={onPick} /> : null}
            </div>
            <ul>
              {own.map((entry) => (
                <li key={entry.task.id} className={styles['item']}>
                  {group === 'normal' ? <Pick entry={entry} picked={picked} onPick={onPick} /> : null}
                  <InRowProvider value>
                    <Row entry={entry} isOpen={entry.task.id === chosen} onChoose={onChoose} onKeyDown={onKeyDown} />
                  </InRowProvider>
                </li>
              ))}
            </ul>
          </section>
        ) : null;
      })}
    </nav>
  );
}

type PickProps = Pick<InboxListProps, 'picked' | 'onPick'>;

function PickAll({ entries, picked, onPick }: PickProps & { entries: readonly InboxEntry[] }) {
  const isAll = entries.every((entry) => picked.has(entry.task.id));
  return (
    <button
      type="button"
      className={styles['pickAll']}
      onClick={() => onPick(isAll ? new Set() : new Set(entries.map((entry) => entry.task.id)))}
    >
      {isAll ? t('batch.none') : t('batch.all')}
    </button>
  );
}

function Pick({ entry, picked, onPick }: PickProps & { entry: InboxEntry }) {
  const { id } = entry.task;
  return (
    <input
      type="checkbox"
      className={styles['pick']}
      aria-label={t('choose', { title: entry.title, patient: entry.patient.name })}
      checked={picked.has(id)}
      onChange={() =>
        onPick(picked.has(id) ? new Set([...picked].filter((one) => one !== id)) : new Set([...picked, id]))
      }
    />
  );
}

/** The figures that make it what it is, the gravest first. */
function tellingLines(entry: InboxEntry): ResultLine[] {
  const flagged = entry.results.filter((line) => line.flag);
  return flagged.toSorted((a, b) => Number(b.flag!.isCritical) - Number(a.flag!.isCritical)).slice(0, 2);
}

type RowProps = Pick<InboxListProps, 'onChoose'> & {
  entry: InboxEntry;
  isOpen: boolean;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
};

function Row({ entry, isOpen, onChoose, onKeyDown }: RowProps) {
  const lines = tellingLines(entry);
  const more = entry.results.filter((line) => line.flag).length - lines.length;
  return (
    <button
      type="button"
      className={styles['row']}
      data-entry={entry.task.id}
      data-severity={entry.severity}
      aria-current={isOpen || undefined}
      onClick={() => onChoose(entry)}
      onKeyDown={onKeyDown}
    >
      <span className={styles['rowHead']}>
        <span className={styles['who']}>{entry.patient.name}</span>
        {entry.severity === 'critical' && entry.due ? (
          <ClockBadge due={entry.due} soonHours={1} />
        ) : entry.released ? (
          <span className="tl-muted">
            <DateTime value={entry.released} />
          </span>
        ) : null}
      </span>
      <span className={styles['what']}>
        <IconTestPipe size={14} aria-hidden="true" />
        <span>{entry.title}</span>
      </span>
      {lines.length > 0 ? (
        <span className={styles['figures']}>
          {lines.map((line) => (
            <span key={`${line.ref} ${line.name}`} data-critical={line.flag!.isCritical || undefined}>
              {line.name} {line.value} {sayUnitCode(line.unit)}, {nameIn('flag', line.flag!.word).toLowerCase()}
            </span>
          ))}
          {more > 0 ? <span className="tl-muted">+{more}</span> : null}
        </span>
      ) : null}
      {entry.again || entry.covering ? (
        <span className={styles['marks']}>
          {entry.again ? <StateChip state="soon">{t(`again.${entry.again}`)}</StateChip> : null}
          {entry.covering ? (
            <StateChip state="info">{t('covering', { name: entry.owner?.name ?? '' })}</StateChip>
          ) : null}
        </span>
      ) : null}
    </button>
  );
}
