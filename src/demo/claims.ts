import { dateOf, dayOf, workdayFrom, type Day } from './calendar.ts';
import { nextId, organizationRef, put, subjectOf, type Chart } from './chart.ts';
import { hl7, refTo } from './codes.ts';
import type { Claim, ClaimResponse, Encounter, Money, Resource } from './r4.ts';
import { staffByUsername } from './staff.ts';
import { writeTask } from './tasks.ts';

const LOOK_BACK_DAYS = 45;
const SENT_AFTER_DAYS = 2;
const ANSWERED_AFTER_DAYS = 11;
const CHARGES = 'urn:throughline:charge';

/** What a visit of a class costs, in cents: once, or for each day of a stay. */
const PRICES: Record<string, [code: string, display: string, cents: number, unit: 'visit' | 'day']> = {
  AMB: ['office', 'Office visit', 16_800, 'visit'],
  VR: ['telephone', 'Telephone visit', 6_400, 'visit'],
  HH: ['home', 'Home health visit', 14_500, 'visit'],
  EMER: ['emergency', 'Emergency department visit', 94_000, 'visit'],
  IMP: ['ward', 'Day in hospital', 286_000, 'day'],
};

const RETURNED: readonly [code: string, text: string][] = [
  ['subscriber', 'The subscriber number does not belong to this person'],
  ['duplicate', 'A claim for the same day and place was received before'],
  ['referral', 'The referral number is missing'],
];

/** Cents as FHIR's Money. */
function money(cents: number): Money {
  return { value: cents / 100, currency: 'USD' };
}

/** The coverage that is asked first on a day. */
function payerOn(coverages: readonly Resource[], day: Day): Resource | undefined {
  return coverages
    .filter((coverage) => {
      const { start, end } = coverage['period'] as { start: string; end?: string };
      return dayOf(start) <= day && (end === undefined || dayOf(end) >= day);
    })
    .sort((a, b) => Number(a['order']) - Number(b['order']))[0];
}

/** Claims for the visits of the last weeks, and what the payers answered to those sent long enough ago. */
export function writeClaims(chart: Chart, coverages: readonly Resource[]): void {
  const random = chart.person.random.fork('claims');
  for (const encounter of chart.encounters) {
    const price = PRICES[encounter.class.code ?? ''];
    const { start, end } = encounter.period;
    if (!price || !end || !start) continue;
    const left = dayOf(end);
    const sent = left + SENT_AFTER_DAYS;
    if (left < chart.today - LOOK_BACK_DAYS || sent >= chart.today) continue;
    const coverage = payerOn(coverages, dayOf(start));
    if (!coverage) continue;
    const quantity = price[3] === 'day' ? Math.max(1, left - dayOf(start)) : 1;
    const claim = writeClaim(chart, encounter, coverage, { price, quantity, sent });
    const answered = sent + ANSWERED_AFTER_DAYS;
    if (answered >= chart.today) continue;
    // What would make work for someone who died is settled without it.
    const how = chart.person.death === undefined ? random.weighted(ANSWERS) : 'paid';
    answer(chart, claim, answered, how, random.pick(RETURNED));
  }
}

const ANSWERS = [
  ['paid', 16],
  ['returned', 3],
  ['short', 1],
] as const;

type Sent = { price: (typeof PRICES)[string]; quantity: number; sent: Day };

function writeClaim(chart: Chart, encounter: Encounter, coverage: Resource, { price, quantity, sent }: Sent): Claim {
  const [code, display, cents] = price;
  return put<Claim>(chart, {
    resourceType: 'Claim',
    id: nextId(chart, 'claim'),
    status: 'active',
    type: hl7('claim-type', encounter.class.code === 'IMP' ? 'institutional' : 'professional', display),
    use: 'claim',
    patient: subjectOf(chart),
    billablePeriod: encounter.period,
    created: dateOf(sent),
    insurer: (coverage['payor'] as Claim['insurer'][])[0] ?? organizationRef('riverbend'),
    provider: organizationRef('riverbend'),
    priority: hl7('processpriority', 'normal', 'Normal'),
    insurance: [{ sequence: 1, focal: true, coverage: refTo('Coverage', coverage.id) }],
    item: [
      {
        sequence: 1,
        productOrService: { coding: [{ system: CHARGES, code, display }], text: display },
        quantity: { value: quantity },
        unitPrice: money(cents),
        net: money(cents * quantity),
        encounter: [refTo('Encounter', encounter.id)],
      },
    ],
    total: money(cents * quantity),
  });
}

/** The payer's answer, with the work that a bad one makes. */
function answer(
  chart: Chart,
  claim: Claim,
  day: Day,
  how: 'paid' | 'returned' | 'short',
  [code, text]: readonly [string, string],
): void {
  const billed = Math.round(claim.total.value * 100);
  const allowed = Math.round(billed * 0.78);
  const paid = how === 'short' ? Math.round(allowed * 0.6) : allowed;
  const adjudication = [
    { category: hl7('adjudication', 'submitted', 'Submitted Amount'), amount: money(billed) },
    { category: hl7('adjudication', 'eligible', 'Eligible Amount'), amount: money(allowed) },
    { category: hl7('adjudication', 'benefit', 'Benefit Amount'), amount: money(paid) },
  ];
  const response = put<ClaimResponse>(chart, {
    resourceType: 'ClaimResponse',
    id: nextId(chart, 'claimresponse'),
    status: 'active',
    type: claim.type,
    use: 'claim',
    patient: claim.patient,
    created: dateOf(day),
    insurer: claim.insurer,
    request: refTo('Claim', claim.id),
    ...(how === 'returned'
      ? {
          outcome: 'error',
          disposition: text,
          error: [{ code: { coding: [{ system: 'urn:throughline:returned', code, display: text }], text } }],
        }
      : {
          outcome: 'complete',
          disposition: 'Processed',
          item: [{ itemSequence: 1, adjudication }],
          payment: {
            type: hl7(
              'ex-paymenttype',
              how === 'short' ? 'partial' : 'complete',
              how === 'short' ? 'Partial' : 'Complete',
            ),
            date: dateOf(day),
            amount: money(paid),
          },
        }),
  });
  if (how === 'paid') return;
  const biller = staffByUsername('biller');
  const isReturned = how === 'returned';
  writeTask(chart, {
    kind: isReturned ? 'claim-returned' : 'underpaid',
    text: isReturned
      ? `Returned claim: ${text.charAt(0).toLowerCase()}${text.slice(1)}`
      : `Paid $${((allowed - paid) / 100).toFixed(2)} less than the contract says`,
    owner: isReturned ? biller : staffByUsername('finance'),
    requester: isReturned ? claim.insurer : biller,
    made: day,
    due: [workdayFrom(chart.today + (claim.total.value > 500 ? -1 : 3) + (day % 3)), 17 * 60],
    priority: claim.total.value > 2000 ? 'urgent' : 'routine',
    focus: isReturned ? refTo('Claim', claim.id, 'Claim') : refTo('ClaimResponse', response.id, 'Payment'),
  });
}
