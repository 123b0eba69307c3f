import { describe } from 'vitest';
import { copy, get, has, ofType, set, spoil, without, type Spoil, prove } from './check.test.ts';
import { NOW } from './now.ts';
import { OFFICE } from './office.ts';
import { codeOf, refText } from './model.ts';
import type { Resource } from '../r4.ts';

const isOpenStay = (each: Resource) =>
  each['status'] === 'in-progress' && codeOf({ coding: [each['class']] }) === 'IMP';
const returned = (each: Resource) => each['outcome'] === 'error';

/** Takes the vital signs of the stay that goes on. */
const unmeasured: Spoil = (chart) => {
  const [stay] = ofType(chart, 'Encounter', isOpenStay);
  if (!stay) return false;
  return without('Observation', (each) => refText(each['encounter']) === `Encounter/${stay.id}`)(chart, '');
};

/** A chart spoiled for each rule about this moment and about the work around care. */
const SPOILED: Record<string, Spoil> = {
  'open-encounters-are-now': spoil('Encounter', 'status', 'in-progress', (each) => each['status'] === 'finished'),
  'inpatients-are-cared-for': unmeasured,
  'claims-add-up': spoil('Claim', 'total.value', (claim: Resource) => Number(get(claim, 'total.value')) + 1),
  'claims-follow-visits': copy('Claim', { created: '2026-01-01' }),
  'answers-fit-claims': spoil('ClaimResponse', 'payment.amount.value', 1, (each) => !returned(each)),
  'returned-claims-are-worked': without(
    'Task',
    (task) => refText(task['focus']).startsWith('Claim/'),
    has('ClaimResponse', returned),
  ),
  'work-is-with-whom-it-belongs': (chart) => {
    const [task] = ofType(chart, 'Task', (each) => codeOf(each['code']) === 'verify-coverage');
    if (task) set(task, 'owner.reference', 'Practitioner/philippa-gunn');
    return task !== undefined;
  },
  'consents-have-terms': spoil('Consent', 'provision.period.end', '2026-01-01'),
};

describe('the rules of this moment and of the office', () => {
  prove([...NOW, ...OFFICE], SPOILED);
});
