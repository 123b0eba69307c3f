/** The Journey in 120 px, for the top of the Summary: where care took place in the last three years, and where it broke. */
import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { LaneGlyph, laneName } from '../components/lane-mark.tsx';
import { tip } from '../components/tip.tsx';
import { laneColor, LANES, type Lane } from '../lib/lanes.ts';
import { Ground } from './axis.tsx';
import { clusterOf } from './cluster.ts';
import type { Arc, Journey, JourneyEvent } from './events.ts';
import styles from './journey.module.css';
import { t } from './messages.ts';
import { lookingBack, xOf, YEAR, type View } from './scale.ts';
import { arcLine, lineOf, pillLabel } from './words.ts';

const LANE_PX = 19;
const LABEL_PX = 28;
const HEIGHT_PX = LANES.length * LANE_PX + 22;

type StripProps = { journey: Journey; focus?: string | undefined; changed: ReadonlyMap<string, unknown> };

/** See above. Drawn for the eye; the Journey itself carries the lists for the ear. */
export function JourneyStrip({ journey, focus, changed }: StripProps) {
  const { ref, width: whole } = useElementSize();
  const width = Math.max(whole - LABEL_PX, 50);
  const view = useMemo(() => lookingBack(journey.anchor, 3 * YEAR), [journey.anchor]);
  const counts = LANES.map(
    (lane) =>
      `${laneName(lane)} ${journey.events.filter((event) => event.lane === lane && event.ms >= view.from && event.kind !== 'result').length}`,
  );
  return (
    <div ref={ref} className={styles['strip']}>
      {whole > 0 ? (
        <svg width={whole} height={HEIGHT_PX} role="img" aria-label={`${t('title.strip')}: ${counts.join(', ')}`}>
          {LANES.map((lane) => (
            <g key={lane} transform={`translate(10 ${middleOf(lane)})`} fill={laneColor(lane)} {...tip(laneName(lane))}>
              <LaneGlyph lane={lane} size={9} />
            </g>
          ))}
          <g transform={`translate(${LABEL_PX} 0)`}>
            <Ground view={view} width={width} now={journey.now} laneHeight={LANE_PX} detail={false} />
            {journey.arcs.map((arc) => (
              <StripArc
                key={arc.id}
                arc={arc}
                view={view}
                width={width}
                now={journey.now}
                isDim={focus !== undefined && !arc.problems.includes(focus)}
              />
            ))}
            {LANES.map((lane) => (
              <StripLane
                key={lane}
                lane={lane}
                journey={journey}
                view={view}
                width={width}
                focus={focus}
                changed={changed}
              />
            ))}
          </g>
        </svg>
      ) : null}
    </div>
  );
}

function middleOf(lane: Lane): number {
  return LANES.indexOf(lane) * LANE_PX + LANE_PX / 2;
}

type LaneProps = StripProps & { lane: Lane; view: View; width: number };

function StripLane({ lane, journey, view, width, focus, changed }: LaneProps) {
  const own = journey.events.filter(
    (event) =>
      event.lane === lane && event.kind !== 'result' && event.ms <= view.to && (event.endMs ?? event.ms) >= view.from,
  );
  const marks = own.map((item) => ({ x: xOf(view, width, Math.max(item.ms, view.from)), item }));
  return (
    <g transform={`translate(0 ${middleOf(lane)})`} fill={laneColor(lane)} stroke={laneColor(lane)}>
      {clusterOf(marks).map((stop) => {
        const [event] = stop.items;
        if (!event) return null;
        const isDim = focus !== undefined && !stop.items.some((item) => item.problems.includes(focus));
        const label = stop.items.length === 1 ? lineOf(event) : pillLabel(stop.items);
        return (
          <g
            key={event.id}
            transform={`translate(${stop.x.toFixed(1)} 0)`}
            data-dim={isDim || undefined}
            className={styles['stop']}
            data-changed={stop.items.some((item) => changed.has(item.ref)) || undefined}
            {...tip(label)}
          >
            {stop.items.length > 1 ? (
              <Count count={stop.items.length} />
            ) : (
              <StripGlyph event={event} view={view} width={width} />
            )}
          </g>
        );
      })}
    </g>
  );
}

function Count({ count }: { count: number }) {
  const width = 8 + String(count).length * 7;
  return (
    <>
      <rect className={styles['pill']} x={-width / 2} y={-8} width={width} height={16} rx={8} />
      <text className={styles['count']} y={4}>
        {count}
      </text>
    </>
  );
}

function StripGlyph({ event, view, width }: { event: JourneyEvent; view: View; width: number }) {
  const length =
    event.endMs === undefined ? 0 : xOf(view, width, event.endMs) - xOf(view, width, Math.max(event.ms, view.from));
  if (event.kind === 'stay')
    return <rect className={styles['bar']} x={0} y={-4} width={Math.max(length, 5)} height={8} rx={1.5} />;
  if (event.kind === 'emergency')
    return <rect className={styles['hollow']} x={-3} y={-4} width={7} height={8} rx={1.5} />;
  return (
    <g className={event.kind === 'booking' ? styles['hollow'] : styles['glyph']}>
      <LaneGlyph lane={event.lane} size={8} />
    </g>
  );
}

function StripArc({
  arc,
  view,
  width,
  now,
  isDim,
}: {
  arc: Arc;
  view: View;
  width: number;
  now: number;
  isDim: boolean;
}) {
  const x1 = xOf(view, width, arc.ms);
  const x2 = Math.max(xOf(view, width, arc.closedMs ?? now), x1 + 4);
  if (x2 < 0 || x1 < 0 || x1 > width) return null;
  const [y1, y2] = [middleOf(arc.from), middleOf(arc.to)];
  const end = arc.isOpen ? y2 - Math.sign(y2 - y1 || 1) * 7 : y2;
  const bend = Math.min((x2 - x1) / 2, 24);
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${end} ${x2} ${end}`;
  return arc.isOpen ? (
    <g className={styles['broken']} data-dim={isDim || undefined} {...tip(arcLine(arc))}>
      <path className={styles['arcLine']} d={path} />
    </g>
  ) : (
    <path className={styles['arc']} data-dim={isDim || undefined} d={path} {...tip(arcLine(arc))} />
  );
}
