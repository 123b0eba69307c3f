/** What a mark stands for: what, where, who, when, the results, and the way in. */
import { Button } from '@mantine/core';
import { IconX, IconZoomIn } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { DateTime } from '../components/date-time.tsx';
import { LaneMark } from '../components/lane-mark.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { Value } from '../components/value.tsx';
import { saySpan } from '../lib/dates.ts';
import type { Measurement } from '../chart/model/results.ts';
import { isAbnormal } from '../chart/model/results.ts';
import type { JourneyEvent } from './events.ts';
import styles from './journey.module.css';
import type { Placed } from './layout.ts';
import { t } from './messages.ts';
import { kindOf } from './words.ts';

export type PopoverProps = {
  stop: Placed;
  /** Of several, the one to tell about. */
  event?: JourneyEvent | undefined;
  left: number;
  top: number | undefined;
  bottom: number | undefined;
  onClose: () => void;
  onOpen: (event: JourneyEvent) => void;
  onPick: (event: JourneyEvent) => void;
  onZoom: (stop: Placed) => void;
};

/** See above. Focus goes in, Escape leaves. */
export function MarkPopover({ stop, event, left, top, bottom, onClose, onOpen, onPick, onZoom }: PopoverProps) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  useEffect(() => {
    const element = box.current;
    const onKey = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return;
      key.stopPropagation();
      onClose();
    };
    element?.addEventListener('keydown', onKey);
    return () => element?.removeEventListener('keydown', onKey);
  }, [onClose]);
  const shown = event ?? (stop.items.length === 1 ? stop.items[0] : undefined);
  return (
    <dialog
      ref={box}
      open
      className={styles['popover']}
      aria-label={shown ? shown.title || kindOf(shown) : t('cluster.title', { count: stop.items.length })}
      style={{ left, top, bottom }}
    >
      {shown ? <One event={shown} onOpen={onOpen} /> : <Several stop={stop} onPick={onPick} onZoom={onZoom} />}
      <button type="button" className={styles['close']} onClick={onClose} aria-label={t('close')}>
        <IconX size={16} aria-hidden="true" />
      </button>
    </dialog>
  );
}

function One({ event, onOpen }: { event: JourneyEvent; onOpen: (event: JourneyEvent) => void }) {
  const outside = event.results.filter(isAbnormal);
  const shown = [...outside, ...event.results.filter((one) => !outside.includes(one))].slice(0, 5);
  return (
    <>
      <p className={styles['popKind']}>
        <LaneMark lane={event.lane} label={true} />
        <span>{kindOf(event)}</span>
      </p>
      <p className={styles['popTitle']}>{event.title || kindOf(event)}</p>
      {event.detail ? <p>{event.detail}</p> : null}
      <p className="tl-muted">
        <DateTime value={event.at} />
        {event.endMs !== undefined && event.kind !== 'visit'
          ? ` ${t('stay.length', { span: saySpan(event.endMs - event.ms) })}`
          : null}
      </p>
      {event.place ? <p className="tl-muted">{event.place}</p> : null}
      {event.people.length > 0 ? <p className="tl-muted">{event.people.slice(0, 3).join(' · ')}</p> : null}
      {shown.length > 0 ? (
        <dl className={styles['popResults']}>
          {shown.map((one) => (
            <div key={one.ref}>
              <dt>{one.name}</dt>
              <dd>
                <Figure measured={one} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <Button size="xs" onClick={() => onOpen(event)}>
        {t('open')}
      </Button>
    </>
  );
}

function Figure({ measured }: { measured: Measurement }) {
  if (measured.parts.length > 0 && measured.value === undefined)
    return measured.parts
      .slice(0, 2)
      .map((part) => part.value ?? part.text)
      .join('/');
  return (
    <Value
      value={measured.value ?? measured.text ?? ''}
      unit={measured.unit}
      interpretation={measured.interpretation}
    />
  );
}

const LISTED = 8;

function Several({ stop, onPick, onZoom }: Pick<PopoverProps, 'stop' | 'onPick' | 'onZoom'>) {
  const rest = stop.items.length - LISTED;
  return (
    <>
      <p className={styles['popKind']}>
        <LaneMark lane={stop.lane} label={true} />
      </p>
      <p className={styles['popTitle']}>{t('cluster.title', { count: stop.items.length })}</p>
      <ul className={styles['popList']}>
        {stop.items.slice(0, LISTED).map((item) => (
          <li key={item.id}>
            <button type="button" onClick={() => onPick(item)}>
              <span className={styles['popItem']}>{item.title || kindOf(item)}</span>
              <span className="tl-label">
                <DateTime value={item.at} precision="day" />
              </span>
            </button>
            {item.abnormal ? <StateChip state={item.isCritical ? 'act' : 'soon'}>{t('abnormal')}</StateChip> : null}
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className="tl-muted">{t('cluster.more', { count: rest })}</p> : null}
      <Button size="xs" leftSection={<IconZoomIn size={14} aria-hidden="true" />} onClick={() => onZoom(stop)}>
        {t('cluster.zoom')}
      </Button>
    </>
  );
}
