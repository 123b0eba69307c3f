import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Finding, Plan } from '../model.ts';

const DAY_MS = 86_400_000;
const OWNER_LEFT = {
  id: 'owner-left',
  severity: 'moderate',
  interrupts: false,
  source: 'Practitioner, PractitionerRole and CareTeam',
} as const;
const OVERDUE = { id: 'overdue', severity: 'moderate', interrupts: false, source: 'Task.restriction.period' } as const;
const REFERRAL = {
  id: 'referral',
  severity: 'moderate',
  interrupts: false,
  source: 'IHI closed-loop referral 2017',
} as const;

/** What nobody will do: its owner has left, it is late and nobody's, or nothing was booked for it. */
export function orphans(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  return [...ownerless(plan, now), ...referrals(plan, knowledge, now)];
}

function ownerless({ work, left }: Plan, now: number): Finding[] {
  return work.flatMap(({ ref, title, owner, ownerName, isForRole, dueMs, due }) => {
    const base = {
      kind: 'orphan' as const,
      about: [ref],
      evidence: [{ name: title, ...(due ? { date: due } : {}), ref }],
    };
    if (owner !== undefined && left.has(owner)) {
      const params = { title, owner: ownerName ?? owner };
      const ways = [{ act: 'assign' as const, ref }];
      return [
        makeFinding({ ...base, entry: OWNER_LEFT, message: 'check.orphan-owner', params, figures: [owner], ways }),
      ];
    }
    if (owner !== undefined || isForRole || !ref.startsWith('Task/') || !(dueMs! <= now)) return [];
    const params = { title, date: due ?? '' };
    return [
      makeFinding({
        ...base,
        entry: OVERDUE,
        message: 'check.orphan-overdue',
        params,
        ways: [{ act: 'assign', ref }],
      }),
    ];
  });
}

function referrals({ orders, answered }: Plan, knowledge: Knowledge, now: number): Finding[] {
  return orders
    .filter(({ isReferral, forbids, ref }) => isReferral && !forbids && !answered.has(ref))
    .filter(({ authoredMs, isUrgent, day }) => {
      const days = knowledge.limit(isUrgent ? 'referral-urgent' : 'referral');
      return now - authoredMs > days * DAY_MS && !(day !== undefined && Date.parse(day) > now);
    })
    .map(({ ref, title, authored }) =>
      makeFinding({
        kind: 'orphan',
        entry: REFERRAL,
        message: 'check.orphan-referral',
        params: { title, date: authored },
        about: [ref],
        evidence: [{ name: title, date: authored, ref }],
        ways: [
          { act: 'rebook', ref },
          { act: 'stop', ref },
        ],
      }),
    );
}
