export { accounts, DEMO_PASSWORD, type DemoAccount } from './accounts.ts';
export { check, RULES } from './check/check.ts';
export type { Rule, Violation } from './check/model.ts';
export { generateDemo, type DemoOptions, type DemoPart } from './generate.ts';
export { STORIES, type Story } from './stories.ts';
