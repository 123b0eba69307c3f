import { laneColor, type Lane } from '../lib/lanes.ts';
import { t } from '../messages/index.ts';
import styles from './lane-mark.module.css';

/** The word for a lane of care. */
export function laneName(lane: Lane): string {
  return t(`lane.${lane}`);
}

/** The shape of a lane around (0, 0), `size` across: for use inside a larger drawing. Filled with the current fill. */
export function LaneGlyph({ lane, size = 10 }: { lane: Lane; size?: number }) {
  const r = size / 2;
  switch (lane) {
    case 'primary':
      return <circle r={r} />;
    case 'specialty':
      return <path d={`M0 ${-r * 1.15}L${r * 1.15} 0 0 ${r * 1.15}${-r * 1.15} 0z`} />;
    case 'behavioral':
      return <rect x={-r} y={-r} width={size} height={size} rx={r * 0.6} />;
    case 'hospital':
      return <rect x={-r * 1.1} y={-r * 0.6} width={r * 2.2} height={r * 1.2} />;
    case 'home':
      return <path d={`M0 ${-r * 1.15}L${r * 1.1} ${-r * 0.1}V${r}H${-r * 1.1}V${-r * 0.1}z`} />;
  }
}

/** A lane of care: its glyph in its hue, with the word beside it or, without `label`, for the ear alone. */
export function LaneMark({ lane, label, size = 10 }: { lane: Lane; label?: string | true; size?: number }) {
  const text = label === true ? laneName(lane) : label;
  return (
    <span className={styles['lane']}>
      <svg
        width={size + 4}
        height={size + 4}
        viewBox={`${-size / 2 - 2} ${-size / 2 - 2} ${size + 4} ${size + 4}`}
        fill={laneColor(lane)}
        aria-hidden="true"
      >
        <LaneGlyph lane={lane} size={size} />
      </svg>
      {text ? <span>{text}</span> : <span className="tl-hidden">{laneName(lane)}</span>}
    </span>
  );
}
