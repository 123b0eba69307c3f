import { accessRulesOf, mayDeclassify } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import type { AccessRule, Bounded } from '../../store/index.ts';
import type { FhirRecord } from '../model.ts';
import { sightFor } from './sight.ts';

/**
 * Whose consent it is says who sees what is theirs, not who is let in by it: a consent that opens to whoever writes it what is sealed for
 * them, or that no longer keeps them out, is the patient's to write, the programme's, or the privacy officer's. Faults: forbidden.
 */
export function refuseOwnAdvantage(
  record: FhirRecord,
  caller: Caller,
  resource: Resource,
  before: { body: string } | null,
): void {
  if (resource.resourceType !== 'Consent' || caller.role === 'patient' || mayDeclassify(caller)) return;
  const sight = sightFor(record, caller);
  if (sight.kind === 'all') return;
  const rulesOf = (one: Resource) => accessRulesOf(one, ['whoever']).filter((rule) => isAbout(sight, rule));
  const sealed = new Set(
    sight.seals.filter((seal) => seal.byConsent && seal.programmes.length === 0).map(({ label }) => label),
  );
  const lets = rulesOf(resource).some((rule) => rule.unlocks?.some((label) => sealed.has(label)));
  const kept = before && before.body !== '' ? rulesOf(parseJson(before.body) as Resource) : [];
  if (!lets && !kept.some((rule) => rule.effect === 'deny')) return;
  const why = lets ? 'opens to you what is sealed' : 'keeps something from you';
  throw new Fault(
    'forbidden',
    'forbidden',
    `Not allowed: this consent ${why}. The patient writes it, the programme whose records they are, or the privacy officer.`,
  );
}

/** Whether somebody is in a team is not looked at: a team may be joined. */
function isAbout({ actors }: Bounded, rule: AccessRule): boolean {
  return rule.actors === null || rule.actors.some((actor) => actors.includes(actor) || actor.startsWith('CareTeam/'));
}
