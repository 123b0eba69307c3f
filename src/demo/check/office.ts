import { staffByUsername } from '../staff.ts';
import type { Claim, ClaimResponse, Encounter, Money, Period, Resource } from '../r4.ts';
import { DAY, codeOf, refText, spanOf, timeOf, type Finding, type Person, type Rule, type World } from './model.ts';

const cents = (money: Money | undefined): number => Math.round((money?.value ?? Number.NaN) * 100);

/** Whose work a kind of task is, and what it is about. */
const WORK: Record<string, [username: string, focus: string]> = {
  'verify-coverage': ['registrar', 'Coverage'],
  interpreter: ['registrar', 'Appointment'],
  'claim-returned': ['biller', 'Claim'],
  underpaid: ['finance', 'ClaimResponse'],
  'consent-review': ['privacy', 'Consent'],
  'access-question': ['privacy', 'Patient'],
  'chart-review': ['analyst', 'Patient'],
  renew: ['np', 'MedicationRequest'],
};

function* claimsAddUp(person: Person): Generator<Finding> {
  for (const claim of person.of('Claim') as Claim[]) {
    const sum = claim.item.reduce((total, item) => total + cents(item.net), 0);
    if (sum !== cents(claim.total)) yield [claim, `says ${claim.total.value}, its items ${sum / 100}`];
    for (const item of claim.item)
      if (cents(item.unitPrice) * item.quantity.value !== cents(item.net)) yield [claim, 'has an item that miscounts'];
  }
}

function* claimsFollowVisits(person: Person, { byReference }: World): Generator<Finding> {
  const billed = new Set<string>();
  for (const claim of person.of('Claim') as Claim[]) {
    const reference = refText(claim.item[0]?.encounter[0]);
    const visit = byReference.get(reference) as Encounter | undefined;
    const coverage = byReference.get(refText(claim.insurance[0]?.coverage));
    if (billed.has(reference)) yield [claim, 'bills a visit twice'];
    billed.add(reference);
    const [start, end] = spanOf(visit?.period);
    const sent = timeOf(claim.created);
    if (visit?.status !== 'finished' || sent < end - DAY || sent > end + 14 * DAY)
      yield [claim, 'was not sent in the two weeks after its visit'];
    const [from, to] = spanOf(coverage?.['period'] as Period | undefined);
    if (!(from <= start && start <= to + DAY)) yield [claim, 'asks who did not cover the visit'];
  }
}

function* answersFit(person: Person, { byReference, today }: World): Generator<Finding> {
  for (const response of person.of('ClaimResponse') as ClaimResponse[]) {
    const claim = byReference.get(refText(response.request)) as Claim | undefined;
    if (!claim || timeOf(response.created) <= timeOf(claim.created) || timeOf(response.created) >= (today ?? Infinity))
      yield [response, 'answers no claim, or at no likely time'];
    const amount = (code: string) =>
      cents(response.item?.[0]?.adjudication.find((each) => codeOf(each.category) === code)?.amount);
    if ((response.outcome === 'error') !== (response.error !== undefined)) yield [response, 'disagrees with its error'];
    if (response.outcome === 'error') {
      if (response.payment) yield [response, 'pays what it returns'];
      continue;
    }
    if (amount('submitted') !== cents(claim?.total)) yield [response, 'answers another sum than was billed'];
    if (!(amount('benefit') <= amount('eligible') && amount('eligible') <= amount('submitted')))
      yield [response, 'pays more than it allows'];
    if (cents(response.payment?.amount) !== amount('benefit')) yield [response, 'pays another sum than it says'];
  }
}

function* returnedAreWorked(person: Person): Generator<Finding> {
  const worked = new Set(person.of('Task').map((task) => refText(task['focus'])));
  for (const response of person.of('ClaimResponse') as ClaimResponse[])
    if (response.outcome === 'error' && !worked.has(refText(response.request)))
      yield [response, 'returned a claim that nobody works on'];
}

function* workIsTheirs(person: Person): Generator<Finding> {
  for (const task of person.of('Task')) {
    const [username, type] = WORK[codeOf(task['code'])] ?? [];
    if (!username || !type) continue;
    if (refText(task['owner']) !== `Practitioner/${staffByUsername(username).id}`)
      yield [task, `is not the ${username}'s`];
    if (!refText(task['focus']).startsWith(`${type}/`)) yield [task, `is not about a ${type}`];
  }
}

function* consentsHaveTerms(person: Person, { today }: World): Generator<Finding> {
  for (const consent of person.of('Consent') as (Resource & { provision?: { period?: Period } })[]) {
    const [start, end] = spanOf(consent.provision?.period);
    if (!(start < end) || !Number.isFinite(end)) yield [consent, 'has no term'];
    if (consent['status'] === 'active' && today !== undefined && end < today) yield [consent, 'is over, and active'];
  }
}

/** Rules about the work around care: claims and their answers, consents, and whose work is what. */
export const OFFICE: Rule[] = [
  {
    name: 'claims-add-up',
    about: 'A claim is the sum of its items, each its price times its number.',
    person: claimsAddUp,
  },
  {
    name: 'claims-follow-visits',
    about: 'A claim is sent within two weeks of a visit that is over, once, to who covered it.',
    person: claimsFollowVisits,
  },
  {
    name: 'answers-fit-claims',
    about: 'A payer answers after the claim; it pays what it says, no more than it allows, and nothing it returns.',
    person: answersFit,
  },
  { name: 'returned-claims-are-worked', about: 'Somebody works on every returned claim.', person: returnedAreWorked },
  {
    name: 'work-is-with-whom-it-belongs',
    about: 'Coverage is the registrar’s, a claim the biller’s, a consent the privacy officer’s, and so on.',
    person: workIsTheirs,
  },
  { name: 'consents-have-terms', about: 'A consent ends, and is not active after that.', person: consentsHaveTerms },
];
