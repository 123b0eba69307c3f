/** The rules of access as sentences, section by section. Pure. */
import { sayUnit } from '../lib/dates.ts';
import { listed, nameIn, t } from './messages.ts';
import type { Rules, Section } from './rules.ts';

type NameOf = (reference: string) => string | undefined;

const roles = (codes: readonly string[]) => listed(codes.map((one) => nameIn('role', one)));
const labels = (codes: readonly string[]) => listed(codes.map((one) => nameIn('label', one)));
const purposes = (codes: readonly string[]) => listed(codes.map((one) => nameIn('purpose', one)));

const SAID: { [S in Section]: (section: Rules[S], nameOf: NameOf) => string[] } = {
  labels: (rules) =>
    rules.map(({ label, types, codes }) => {
      const count = codes.reduce((sum, one) => sum + one.codes.length + one.starts.length, 0);
      const said = { label: nameIn('label', label), count };
      return types ? t('labels.ruleTypes', { ...said, types: listed(types) }) : t('labels.rule', said);
    }),
  seals: (rules) =>
    rules.map(({ label, roles: of, except, ways }) =>
      t('seals.rule', {
        label: nameIn('label', label),
        whom: whomOf(of, except),
        ways: ways.length === 0 ? t('seals.noWay') : listed(ways.map((one) => nameIn('way', one))),
      }),
    ),
  masks: (rules) =>
    rules.length === 0
      ? [t('masks.none')]
      : rules.map(({ label, roles: of, type, shows }) => {
          const said = { label: nameIn('label', label), roles: roles(of), type };
          return shows.length === 0 ? t('masks.ruleNothing', said) : t('masks.rule', { ...said, shows: listed(shows) });
        }),
  programmes: (rules, nameOf) =>
    rules.length === 0 ? [t('programmes.none')] : rules.flatMap((one) => sayProgramme(one, nameOf)),
  care: ({ required, windows }) => [
    ...(required.length === 0
      ? [t('care.notRequired')]
      : required.map((one) => t('care.required', { roles: roles(one.roles) }))),
    ...Object.entries(windows).map(([code, window]) => sayWindow(nameIn('kind', code), window)),
  ],
  consent: ({ spared, unheededBy }) => [
    t('consent.spared', { types: listed(spared) }),
    ...unheededBy.map((one) => t('consent.unheeded', { purposes: purposes(one.purposes), roles: roles(one.roles) })),
  ],
  adolescents: ({ fromAge, untilAge, labels: of }) => [
    t('adolescents.rule', { from: fromAge, until: untilAge - 1, labels: labels(of) }),
  ],
  purposes: (rules) =>
    rules.map(({ roles: of, usual, also }) => {
      const said = { roles: roles(of), usual: nameIn('purpose', usual) };
      return also.length === 0 ? t('purposes.ruleOne', said) : t('purposes.rule', { ...said, also: purposes(also) });
    }),
  breakGlass: ({ roles: of, usualMinutes, mostMinutes }) => [
    t('breakGlass.roles', { roles: roles(of) }),
    t('breakGlass.minutes', { usual: sayUnit(usualMinutes, 'minute'), most: sayUnit(mostMinutes, 'minute') }),
  ],
};

function sayWindow(kind: string, { beforeDays, afterDays }: { beforeDays: number; afterDays: number }): string {
  const after = sayUnit(afterDays, 'day');
  if (beforeDays > 0) return t('care.window', { kind, before: sayUnit(beforeDays, 'day'), after });
  return afterDays > 0 ? t('care.windowAfter', { kind, after }) : t('care.windowOnly', { kind });
}

function whomOf(of: readonly string[] | undefined, except: readonly string[]): string {
  if (of) return roles(of);
  return except.length === 0 ? t('seals.everyone') : t('seals.everyoneBut', { roles: roles(except) });
}

function sayProgramme(one: Rules['programmes'][number], nameOf: NameOf): string[] {
  const named = (references: readonly string[]) => listed(references.map((each) => nameOf(each) ?? each));
  const name = nameOf(one.organization) ?? one.organization;
  return [
    one.controlledBy.length === 0
      ? t('programmes.rule', { name })
      : t('programmes.controlled', { name, by: named(one.controlledBy) }),
    ...(one.serviceOrganizations.length === 0
      ? []
      : [t('programmes.services', { names: named(one.serviceOrganizations) })]),
  ];
}

/** The sentences of one section. */
export function saySection<S extends Section>(rules: Rules, section: S, nameOf: NameOf): string[] {
  return SAID[section](rules[section], nameOf);
}
