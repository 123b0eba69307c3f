import type { Caller } from '../base/index.ts';
import { shownByBoth } from '../fhir/index.ts';
import type { Seal, Sight } from '../store/index.ts';
import { type AccessRules, isInForce } from './access-rules.ts';
import { BOUND_BY_RELATION } from './policy.ts';

const DAY_MS = 24 * 3600_000;
const LEGAL = 'HLEGAL';

/** What of the world outside the caller their sight depends on. */
export type Setting = {
  rules: AccessRules;
  /** ms since 1970 */
  at: number;
  /** The organizations of which the caller's site is a part, nearest first, as `Organization/x`; the site itself is not among them. */
  above?: readonly string[];
  /** Date of birth of the patient for whom a proxy acts. */
  born?: string | undefined;
};

/** The purpose for which somebody asks where they do not say: v3-PurposeOfUse. */
export function usualPurpose(rules: AccessRules, caller: Caller): string {
  return rules.purposes.find((one) => one.roles.includes(caller.role))?.usual ?? 'TREAT';
}

/** The purposes that a caller may name. */
export function purposesOf(rules: AccessRules, caller: Caller): string[] {
  const found = rules.purposes.find((one) => one.roles.includes(caller.role));
  return found ? [found.usual, ...found.also] : [];
}

/**
 * What a caller sees of the types that they may read, by the rules in force: the data of which `sees` and the store's SQL are both made.
 * Pure: everything that differs from patient to patient is left to them.
 */
export function sightOf(caller: Caller, { rules, at, above = [], born }: Setting): Sight {
  if (caller.role === 'system') return { kind: 'all' };
  const purpose = caller.purpose ?? usualPurpose(rules, caller);
  const agents = agentsOf(caller);
  const isSubject = caller.role === 'patient';
  const bound = BOUND_BY_RELATION.get(caller.role);
  const isFor = (list: readonly { roles: readonly string[]; purposes: readonly string[] }[]) =>
    list.some((one) => one.roles.includes(caller.role) && one.purposes.includes(purpose));
  return {
    kind: 'bounded',
    at,
    account: caller.id,
    agents,
    actors: [...agents, ...above, `role:${caller.role}`, ...(isSubject ? [] : ['class:staff'])],
    purpose,
    heedsConsent: !isSubject && !isFor(rules.consent.unheededBy),
    needsRelation:
      bound !== undefined || rules.care.required.some((one) => isInForce(one, at) && one.roles.includes(caller.role)),
    heedsRestriction: !isSubject && !isFor(rules.consent.unheededBy),
    // Nor is who a stranger is for those who are bound to whom they have work for.
    spared: bound === undefined ? rules.consent.spared : [],
    seals: sealsOf(caller, purpose, { rules, at, born }),
    windows: Object.entries(rules.care.windows)
      .filter(([kind]) => bound === undefined || kind === bound)
      .map(([kind, { beforeDays, afterDays }]) => ({
        kind,
        beforeMs: beforeDays * DAY_MS,
        afterMs: afterDays * DAY_MS,
      })),
  };
}

function agentsOf(caller: Caller): string[] {
  const { practitioner, practitionerRole, site } = caller;
  return [practitioner, practitionerRole, site].filter((one) => one !== undefined);
}

function sealsOf(caller: Caller, purpose: string, setting: Setting): Seal[] {
  const { rules, at } = setting;
  const seals = rules.seals
    .filter(
      (one) => isInForce(one, at) && (one.roles?.includes(caller.role) ?? true) && !one.except.includes(caller.role),
    )
    .filter((one) => !one.opensFor.some((to) => to.roles.includes(caller.role) && to.purposes.includes(purpose)))
    // Into legal proceedings nothing sealed goes but by a consent, or an order kept as one, that says so: 42 CFR 2.61 to 2.67.
    .map(({ label, ways }) => ({ label, ways: purpose === LEGAL ? ways.filter((way) => way === 'consent') : ways }))
    .map(({ label, ways }): Seal => ({
      label,
      programmes: ways.includes('programme') ? programmesOf(caller, setting) : [],
      byConsent: ways.includes('consent'),
      byGlass: ways.includes('break-glass'),
      byRelation: ways.includes('care-relationship'),
      author: ways.includes('author') && caller.practitioner ? `author:${caller.practitioner}` : null,
      ...(purpose === LEGAL ? {} : masksOf(caller, label, setting)),
    }));
  if (!actsForAdolescent(caller, setting)) return seals;
  const shut = { programmes: [], byConsent: false, byGlass: false, byRelation: false, author: null };
  return [...seals, ...rules.adolescents.labels.map((label) => ({ label, ...shut }))];
}

/** By type, what is shown of it to this caller where the label's seal is shut; by every rule that is about it. */
function masksOf(caller: Caller, label: string, { rules, at }: Setting): Pick<Seal, 'masks'> {
  const masks: NonNullable<Seal['masks']> = {};
  for (const { type, shows, ...rule } of rules.masks) {
    if (rule.label !== label || !rule.roles.includes(caller.role) || !isInForce(rule, at)) continue;
    masks[type] = masks[type] ? [...shownByBoth(masks[type], shows)] : shows;
  }
  return Object.keys(masks).length > 0 ? { masks } : {};
}

/** The programmes within which, and within whose controlling entities and service organizations, the caller is: 42 CFR 2.12(c)(3), (4). */
function programmesOf(caller: Caller, { rules, at }: Setting): string[] {
  const { site } = caller;
  if (site === undefined) return [];
  return rules.programmes
    .filter((one) => isInForce(one, at))
    .filter((one) => [one.organization, ...one.controlledBy, ...one.serviceOrganizations].includes(site))
    .map((one) => `programme:${one.organization}`);
}

/** True for whoever acts for a minor who has secrets of their own by the rules. */
export function actsForAdolescent(caller: Caller, { rules, at, born }: Setting): boolean {
  return caller.proxy !== undefined && isAdolescent(rules, born, at);
}

/** Of an age that is not known everything is kept that might have to be. */
function isAdolescent({ adolescents }: AccessRules, born: string | undefined, at: number): boolean {
  if (born === undefined) return true;
  const age = ageAt(born, at);
  return age >= adolescents.fromAge && age < adolescents.untilAge;
}

/** Whole years; of a birth date without day or month, those of its first day. */
function ageAt(born: string, at: number): number {
  const [year = 0, month = 1, day = 1] = born.split('-').map(Number);
  const now = new Date(at);
  const before = now.getUTCMonth() + 1 < month || (now.getUTCMonth() + 1 === month && now.getUTCDate() < day);
  return now.getUTCFullYear() - year - (before ? 1 : 0);
}
