/** The Journey drawn: lanes, marks, arcs; selected by pointer or by the arrows. */
import { useElementSize } from '@mantine/hooks';
import { useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { LaneGlyph, laneName } from '../components/lane-mark.tsx';
import { laneColor, LANES, type Lane } from '../lib/lanes.ts';
import { Brush } from './brush.tsx';
import { Drawing } from './drawing.tsx';
import type { Journey } from './events.ts';
import styles from './journey.module.css';
import { LANE_PX, laneTop, nextEvent, PLOT_PX, stopsOf, type Direction, type Placed } from './layout.ts';
import { MedicinesButton, medicinesOf, MedicinesPopover } from './medicines.tsx';
import { MarkPopover } from './popover.tsx';
import type { PopoverPlace } from './popover-box.tsx';
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

/** What is chosen, and what stands open over it: the chosen mark, or the medicines of a lane. */
function useSelection(
  { journey, control }: Pick<PlotProps, 'journey' | 'control'>,
  stops: readonly Placed[],
  list: RefObject<HTMLDivElement | null>,
) {
  const [selected, setSelected] = useState<string>();
  const [opened, setOpened] = useState<'mark' | Lane>();
  const here = stops.find((stop) => stop.items.some((item) => item.id === selected));
  const close = () => {
    const opener = opened === 'mark' ? undefined : list.current?.parentElement?.querySelector('[aria-expanded="true"]');
    setOpened(undefined);
    (opener instanceof HTMLElement ? opener : list.current)?.focus();
  };
  return {
    here,
    opened,
    close,
    pick: (stop: Placed) => {
      setSelected(stop.items[0]?.id);
      setOpened('mark');
    },
    toggle: (lane: Lane) => setOpened(lane === opened ? undefined : lane),
    zoomTo: (stop: Placed) => {
      const [first, last] = [stop.items[0]?.ms ?? 0, stop.items.at(-1)?.ms ?? 0];
      const air = Math.max((last - first) * 0.3, 3 * 86_400_000);
      control.set({ from: first - air, to: last + air });
      close();
    },
    onKeyDown: (event: KeyboardEvent) => {
      const direction = KEYS[event.key];
      if (direction) {
        event.preventDefault();
        const next = nextEvent(journey.marks, stops, selected, direction);
        if (next) {
          setSelected(next.id);
          setOpened(undefined);
          control.show(next.ms);
        }
      } else if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        if (here) setOpened('mark');
      } else if (event.key === '+' || event.key === '=') control.zoom('in', here?.items[0]?.ms);
      else if (event.key === '-') control.zoom('out', here?.items[0]?.ms);
    },
  };
}

/** See above. */
export function Plot({ journey, control, focus, changed, onOpen }: PlotProps) {
  const { ref: sized, width: whole } = useElementSize();
  const label = whole < NARROW_PX ? NARROW_LABEL_PX : LABEL_PX;
  const width = Math.max(whole - label, 100);
  const list = useRef<HTMLDivElement>(null);
  usePointer(list, control, journey.extent, width, label);
  const stops = useMemo(() => stopsOf(journey.marks, control.view, width), [journey, control.view, width]);
  const { here, opened, close, pick, toggle, zoomTo, onKeyDown } = useSelection({ journey, control }, stops, list);
  const lane = opened === 'mark' ? undefined : opened;
  return (
    <div ref={sized} className={styles['plot']}>
      {whole > 0 ? (
        <>
          <Labels journey={journey} narrow={label === NARROW_LABEL_PX} opened={lane} onMedicines={toggle} />
          <Drawing
            {...{ journey, control, focus, changed, stops, width, label, list, here, onKeyDown }}
            onPick={pick}
          />
          <div className={styles['brushRow']} style={{ paddingInlineStart: label }}>
            <Brush journey={journey} view={control.view} width={width} onView={control.set} />
          </div>
          {opened === 'mark' && here ? (
            <MarkPopover
              key={here.key}
              stop={here}
              place={placeOf(here.lane, label + here.x + Math.min(here.width, 40) / 2, whole)}
              onClose={close}
              onOpen={(event) => onOpen(event.ref)}
              onZoom={zoomTo}
            />
          ) : null}
          {lane ? (
            <MedicinesPopover
              key={lane}
              lane={lane}
              lines={medicinesOf(journey.lines, lane)}
              place={placeOf(lane, 0, whole)}
              onClose={close}
              onOpen={onOpen}
            />
          ) : null}
        </>
      ) : null}
    </div>
  );
}

/** Around `middle`, below the mark in the upper lanes, above it in the lower, never over the edge. */
function placeOf(lane: Lane, middle: number, whole: number): PopoverPlace {
  const size = Math.min(POPOVER_PX, whole);
  const isUpper = LANES.indexOf(lane) < 3;
  return {
    left: Math.min(Math.max(middle - size / 2, 0), whole - size),
    top: isUpper ? laneTop(lane) + LANE_PX + 4 : undefined,
    bottom: isUpper ? undefined : PLOT_PX - laneTop(lane) + 44,
  };
}

type LabelsProps = {
  journey: Journey;
  narrow: boolean;
  opened: Lane | undefined;
  onMedicines: (lane: Lane) => void;
};

function Labels({ journey, narrow, opened, onMedicines }: LabelsProps) {
  return (
    <ul className={styles['labels']} data-narrow={narrow || undefined}>
      {LANES.map((lane) => (
        <li key={lane}>
          <svg width="14" height="14" viewBox="-7 -7 14 14" fill={laneColor(lane)} aria-hidden="true">
            <LaneGlyph lane={lane} size={10} />
          </svg>
          <span className={styles['laneWords']}>
            <span className={narrow ? 'tl-hidden' : undefined}>{laneName(lane)}</span>
            <MedicinesButton
              lane={lane}
              count={medicinesOf(journey.lines, lane).length}
              isOpen={opened === lane}
              onOpen={() => onMedicines(lane)}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}
