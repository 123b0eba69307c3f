/** Time on the width of a drawing: views, zoom, and ticks. Moments in ms since 1970. */
export type View = { from: number; to: number };

export const DAY = 86_400_000;
export const YEAR = 365.25 * DAY;
/** Where today stands in a view that looks back. */
const TODAY_AT = 0.85;
const LEAST_SPAN = 7 * DAY;

/** The x of a moment on a drawing `width` wide. */
export function xOf(view: View, width: number, ms: number): number {
  return ((ms - view.from) / (view.to - view.from)) * width;
}

/** The moment at an x. */
export function momentAt(view: View, width: number, x: number): number {
  return view.from + (x / width) * (view.to - view.from);
}

/** A view as long as `span` with today at 85 % of its width. */
export function lookingBack(now: number, span: number): View {
  return { from: now - span * TODAY_AT, to: now + span * (1 - TODAY_AT) };
}

/** The whole extent with a little air at both ends. */
export function whole(extent: View): View {
  const air = Math.max((extent.to - extent.from) * 0.02, DAY);
  return { from: extent.from - air, to: extent.to + air };
}

/** Zooms by a factor (below 1: closer) so that the moment at `ms` stays where it is. */
export function zoomAt(view: View, factor: number, ms: number, extent: View): View {
  const span = view.to - view.from;
  const widest = Math.max(whole(extent).to - whole(extent).from, YEAR);
  const next = Math.min(Math.max(span * factor, LEAST_SPAN), widest);
  const share = (ms - view.from) / span;
  return keepWithin({ from: ms - share * next, to: ms + (1 - share) * next }, extent);
}

/** Moves a view by so many ms. */
export function panBy(view: View, ms: number, extent: View): View {
  return keepWithin({ from: view.from + ms, to: view.to + ms }, extent);
}

/** Keeps some of the extent in sight: a view never shows only nothing. */
export function keepWithin(view: View, extent: View): View {
  const span = view.to - view.from;
  const edge = span * 0.5;
  const from = Math.min(Math.max(view.from, extent.from - edge), extent.to - span + edge);
  return { from, to: from + span };
}

/** Moves a view so that a moment is in sight, with an eighth of the width around it. */
export function reveal(view: View, ms: number, extent: View): View {
  const span = view.to - view.from;
  const air = span / 8;
  if (ms >= view.from + air / 2 && ms <= view.to - air / 2) return view;
  return keepWithin(
    ms < view.from + air ? { from: ms - air, to: ms - air + span } : { from: ms + air - span, to: ms + air },
    extent,
  );
}

/** A line across the drawing: `value` as a FHIR date of the tick's precision. */
export type Tick = { ms: number; value: string; isYear: boolean };

type Step = { months: number } | { days: number };
const STEPS: readonly { span: number; step: Step }[] = [
  { span: DAY, step: { days: 1 } },
  { span: 7 * DAY, step: { days: 7 } },
  { span: 30.4 * DAY, step: { months: 1 } },
  { span: 91.3 * DAY, step: { months: 3 } },
  { span: 182.6 * DAY, step: { months: 6 } },
  { span: YEAR, step: { months: 12 } },
  { span: 2 * YEAR, step: { months: 24 } },
  { span: 5 * YEAR, step: { months: 60 } },
  { span: 10 * YEAR, step: { months: 120 } },
  { span: 20 * YEAR, step: { months: 240 } },
];
const LEAST_PX = 84;

/** Ticks at round dates, no closer than 84 px. */
export function ticksOf(view: View, width: number): Tick[] {
  const msPerPx = (view.to - view.from) / Math.max(width, 1);
  const { step } = STEPS.find((one) => one.span / msPerPx >= LEAST_PX) ?? { step: { months: 240 } };
  return 'days' in step ? dayTicks(view, step.days) : monthTicks(view, step.months);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function monthTicks(view: View, months: number): Tick[] {
  const ticks: Tick[] = [];
  const first = new Date(view.from);
  let month = Math.floor((first.getFullYear() * 12 + first.getMonth()) / months) * months;
  for (let at = monthStart(month); at <= view.to; at = monthStart((month += months))) {
    if (at < view.from) continue;
    const year = Math.floor(month / 12);
    const isYear = month % 12 === 0;
    ticks.push({ ms: at, value: isYear ? String(year) : `${year}-${two((month % 12) + 1)}`, isYear });
  }
  return ticks;
}

function monthStart(month: number): number {
  return new Date(Math.floor(month / 12), month % 12, 1).getTime();
}

function dayTicks(view: View, days: number): Tick[] {
  const ticks: Tick[] = [];
  const at = new Date(view.from);
  at.setHours(0, 0, 0, 0);
  // Weeks begin on Monday.
  if (days === 7) at.setDate(at.getDate() - ((at.getDay() + 6) % 7));
  for (; at.getTime() <= view.to; at.setDate(at.getDate() + days)) {
    if (at.getTime() < view.from) continue;
    ticks.push({
      ms: at.getTime(),
      value: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
      isYear: false,
    });
  }
  return ticks;
}
