import { type TwinAttack, get, secret, send } from './attack.ts';
import { TWINS } from './twins.ts';

const json = { 'content-type': 'application/json' };
const post = (url: string, body: unknown) => send('POST', `/app${url}`, body, json);
const everybodys = { blind: 'it is of everybody' };
const askers = { blind: 'it is of the asker' };
const noOrderer = { blind: 'the software itself orders nothing' };

/** One order a twin and a try: sent again it is found instead of stored twice. */
const order = (who: string, tries: number, more: object = {}) => ({
  token: `0190a000-0000-7000-8000-00000000${tries}0${TWINS.indexOf(who as (typeof TWINS)[number]) + 1}`.padEnd(36, '0'),
  item: 'a1c',
  reasons: [{ text: 'Screening' }],
  performer: 'Organization/heart',
  ...more,
});
const review = (who: string) => ({ id: secret(who), version: 1 });

/** Ordering, results and checks: what they compute for somebody is of what that person sees. */
export const CARE: TwinAttack[] = [
  {
    id: 'app-conflicts',
    how: 'the conflicts of the plan',
    shows: 'a medicine by what it does to another',
    ask: (who) => get(`/app/patients/${who}/conflicts`),
  },
  {
    id: 'app-check-prescription',
    how: 'what a new prescription would meet',
    shows: 'a medicine by what it does to the new one',
    ask: (who) =>
      post(`/patients/${who}/check-prescription`, {
        prescription: {
          resourceType: 'MedicationRequest',
          status: 'draft',
          intent: 'order',
          subject: { reference: `Patient/${who}` },
          medicationCodeableConcept: { text: 'ibuprofen 400 mg tablet' },
        },
      }),
  },
  {
    id: 'app-conflict-settle',
    how: 'settle a conflict with what is hidden',
    shows: 'that there is one',
    ask: (who) =>
      post(`/patients/${who}/conflicts/settle`, {
        key: `drug-drug.warfarin-raised:MedicationRequest/${who}-open,MedicationRequest/${secret(who)}`,
        reason: 'Watched',
      }),
  },
  {
    id: 'app-overrides',
    how: 'which rules are overridden how often',
    shows: 'that one was, for somebody',
    ask: () => get('/app/checks/overrides'),
    ...everybodys,
  },
  {
    id: 'app-order-catalogue',
    how: 'what there is to order',
    shows: 'what was ordered',
    ask: () => get('/app/orders/catalogue'),
    ...everybodys,
  },
  {
    id: 'app-order-favourites',
    how: 'keep favourites',
    shows: 'those of others',
    ask: () => send('PUT', '/app/orders/favourites', { items: ['a1c'] }, json),
    ...askers,
  },
  {
    id: 'app-order-check',
    how: 'look whether a test was done',
    shows: 'its result, and that there is one',
    ask: (who) => post(`/patients/${who}/orders/check`, { orders: [order(who, 1)] }),
    ...noOrderer,
  },
  {
    id: 'app-order-use',
    how: 'take the hidden result in the place of an order',
    shows: 'that there is one',
    ask: (who) => post(`/patients/${who}/orders/use`, { order: order(who, 2) }),
    ...noOrderer,
  },
  {
    id: 'app-order',
    how: 'order what was done, without a reason',
    shows: 'that it was done, by the refusal',
    ask: (who) => post(`/patients/${who}/orders`, { orders: [order(who, 3)] }),
    ...noOrderer,
  },
  {
    id: 'app-order-replace',
    how: 'order in the place of an order that is hidden',
    shows: 'that it is there',
    ask: (who) =>
      post(`/patients/${who}/orders`, {
        orders: [order(who, 4, { replaces: `ServiceRequest/${secret(who)}`, anyway: 'suspect-result' })],
      }),
    ...noOrderer,
  },
  {
    id: 'app-order-cancel',
    how: 'take back an order that is hidden',
    shows: 'that it is there',
    ask: (who) => post(`/patients/${who}/orders/${secret(who)}/cancel`, { reason: 'no-longer-needed' }),
    ...noOrderer,
  },
  {
    id: 'app-order-sign',
    how: 'sign an order that is hidden',
    shows: 'that it is there',
    ask: (who) => send('POST', `/app/patients/${who}/orders/${secret(who)}/sign`),
    ...noOrderer,
  },
  {
    id: 'app-orders-open',
    how: 'the open orders of all',
    shows: 'one that is hidden',
    ask: () => get('/app/orders/open'),
    ...everybodys,
  },
  {
    id: 'app-orders-saved',
    how: 'what was not ordered twice',
    shows: 'that something was there',
    ask: () => get('/app/orders/saved?from=2020-01-01&until=2036-01-01'),
    ...everybodys,
  },
  {
    id: 'app-results',
    how: 'the results to look at',
    shows: 'one that is hidden, though it is one’s own to look at',
    ask: () => get('/app/results'),
    ...everybodys,
  },
  {
    id: 'app-results-unread',
    how: 'what nobody has looked at',
    shows: 'that there is something',
    ask: () => get('/app/results/unread'),
    ...everybodys,
  },
  {
    id: 'app-results-trends',
    how: 'the course of a test',
    shows: 'its value',
    ask: (who) => post('/results/trends', { patient: who, codes: ['http://loinc.org|4548-4'] }),
  },
  {
    id: 'app-results-acknowledge',
    how: 'look at a result that is hidden',
    shows: 'that it waits',
    ask: (who) => post('/results/acknowledge', { tasks: [review(who)], message: 'x' }),
  },
  {
    id: 'app-results-forward',
    how: 'pass on a result that is hidden',
    shows: 'that it waits',
    ask: (who) => post('/results/forward', { task: review(who), to: 'Practitioner/cardiologist' }),
  },
  {
    id: 'app-results-reopen',
    how: 'put a result that is hidden back',
    shows: 'that it was looked at',
    ask: (who) => post('/results/reopen', { tasks: [review(who)] }),
    blind: 'nobody but who looked at it puts it back',
  },
  {
    id: 'app-results-cover',
    how: 'arrange who stands in',
    shows: 'the work of others',
    ask: () => post('/results/cover', { by: 'Practitioner/counsellor', from: '2020-01-01', until: '2020-01-02' }),
    ...askers,
  },
  {
    id: 'app-results-cover-end',
    how: 'end a task that is hidden as if it were a cover',
    shows: 'that it is there',
    ask: (who) => send('DELETE', `/app/results/cover/${secret(who)}`),
    blind: 'it is no cover',
  },
];
