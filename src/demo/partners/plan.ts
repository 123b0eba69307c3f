import { planImaging } from './imaging-center.ts';
import { planLaboratory } from './laboratory.ts';
import { planPharmacy } from './pharmacy.ts';
import type { Brief, Step } from './model.ts';

/** What a partner does about an order, step by step. Pure: the same brief is the same plan. */
export function planOf(brief: Brief): Step[] {
  switch (brief.partner.kind) {
    case 'laboratory':
      return planLaboratory(brief);
    case 'imaging-center':
      return planImaging(brief);
    case 'pharmacy':
      return planPharmacy(brief);
  }
}
