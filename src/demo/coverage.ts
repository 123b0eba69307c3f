import { addMonths, dateOf, dayOf, type Day } from './calendar.ts';
import { ACT, hl7, refTo } from './codes.ts';
import { ageOn, type Kin, type Person, type Plan } from './people.ts';
import { PAYERS, type PayerKey } from './places.ts';
import type { Reference, Resource } from './r4.ts';

const PUBLIC: Plan['kind'] = ['PUBLICPOL', 'public healthcare'];
const RETIREE: Plan['kind'] = ['RETIRE', 'retiree health program'];
const COMMERCIAL: Plan['kind'] = ['EHCPOL', 'extended healthcare'];

/** Who pays for a person's care over the three years, the first in order first. */
export function drawPlans(person: Person, lowIncome: boolean, today: Day): Plan[] {
  const random = person.random.fork('coverage');
  const start = Math.max(person.birth, dayOf(`${Number(dateOf(today).slice(0, 4)) - random.int(4, 8)}-01-01`));
  const at65 = dayOf(`${dateOf(addMonths(person.birth, 65 * 12)).slice(0, 7)}-01`);
  const member = (prefix: string): string => `${prefix}${String(10_000_000 + random.int(0, 89_999_999))}`;
  const plans: Plan[] = [];
  if (at65 > start) plans.push(...beforeMedicare(person, lowIncome, today, start, member));
  if (at65 <= today) {
    for (const plan of plans) if (plan.payer !== 'payer-medicaid') plan.until = at65 - 1;
    const medicare: Plan = {
      payer: 'payer-medicare',
      name: 'Medicare Part A and Part B',
      member: member('M'),
      order: 1,
      from: Math.max(at65, person.birth),
      subscriber: 'self',
      kind: RETIREE,
    };
    plans.push(medicare);
    if (lowIncome) {
      const medicaid = plans.find((plan) => plan.payer === 'payer-medicaid');
      if (medicaid) medicaid.order = 2;
      else
        plans.push({
          payer: 'payer-medicaid',
          name: 'State Medicaid, dual eligible',
          member: member('A'),
          order: 2,
          from: Math.max(start, at65),
          subscriber: 'self',
          kind: PUBLIC,
        });
    } else if (random.chance(0.45)) {
      plans.push({
        payer: 'payer-summit',
        name: 'Summit Medicare Supplement Plan G',
        member: member('S'),
        order: 2,
        from: medicare.from,
        subscriber: 'self',
        kind: COMMERCIAL,
      });
    }
  }
  return plans;
}

function beforeMedicare(
  person: Person,
  lowIncome: boolean,
  today: Day,
  from: Day,
  member: (prefix: string) => string,
): Plan[] {
  const random = person.random.fork('commercial');
  if (lowIncome) {
    return [
      {
        payer: 'payer-medicaid',
        name: 'State Medicaid',
        member: member('A'),
        order: 1,
        from,
        subscriber: 'self',
        kind: PUBLIC,
      },
    ];
  }
  const commercial = (payer: PayerKey, order: number, subscriber: 'self' | Kin): Plan => ({
    payer,
    name: payer === 'payer-lakeshore' ? 'Lakeshore Choice PPO' : 'Summit Workplace HMO',
    group: `G${random.int(1000, 9999)}`,
    member: member(payer === 'payer-lakeshore' ? 'L' : 'S'),
    order,
    from,
    subscriber,
    kind: COMMERCIAL,
  });
  const child = ageOn(person, today) < 18;
  const parents = person.kin.filter((kin) => ['MTH', 'FTH'].includes(kin.relation[0]));
  const [spouse] = person.kin.filter((kin) => kin.relation[0] === 'SPS');
  const [first, second] = parents;
  if (child && first) {
    const plans = [commercial('payer-lakeshore', 1, first)];
    if (second && random.chance(0.2)) plans.push(commercial('payer-summit', 2, second));
    return plans;
  }
  const own = commercial(random.chance(0.6) ? 'payer-lakeshore' : 'payer-summit', 1, 'self');
  if (!spouse || !random.chance(0.15)) return [own];
  return [own, commercial(own.payer === 'payer-lakeshore' ? 'payer-summit' : 'payer-lakeshore', 2, spouse)];
}

const RELATIONSHIPS: Record<string, [string, string]> = {
  SPS: ['spouse', 'Spouse'],
  MTH: ['child', 'Child'],
  FTH: ['child', 'Child'],
};

/** The Coverage of a plan. `kinRef` names the RelatedPerson of a relative who holds it. */
export function coverageResource(
  person: Person,
  plan: Plan,
  index: number,
  today: Day,
  kinRef: (kin: Kin) => Reference,
): Resource {
  const self = plan.subscriber === 'self';
  const [code, display] =
    plan.subscriber === 'self' ? ['self', 'Self'] : (RELATIONSHIPS[plan.subscriber.relation[0]] ?? ['other', 'Other']);
  const ended =
    (plan.until !== undefined && plan.until < today) || (person.death !== undefined && person.death < today);
  const until =
    person.death !== undefined && (plan.until === undefined || person.death < plan.until) ? person.death : plan.until;
  return {
    resourceType: 'Coverage',
    id: `cov-${person.id.slice(2)}-${index + 1}`,
    identifier: [{ system: `urn:throughline:member:${plan.payer.replace('payer-', '')}`, value: plan.member }],
    status: ended ? 'cancelled' : 'active',
    type: { coding: [{ system: ACT, code: plan.kind[0], display: plan.kind[1] }], text: plan.name },
    subscriber: plan.subscriber === 'self' ? refTo('Patient', person.id) : kinRef(plan.subscriber),
    subscriberId: plan.member,
    beneficiary: refTo('Patient', person.id),
    relationship: hl7('subscriber-relationship', code, display),
    period: { start: dateOf(plan.from), ...(until === undefined ? {} : { end: dateOf(until) }) },
    payor: [refTo('Organization', plan.payer, PAYERS[plan.payer])],
    class: [
      { type: hl7('coverage-class', 'plan', 'Plan'), value: plan.name, name: plan.name },
      ...(plan.group
        ? [{ type: hl7('coverage-class', 'group', 'Group'), value: plan.group, name: `Group ${plan.group}` }]
        : []),
    ],
    order: plan.order,
    ...(self
      ? {}
      : { policyHolder: plan.subscriber === 'self' ? refTo('Patient', person.id) : kinRef(plan.subscriber) }),
  };
}
