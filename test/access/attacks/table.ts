import type { TwinAttack } from './attack.ts';
import { BUNDLES } from './bundles.ts';
import { CARE } from './care.ts';
import { APP, WIDENING } from './doors.ts';
import { LINKS } from './links.ts';
import { READS } from './reads.ts';
import { SEARCHES } from './searches.ts';
import { WRITES } from './writes.ts';

export const TWIN_ATTACKS: Record<string, TwinAttack[]> = {
  'By its name': READS,
  'By what stands in it': SEARCHES,
  'Through what refers to it': LINKS,
  'By writing to it': WRITES,
  'In bundles': BUNDLES,
  'By what one says of oneself': WIDENING,
  'At the app’s own addresses': APP,
  'By what is computed of it': CARE,
};
