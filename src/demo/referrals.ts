import { dateOf, type Day } from './calendar.ts';
import { refTo, snomed } from './codes.ts';
import { nextId, organizationRef, plan, put, subjectOf, type Kind } from './chart.ts';
import type { ProblemKey } from './people.ts';
import { siteOf, type SiteKey } from './places.ts';
import { conditionRef } from './problems.ts';
import type { Concept, ServiceRequest } from './r4.ts';
import { practitionerRef, type Staff } from './staff.ts';
import { signedAt, type Visit } from './visit.ts';

const CATEGORY = {
  referral: snomed('3457005', 'Patient referral (procedure)', 'Referral'),
  procedure: snomed('387713003', 'Surgical procedure (procedure)', 'Procedure'),
  imaging: snomed('363679005', 'Imaging (procedure)', 'Imaging'),
  follow: snomed('185389009', 'Follow-up visit (procedure)', 'Follow-up'),
  test: snomed('108252007', 'Laboratory procedure (procedure)', 'Laboratory'),
} as const;

export const SERVICES = {
  cardiology: snomed('183519002', 'Referral to cardiology service (procedure)', 'Cardiology consultation'),
  endocrinology: snomed('306118006', 'Referral to endocrinology service (procedure)', 'Endocrinology consultation'),
  behavioral: snomed('308459004', 'Referral to psychologist (procedure)', 'Behavioral health care'),
  home: snomed('417511005', 'Referral to home health care service (procedure)', 'Home health nursing'),
  community: snomed('306206005', 'Referral to service (procedure)', 'Community health worker visit'),
  nursing: snomed('449411000124106', 'Admission to skilled nursing facility (procedure)', 'Skilled nursing stay'),
  followUp: snomed('185389009', 'Follow-up visit (procedure)', 'Visit within 7 days of leaving hospital'),
  echo: snomed('40701008', 'Echocardiography (procedure)', 'Echocardiogram'),
  colonoscopy: snomed('73761001', 'Colonoscopy (procedure)', 'Screening colonoscopy'),
  mammography: snomed('24623002', 'Screening mammography (procedure)', 'Screening mammogram'),
  recovery: snomed('266707007', 'Drug addiction therapy (regime/therapy)', 'Treatment of opioid use disorder'),
} as const;

export type OrderOptions = {
  service: Concept;
  category: keyof typeof CATEGORY;
  to: SiteKey;
  reason: string;
  problem?: ProblemKey | undefined;
  /** Within so many days. */
  within: number;
  urgent?: boolean;
  staff?: Staff;
  /** What becomes of it; nothing when the order is lost on the way, so that the break can be seen. */
  leads?: { kind: Kind; day: Day; detail?: string; reason?: string };
};

/** Orders a service at another place and, unless the hand-off is lost, plans the visit that answers it. */
export function order(visit: Visit, options: OrderOptions): ServiceRequest {
  const { chart } = visit;
  const reason = options.problem ? conditionRef(chart, options.problem) : undefined;
  const request = put<ServiceRequest>(chart, {
    resourceType: 'ServiceRequest',
    id: nextId(chart, 'order'),
    status: 'active',
    intent: 'order',
    priority: options.urgent ? 'urgent' : 'routine',
    category: [CATEGORY[options.category]],
    code: options.service,
    subject: subjectOf(chart),
    encounter: refTo('Encounter', visit.encounter.id),
    occurrencePeriod: { start: dateOf(visit.day), end: dateOf(visit.day + options.within) },
    authoredOn: signedAt(visit),
    requester: practitionerRef(visit.staff),
    performerType: { text: siteOf(options.to).service },
    performer: [organizationRef(options.to)],
    reasonCode: [{ text: options.reason }],
    ...(reason ? { reasonReference: [reason] } : {}),
  });
  chart.referrals.push(request);
  if (options.leads) {
    const { kind, day, detail, reason: said } = options.leads;
    plan(chart, {
      kind,
      day,
      site: options.to,
      reason: said ?? options.reason,
      order: request,
      ...(options.staff ? { staff: options.staff } : {}),
      ...(detail ? { detail } : {}),
    });
  }
  return request;
}

/** The day on which a referral made today will be seen, or undefined when nobody ever books it. */
export function bookingOf(visit: Visit, soonest: number, latest: number, lost = 0.14): Day | undefined {
  return visit.random.chance(lost) ? undefined : visit.day + visit.random.int(soonest, latest);
}
