/** The five lanes of care, in the one order in which they are always shown. */
export const LANES = ['primary', 'specialty', 'behavioral', 'hospital', 'home'] as const;

export type Lane = (typeof LANES)[number];

/** The CSS colour of a lane, for an edge or a glyph. */
export function laneColor(lane: Lane): string {
  return `var(--tl-lane-${lane})`;
}
