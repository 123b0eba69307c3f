import { addWorkdays, type Day } from '../calendar.ts';
import { plan, type Chart } from '../chart.ts';
import { type HouseholdSpec, type Seat } from '../households.ts';
import { type Problem, type ProblemKey } from '../people.ts';
import { type CarePlan } from '../r4.ts';
import { staffByUsername } from '../staff.ts';
import { writeTask } from '../tasks.ts';
import { book } from '../timeline.ts';

export type Script = {
  key: string;
  description: string;
  /** The household as it stands on the day of the demonstration; days before it are negative. */
  household: (today: Day) => HouseholdSpec;
  /** Which seat of the household the story is about. */
  seat?: number;
  /** The whole record is kept to those who care for the person. */
  restricted?: boolean;
  /** What is to happen, added before the three years are lived. */
  before?: (chart: Chart) => void;
  /** What is left over, added when they have been lived and planned. */
  after?: (chart: Chart, carePlan: CarePlan | undefined) => void;
};

/** A problem of a story. */
export const problem = (key: ProblemKey, onset: Day, severity: number, response = 1, until?: Day): Problem => ({
  key,
  onset,
  severity,
  response,
  ...(until === undefined ? {} : { until }),
});

/** A household of one. */
export const one = (seat: Omit<Seat, 'part'>, rest: Omit<HouseholdSpec, 'seats'> = {}): HouseholdSpec => ({
  seats: [{ part: 'head', ...seat }],
  clinic: 'mill-street-clinic',
  ...rest,
});

/** What goes with the physician of the demonstration's account. */
export const doctor = (): NonNullable<Seat['fixed']> => ({
  pcp: staffByUsername('physician'),
  language: 'en',
  interpreter: false,
});

/** A home on the community health worker's round of today. */
export const homeVisit = (chart: Chart, wish: number): void => {
  const staff = staffByUsername('chw');
  book(
    chart,
    {
      kind: 'community',
      day: chart.today,
      site: 'alder-county-neighbors',
      reason: 'Home visit: forms, ride, food',
      staff,
    },
    wish,
  );
  writeTask(chart, {
    kind: 'ride',
    text: 'Arrange the ride to the next visit',
    owner: staff,
    requester: chart.person.pcp,
    made: chart.today - 6,
    due: [chart.today, 17 * 60],
  });
};

/** One for the weekly psychiatric review. */
export const psychiatricReview = (chart: Chart): void => {
  const owner = staffByUsername('behavioral');
  writeTask(chart, {
    kind: 'review',
    text: 'Bring to the weekly psychiatric review: PHQ-9 not improving',
    owner,
    requester: owner,
    made: chart.today - 3,
    due: [addWorkdays(chart.today, 2), 13 * 60],
    priority: 'urgent',
  });
};

/** Collaborative care begins on that day. */
export const enrolled = (chart: Chart, day: Day): void => {
  chart.done.set('refer-behavioral', day - 5);
  plan(chart, {
    kind: 'behavioral',
    day,
    site: 'larkspur-behavioral',
    reason: 'Depression, collaborative care',
    detail: 'first',
  });
};
