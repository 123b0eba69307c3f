/** A consent as people say it: one sentence for what the sheet makes, one a provision for whatever else a Consent may say. */
import { sayBirthDate } from '../lib/dates.ts';
import { localeTag } from '../lib/locale.ts';
import { t } from './messages.ts';
import { CARE_ROLES } from '../../src/base/caller.ts';
import { KINDS, type Kind, RECIPIENT_CLASS, type Terms, termsOf } from './terms.ts';

/** Whose words they are: the person's own, or those of the staff about a person. */
export type Voice = 'own' | 'staff';
/** The name that the directory knows for a reference. */
export type NameOf = (reference: string) => string | undefined;

const SAID_LABELS = ['SUD', '42CFRPart2', 'MH', 'HIV', 'SEX', 'PSYTHPN'] as const;
const SAID_PURPOSES = ['TREAT', 'HPAYMT', 'HOPERAT', 'ETREAT', 'HLEGAL'] as const;

function list(words: readonly string[]): string {
  return new Intl.ListFormat(localeTag(), { type: 'conjunction' }).format(words);
}

function known<T extends string>(all: readonly T[], one: string): one is T {
  return (all as readonly string[]).includes(one);
}

/** A profession as a consent names it. */
export function sayRole(role: string): string {
  return known(CARE_ROLES, role) ? t(`role.${role}`) : role;
}

function sayLabel(code: string): string {
  return known(SAID_LABELS, code) ? t(`label.${code}`) : code;
}

/** Purposes in one list: "treatment and payment". */
export function sayPurposeList(codes: readonly string[]): string {
  return list(codes.map((one) => (known(SAID_PURPOSES, one) ? t(`purpose.${one}`) : one)));
}

function sayPurposes(codes: readonly string[]): string {
  return codes.length === 0 ? '' : t('say.for', { purpose: sayPurposeList(codes) });
}

function sayPeriod(from: string, until: string): string {
  if (from && until) return t('say.fromUntil', { date: sayBirthDate(from), until: sayBirthDate(until) });
  if (until) return t('say.until', { date: sayBirthDate(until) });
  return from ? t('say.from', { date: sayBirthDate(from) }) : '';
}

/** Everything, or the sensitive matters and the kinds that are meant. */
export function sayWhat({ everything, labels, kinds }: Pick<Terms, 'everything' | 'labels' | 'kinds'>, voice: Voice) {
  if (everything) return t(`what.everything.${voice}`);
  const about = labels.length > 0 ? [t('what.about', { matters: list(labels.map(sayLabel)) })] : [];
  return list([...about, ...kinds.map((kind) => t(`kind.${kind}`))]);
}

/** Those who are meant, by name, by profession, or all. */
export function sayWhom(terms: Terms, voice: Voice, nameOf: NameOf = () => undefined): string {
  if (terms.who === 'roles') return list(terms.roles.map((role) => t('whom.role', { role: sayRole(role) })));
  if (terms.who === 'all' && terms.act !== 'limit') return t(`whom.staff.${voice}`);
  return list(terms.people.map(({ reference, name }) => (name === reference ? (nameOf(reference) ?? name) : name)));
}

/** What the terms mean, in one or two sentences. */
export function sayTerms(terms: Terms, voice: Voice, nameOf?: NameOf): string {
  return terms.act === 'limit' ? sayLimit(terms, voice, nameOf) : sayShare(terms, voice, nameOf);
}

function sayLimit(terms: Terms, voice: Voice, nameOf?: NameOf): string {
  const what = sayWhat(terms, voice);
  const names = sayWhom(terms, voice, nameOf);
  const sentence = () => {
    if (terms.who === 'nobody') return t(`say.nobody.${voice}`, { what });
    if (terms.who !== 'all') return t('say.only', { names, what, purpose: sayPurposes(terms.purposes) });
    if (terms.people.length === 0) return t(`say.all.${voice}`);
    return terms.everything ? t(`say.except.${voice}`, { names }) : t(`say.kept.${voice}`, { names, what });
  };
  return [sentence(), sayHolds(terms)].filter(Boolean).join(' ');
}

function sayHolds({ from, until }: Terms): string {
  if (from && until) return t('say.holdsBetween', { from: sayBirthDate(from), until: sayBirthDate(until) });
  if (until) return t('say.holdsUntil', { date: sayBirthDate(until) });
  return from ? t('say.holdsFrom', { date: sayBirthDate(from) }) : '';
}

function sayShare(terms: Terms, voice: Voice, nameOf?: NameOf): string {
  const parts = {
    discloser: terms.discloser?.name ?? t('whom.programme'),
    names: sayWhom(terms, voice, nameOf),
    purpose: sayPurposes(terms.purposes),
    until: sayPeriod(terms.from, terms.until),
  };
  if (terms.act === 'notes') return t(`say.notes.${voice}`, parts);
  return terms.everything
    ? t(`say.share.${voice}`, parts)
    : t(`say.shareKinds.${voice}`, { ...parts, what: sayWhat(terms, voice) });
}

/** What a consent says, sentence by sentence. */
export function sayConsent(consent: fhir4.Consent, voice: Voice, nameOf: NameOf = () => undefined): string[] {
  const terms = termsOf(consent);
  if (terms) return [sayTerms(terms, voice, nameOf)];
  const root = consent.provision;
  if (!root) return [t(consent.policyRule ? `say.all.${voice}` : `whom.unnamed`)];
  const coding = consent.policyRule?.coding ?? [];
  const type = root.type ?? (coding.some(({ code }) => code === 'OPTOUT') ? 'deny' : 'permit');
  return [...new Set(provisions({ ...root, type }, {}).map((one) => sayProvision(one, voice, nameOf)))];
}

/** Every provision with what it has from those around it. */
function provisions(one: fhir4.ConsentProvision, around: fhir4.ConsentProvision): fhir4.ConsentProvision[] {
  const { provision = [], ...own } = one;
  const whole = { ...around, ...own };
  const inner = provision.flatMap((each) => provisions(each, whole));
  return own.type ? [whole, ...inner] : inner;
}

function sayProvision(one: fhir4.ConsentProvision, voice: Voice, nameOf: NameOf): string {
  const types = new Set((one.class ?? []).map(({ code }) => code));
  const labels = (one.securityLabel ?? []).flatMap(({ code }) => (code ? [code] : []));
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => KINDS[kind].some((type) => types.has(type)));
  const everything = labels.length + kinds.length === 0 && !one.data;
  const parts = {
    names: capital(one.actor ? list(one.actor.map((actor) => sayActor(actor, voice, nameOf))) : staff(voice)),
    what: one.data ? t('what.single') : sayWhat({ everything, labels, kinds }, voice),
    purpose: sayPurposes((one.purpose ?? []).flatMap(({ code }) => (code ? [code] : []))),
    until: sayPeriod(one.period?.start ?? '', one.period?.end ?? ''),
  };
  return t(one.type === 'deny' ? 'say.mayNot' : 'say.may', parts);
}

function staff(voice: Voice): string {
  return t(`whom.staff.${voice}`);
}

function sayActor({ reference }: fhir4.ConsentProvisionActor, voice: Voice, nameOf: NameOf): string {
  const { identifier } = reference ?? {};
  if (identifier?.system === RECIPIENT_CLASS && identifier.value) {
    return identifier.value === 'staff' ? staff(voice) : t('whom.role', { role: sayRole(identifier.value) });
  }
  return reference?.display ?? nameOf(reference?.reference ?? '') ?? t('whom.unnamed');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
