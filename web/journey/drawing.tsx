/** The marks of the Journey in their lanes, as one list of which one is chosen at a time. */
import { useId, type KeyboardEvent, type RefObject } from 'react';
import { ArcMark, isArc } from './arcs.tsx';
import { Ground } from './axis.tsx';
import type { JourneyEvent } from './events.ts';
import styles from './journey.module.css';
import { PLOT_PX, type Placed } from './layout.ts';
import { GoalMark, Hatch, MedicationMark, StopMark } from './marks.tsx';
import { t } from './messages.ts';
import type { PlotProps } from './plot.tsx';

/** A list must have something in it, also where time has nothing. */
function EmptyMark() {
  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a mark of a drawing cannot be an <option> element
  return <g role="option" aria-selected={false} aria-label={t('empty.span')} />;
}

export type DrawingProps = Omit<PlotProps, 'onOpen'> & {
  stops: Placed[];
  width: number;
  label: number;
  list: RefObject<HTMLDivElement | null>;
  here: Placed | undefined;
  onKeyDown: (event: KeyboardEvent) => void;
  onPick: (stop: Placed) => void;
};

/** See above. */
export function Drawing({
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
  const drawn = journey.lines.filter((line) => line.row >= 0);
  const markOf = (stop: Placed) => ({
    stop,
    id: optionId(stop),
    isSelected: stop === here,
    isDim: stop.items.every(isDim),
    isChanged: changed.size > 0 && stop.items.some(isChanged),
    onPick,
  });
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
          {drawn.map((line) => (
            <MedicationMark key={line.id} line={line} view={view} width={width} isDim={isDim(line)} />
          ))}
        </g>
        {stops.length === 0 ? <EmptyMark /> : null}
        {stops.filter(isArc).map((stop) => (
          <ArcMark key={stop.key} {...markOf(stop)} view={view} width={width} now={journey.now} />
        ))}
        {stops
          .filter((stop) => !isArc(stop))
          .map((stop) => (
            <StopMark key={stop.key} {...markOf(stop)} />
          ))}
      </svg>
    </div>
  );
}
