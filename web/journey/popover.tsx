/** What a mark stands for: what, where, who, when, the results, and the way in. */
import { Button } from '@mantine/core';
import { IconZoomIn } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DateTime } from '../components/date-time.tsx';
import { LaneMark, laneName } from '../components/lane-mark.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { Value } from '../components/value.tsx';
import { saySpan } from '../lib/dates.ts';
import type { Measurement } from '../chart/model/results.ts';
import { isAbnormal } from '../chart/model/results.ts';
import type { Arc, JourneyEvent } from './events.ts';
import styles from './journey.module.css';
import type { Placed } from './layout.ts';
import { t } from './messages.ts';
import { PopoverBox, type PopoverPlace } from './popover-box.tsx';
import { arcOutcome, kindOf } from './words.ts';

export type PopoverProps = {
  stop: Placed;
  place: PopoverPlace;
  onClose: () => void;
  onOpen: (event: JourneyEvent) => void;
  onZoom: (stop: Placed) => void;
};

/** See above. */
export function MarkPopover({ stop, place, onClose, onOpen, onZoom }: PopoverProps) {
  const one = stop.items.length === 1 ? stop.items[0] : undefined;
  return (
    <PopoverBox
      label={one ? one.title || kindOf(one) : t('cluster.title', { count: stop.items.length })}
      place={place}
      onClose={onClose}
    >
      {one ? <One event={one} onOpen={onOpen} /> : <Several stop={stop} onOpen={onOpen} onZoom={onZoom} />}
    </PopoverBox>
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
      {event.arc ? <Handoff arc={event.arc} /> : <Facts event={event} />}
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

function Facts({ event }: { event: JourneyEvent }) {
  return (
    <>
      {event.detail ? <p>{event.detail}</p> : null}
      <p className="tl-muted">
        <DateTime value={event.at} />
        {event.endMs !== undefined && event.kind !== 'visit'
          ? ` ${t('stay.length', { span: saySpan(event.endMs - event.ms) })}`
          : null}
      </p>
      {event.place ? <p className="tl-muted">{event.place}</p> : null}
      {event.people.length > 0 ? <p className="tl-muted">{event.people.slice(0, 3).join(' · ')}</p> : null}
    </>
  );
}

/** From where to where, when, by whom, and what became of it. */
function Handoff({ arc }: { arc: Arc }) {
  return (
    <>
      <StateChip state={arc.isOpen ? (arc.isUrgent ? 'act' : 'soon') : 'met'}>{arcOutcome(arc)}</StateChip>
      <dl className={styles['popResults']}>
        <Line name={t('arc.from')}>{laneName(arc.from)}</Line>
        <Line name={t('arc.to')}>{laneName(arc.to)}</Line>
        {arc.toName ? <Line name={t('column.where')}>{arc.toName}</Line> : null}
        <Line name={t('arc.given')}>
          <DateTime value={arc.at} precision="day" />
        </Line>
        {arc.source.by ? <Line name={t('arc.by')}>{arc.source.by}</Line> : null}
        {arc.booked ? (
          <Line name={t('arc.until')}>
            <DateTime value={arc.booked} />
          </Line>
        ) : null}
      </dl>
    </>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
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

function Several({ stop, onOpen, onZoom }: Pick<PopoverProps, 'stop' | 'onOpen' | 'onZoom'>) {
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
            <button type="button" onClick={() => onOpen(item)}>
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
