import type { Resource } from '../r4.ts';
import { CARE } from './care.ts';
import { DRUGS } from './drugs.ts';
import { LABS } from './labs.ts';
import { NOW } from './now.ts';
import { OFFICE } from './office.ts';
import { worldOf, type Rule, type Violation } from './model.ts';
import { PEOPLE } from './people.ts';
import { STRUCTURE } from './structure.ts';
import { TIMES } from './times.ts';
import { VITALS } from './vitals.ts';

/** Every rule of plausibility, with a sentence about it. */
export const RULES: readonly Rule[] = [
  ...STRUCTURE,
  ...TIMES,
  ...VITALS,
  ...LABS,
  ...DRUGS,
  ...PEOPLE,
  ...CARE,
  ...NOW,
  ...OFFICE,
];

/**
 * What is implausible in a set of resources that holds whole people and the directory. With `today`, also what may not lie ahead.
 */
export function check(
  resources: Iterable<{ resourceType: string; id?: string }>,
  options: { today?: string; minute?: number } = {},
): Violation[] {
  const world = worldOf([...resources] as Resource[], options.today, options.minute);
  const violations: Violation[] = [];
  for (const rule of RULES) {
    const add = (found: Iterable<[Resource, string]>): void => {
      for (const [resource, text] of found)
        violations.push({ rule: rule.name, resource: `${resource.resourceType}/${resource.id}`, text });
    };
    if ('world' in rule) add(rule.world(world));
    else for (const person of world.people) add(rule.person(person, world));
  }
  return violations;
}
