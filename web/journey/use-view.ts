/** The view of a Journey, moved by wheel, drag, keys and presets; at most one drawing a frame. */
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { keepWithin, lookingBack, momentAt, panBy, reveal, whole, YEAR, zoomAt, type View } from './scale.ts';

export type Preset = 'month' | 'year' | 'three' | 'all';
const SPANS: Record<Exclude<Preset, 'all'>, number> = { month: YEAR / 12, year: YEAR, three: 3 * YEAR };
const STEP = 1.6;
const DRAG_PX = 4;

export type ViewControl = {
  view: View;
  set: (view: View) => void;
  zoom: (direction: 'in' | 'out', ms?: number) => void;
  preset: (preset: Preset) => void;
  show: (ms: number) => void;
  /** The preset that the view still is. */
  current: Preset | undefined;
};

/** A view that begins three years back. */
export function useView(extent: View, now: number): ViewControl {
  const [state, setState] = useState<{ view: View; current: Preset | undefined }>(() => ({
    view: lookingBack(now, SPANS.three),
    current: 'three',
  }));
  const { view, current } = state;
  const set = useCallback((next: View) => setState({ view: keepWithin(next, extent), current: undefined }), [extent]);
  return useMemo(
    () => ({
      view,
      current,
      set,
      zoom: (direction, ms) => {
        const at = ms ?? (view.from + view.to) / 2;
        set(zoomAt(view, direction === 'in' ? 1 / STEP : STEP, at, extent));
      },
      preset: (preset) =>
        setState({ view: preset === 'all' ? whole(extent) : lookingBack(now, SPANS[preset]), current: preset }),
      show: (ms) => {
        const next = reveal(view, ms, extent);
        if (next !== view) set(next);
      },
    }),
    [view, current, set, extent, now],
  );
}

/** Wheel and drag on a drawing that begins `left` px into its element. */
export function usePointer(
  target: RefObject<HTMLElement | null>,
  control: ViewControl,
  extent: View,
  width: number,
  left: number,
): void {
  const latest = useRef({ control, extent, width, left });
  useEffect(() => {
    latest.current = { control, extent, width, left };
  });
  useEffect(() => {
    const element = target.current;
    if (!element) return;
    let pending: View | null = null;
    let frame = 0;
    const schedule = (view: View) => {
      pending = view;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        if (pending) latest.current.control.set(pending);
        pending = null;
      });
    };
    const current = () => pending ?? latest.current.control.view;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const now = latest.current;
      const view = current();
      const x = event.clientX - element.getBoundingClientRect().left - now.left;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
        return schedule(panBy(view, (event.deltaX / now.width) * (view.to - view.from), now.extent));
      schedule(
        zoomAt(
          view,
          Math.exp(Math.max(-120, Math.min(120, event.deltaY)) * 0.002),
          momentAt(view, now.width, x),
          now.extent,
        ),
      );
    };
    const stopDrag = followDrag(element, (dx) => {
      const now = latest.current;
      const view = current();
      schedule(panBy(view, (-dx / now.width) * (view.to - view.from), now.extent));
    });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('wheel', onWheel);
      stopDrag();
      cancelAnimationFrame(frame);
    };
  }, [target]);
}

/** Calls back with each step of a drag; a drag is not a click on what lies under it. */
function followDrag(element: HTMLElement, onMove: (dx: number) => void): () => void {
  let last: number | null = null;
  let start = 0;
  let dragged = false;
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    last = start = event.clientX;
    dragged = false;
  };
  const move = (event: PointerEvent) => {
    if (last === null) return;
    if (!dragged && Math.abs(event.clientX - start) < DRAG_PX) return;
    if (!dragged) element.setPointerCapture(event.pointerId);
    dragged = true;
    onMove(event.clientX - last);
    last = event.clientX;
  };
  const up = () => (last = null);
  const click = (event: MouseEvent) => {
    if (dragged) event.stopPropagation();
    dragged = false;
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('click', click, true);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('click', click, true);
  };
}
