import type { Day } from './calendar.ts';
import type { HouseholdSpec } from './households.ts';
import { FAMILIES } from './stories/families.ts';
import { FIRST } from './stories/first.ts';
import { INPATIENTS } from './stories/inpatients.ts';
import { HOSPITAL } from './stories/hospital.ts';
import { MIND } from './stories/mind.ts';
import type { Script } from './stories/model.ts';

export type Story = { id: string; key: string; description: string };

/** Their order gives the people their ids: the patient account is the second of FIRST. */
const SCRIPTS: readonly Script[] = [...FIRST, ...HOSPITAL, ...MIND, ...FAMILIES, ...INPATIENTS];

/** The households of the stories, which come first and so keep their ids whatever the seed. */
export function storyHouseholds(today: Day): HouseholdSpec[] {
  return SCRIPTS.map((script) => {
    const household = script.household(today);
    const seat = household.seats[script.seat ?? 0];
    if (seat) seat.fixed = { ...seat.fixed, story: script.key };
    return household;
  });
}

/** What a story adds to a life before it is lived, and after. */
export function scriptOf(key: string | undefined): Pick<Script, 'before' | 'after' | 'restricted'> {
  return SCRIPTS.find((script) => script.key === key) ?? {};
}

/** The authored people: who they are, for tests, tours and screenshots. */
export const STORIES: readonly Story[] = storiesOf();

function storiesOf(): Story[] {
  let first = 1;
  return SCRIPTS.map((script) => {
    const { seats } = script.household(20_000);
    const id = `p-${String(first + (script.seat ?? 0)).padStart(4, '0')}`;
    first += seats.length;
    return { id, key: script.key, description: script.description };
  });
}
