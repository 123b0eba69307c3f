export { runPartner, type PartnerOptions } from './run-partner.ts';
