/** The drawing of the Journey: lanes, marks, arcs; selected by pointer or by the arrows. */
import { useElementSize } from '@mantine/hooks';
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { LaneGlyph, laneName } from '../components/lane-mark.tsx';
import { laneColor, LANES } from '../lib/lanes.ts';
import { ArcMark } from './arcs.tsx';
import { Ground } from './axis.tsx';
import { Brush } from './brush.tsx';
import type { Journey, JourneyEvent } from './events.ts';
import styles from './journey.module.css';
import { LANE_PX, laneTop, nextEvent, PLOT_PX, stopsOf, type Direction, type Placed } from './layout.ts';
import { GoalMark, Hatch, MedicationMark, StopMark } from './marks.tsx';
import { t } from './messages.ts';
import { MarkPopover } from './popover.tsx';
import { usePointer, type ViewControl } from './use-view.ts';

export type PlotProps = {
  journey: Journey;
  control: ViewControl;
  /** The problem that everything else steps back for. */
  focus?: string | undefined;
  changed: ReadonlyMap<string, unknown>;
  onOpen: (ref: string) => void;
};

const LABEL_PX = 120;
const NARROW_LABEL_PX = 28;
const NARROW_PX = 560;
const POPOVER_PX = 360;

const KEYS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

/** See above. */
export function Plot({ journey, control, focus, changed, onOpen }: PlotProps) {
  const { ref: sized, width: whole } = useElementSize();
  const label = whole < NARROW_PX ? NARROW_LABEL_PX : LABEL_PX;
  const width = Math.max(whole - label, 100);
  const list = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<string>();
  const [opened, setOpened] = useState(false);
  usePointer(list, control, journey.extent, width, label);
  const stops = useMemo(() => stopsOf(journey, control.view, width), [journey, control.view, width]);
  const here = stops.find((stop) => stop.items.some((item) => item.id === selected));
  const pick = (stop: Placed) => {
    setSelected(stop.items[0]?.id);
    setOpened(true);
  };
  const close = () => {
    setOpened(false);
    list.current?.focus();
  };
  const zoomTo = (stop: Placed) => {
    const [first, last] = [stop.items[0]?.ms ?? 0, stop.items.at(-1)?.ms ?? 0];
    const air = Math.max((last - first) * 0.3, 3 * 86_400_000);
    control.set({ from: first - air, to: last + air });
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = KEYS[event.key];
    if (direction) {
      event.preventDefault();
      const next = nextEvent(journey, stops, selected, direction);
      if (next) {
        setSelected(next.id);
        setOpened(false);
        control.show(next.ms);
      }
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (here) setOpened(true);
    } else if (event.key === '+' || event.key === '=') control.zoom('in', here?.items[0]?.ms);
    else if (event.key === '-') control.zoom('out', here?.items[0]?.ms);
  };
  return (
    <div ref={sized} className={styles['plot']}>
      {whole > 0 ? (
        <>
          <Labels journey={journey} narrow={label === NARROW_LABEL_PX} />
          <Drawing
            {...{ journey, control, focus, changed, stops, width, label, list, here, selected, onKeyDown }}
            onPick={pick}
          />
          <div className={styles['brushRow']} style={{ paddingInlineStart: label }}>
            <Brush journey={journey} view={control.view} width={width} onView={control.set} />
          </div>
          {opened && here ? (
            <MarkPopover
              key={here.key}
              stop={here}
              {...place(here, label, whole)}
              event={undefined}
              onClose={close}
              onOpen={(event) => onOpen(event.ref)}
              onPick={(event) => onOpen(event.ref)}
              onZoom={zoomTo}
            />
          ) : null}
        </>
      ) : null}
    </div>
  );
}

/** Below the mark in the upper lanes, above it in the lower, never over the edge. */
function place(
  stop: Placed,
  label: number,
  whole: number,
): { left: number; top: number | undefined; bottom: number | undefined } {
  const size = Math.min(POPOVER_PX, whole);
  const left = Math.min(Math.max(label + stop.x + Math.min(stop.width, 40) / 2 - size / 2, 0), whole - size);
  const isUpper = LANES.indexOf(stop.lane) < 3;
  return {
    left,
    top: isUpper ? laneTop(stop.lane) + LANE_PX + 4 : undefined,
    bottom: isUpper ? undefined : PLOT_PX - laneTop(stop.lane) + 44,
  };
}

function Labels({ journey, narrow }: { journey: Journey; narrow: boolean }) {
  return (
    <ul className={styles['labels']} data-narrow={narrow || undefined}>
      {LANES.map((lane) => {
        const more = journey.unplaced.get(lane) ?? 0;
        return (
          <li key={lane}>
            <svg width="14" height="14" viewBox="-7 -7 14 14" fill={laneColor(lane)} aria-hidden="true">
              <LaneGlyph lane={lane} size={10} />
            </svg>
            <span className={narrow ? 'tl-hidden' : undefined}>
              {laneName(lane)}
              {more > 0 ? <span className={styles['moreLines']}>{t('medications.more', { count: more })}</span> : null}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** A list must have something in it, also where time has nothing. */
function EmptyMark() {
  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a mark of a drawing cannot be an <option> element
  return <g role="option" aria-selected={false} aria-label={t('empty.span')} />;
}

type DrawingProps = Omit<PlotProps, 'onOpen'> & {
  stops: Placed[];
  width: number;
  label: number;
  list: React.RefObject<HTMLDivElement | null>;
  here: Placed | undefined;
  selected: string | undefined;
  onKeyDown: (event: KeyboardEvent) => void;
  onPick: (stop: Placed) => void;
};

function Drawing({
  journey,
  control,
  focus,
  changed,
  stops,
  width,
  label,
  list,
  here,
  onKeyDown,
  onPick,
}: DrawingProps) {
  const id = useId();
  const { view } = control;
  const isDim = (one: { problems: readonly string[] }) => focus !== undefined && !one.problems.includes(focus);
  const optionId = (stop: Placed) => `${id}-${stop.key}`.replaceAll(/[^\w-]/g, '_');
  const isChanged = (event: JourneyEvent) =>
    changed.has(event.ref) || event.results.some((one) => changed.has(one.ref));
  const name = [t('region'), t('help')].join('. ');
  return (
    <div
      ref={list}
      className={styles['drawing']}
      style={{ paddingInlineStart: label }}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing whose marks are chosen one at a time cannot be a <select>
      role="listbox"
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-label={name}
      {...(here ? { 'aria-activedescendant': optionId(here) } : {})}
    >
      <svg width={width} height={PLOT_PX} role="presentation">
        <Hatch />
        <Ground view={view} width={width} now={journey.now} />
        <g aria-hidden="true">
          {journey.bands.map((band) => (
            <GoalMark key={band.id} band={band} view={view} width={width} isDim={isDim(band)} />
          ))}
          {journey.lines.map((line) => (
            <MedicationMark key={line.id} line={line} view={view} width={width} isDim={isDim(line)} />
          ))}
          {journey.arcs.map((arc) => (
            <ArcMark key={arc.id} arc={arc} view={view} width={width} now={journey.now} isDim={isDim(arc)} hasRoom />
          ))}
        </g>
        {stops.length === 0 ? <EmptyMark /> : null}
        {stops.map((stop) => (
          <StopMark
            key={stop.key}
            stop={stop}
            id={optionId(stop)}
            isSelected={stop === here}
            isDim={stop.items.every(isDim)}
            isChanged={changed.size > 0 && stop.items.some(isChanged)}
            onPick={onPick}
          />
        ))}
      </svg>
    </div>
  );
}
