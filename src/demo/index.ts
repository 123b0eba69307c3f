export { accounts, DEMO_PASSWORD, type DemoAccount } from './accounts.ts';
export { check, RULES } from './check/check.ts';
export type { Rule, Violation } from './check/model.ts';
export { generateDemo, type DemoOptions, type DemoPart } from './generate.ts';
export {
  cancelStep,
  markOf,
  nameOfMark,
  namesBeside,
  namesOf,
  nextStep,
  refusedOf,
  transactionOf,
  type Held,
} from './partners/deliver.ts';
export { PARTNER_KINDS, type Order, type Partner, type PartnerKind, type Step } from './partners/model.ts';
export { planOf } from './partners/plan.ts';
export { PARTNERS } from './places.ts';
export { STORIES, type Story } from './stories.ts';
