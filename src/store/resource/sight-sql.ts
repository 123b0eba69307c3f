import type { Bounded, Seal, Sight } from './sight-model.ts';

/** Adds a value to the statement and gives its placeholder. */
type Place = (value: unknown) => string;

/**
 * The condition that a row of the alias is in sight. `access.sees` says the same of one row; a property test holds them together.
 * Most rows carry no label and most patients have said nothing: that is looked at first.
 */
export function sightSql(sight: Sight, alias: string, place: Place): string {
  if (sight.kind === 'all') return 'true';
  const words = wordsOf(sight, alias, place);
  const parts = sight.seals.map((seal) => sealSql(seal, words));
  if (sight.heedsConsent)
    parts.push(noneOf(words, (patient) => `${words.denied(patient)} and not ${words.glass(patient)}`));
  const isSpared = `${alias}.type = any (${words.texts(sight.spared)})`;
  const outOfCare = (patient: string) => `not ${words.related(patient)} and not ${words.glass(patient)}`;
  if (sight.needsRelation) parts.push(`(${isSpared} or ${noneOf(words, outOfCare)})`);
  else if (sight.heedsRestriction) {
    const restricted = (patient: string) =>
      `exists (select 1 from access_rule f where f.patient = ${patient} and f.effect = 'restrict')`;
    const kept = (patient: string) => `${restricted(patient)} and ${outOfCare(patient)}`;
    parts.push(`(${isSpared} or ${noneOf(words, kept)})`);
  }
  if (parts.length === 0) return 'true';
  const whole = parts.join(' and ');
  if (sight.needsRelation) return `(${whole})`;
  const untouched = `${alias}.labels = '{}' and not exists (select 1 from access_rule f where f.patient = any (${alias}.patients))`;
  return `((${untouched}) or (${whole}))`;
}

type Words = {
  alias: string;
  denied(patient: string): string;
  unlocked(patient: string, label: string): string;
  related(patient: string): string;
  glass(patient: string): string;
  text(value: string): string;
  texts(values: readonly string[]): string;
};

/** The values travel once, however often they are spoken of. */
function wordsOf(sight: Bounded, alias: string, place: Place): Words {
  const made = new Map<string, string>();
  const once = (key: string, value: unknown, cast: string) => {
    let known = made.get(key);
    if (known === undefined) made.set(key, (known = `${place(value)}::${cast}`));
    return known;
  };
  const at = () => once('at', sight.at, 'bigint');
  const text = (value: string) => once(`text ${value}`, value, 'text');
  const texts = (values: readonly string[]) => once(`texts ${JSON.stringify(values)}`, values, 'text[]');
  const isNow = (f: string) =>
    `(${f}.starts is null or ${f}.starts <= ${at()}) and (${f}.ends is null or ${f}.ends > ${at()})`;
  const related = (patient: string, more = '') => `exists (select 1 from access_relation e
    join unnest(${texts(sight.windows.map((one) => one.kind))}, ${once(
      'before',
      sight.windows.map((one) => one.beforeMs),
      'bigint[]',
    )},
      ${once(
        'after',
        sight.windows.map((one) => one.afterMs),
        'bigint[]',
      )}) w(kind, before, after) on w.kind = e.kind
    where e.patient = ${patient} and e.agent = any (${texts(sight.agents)}) and (e.starts is null or e.starts - w.before <= ${at()})
      and (e.ends is null or e.ends + w.after > ${at()})${more})`;
  const inTeam = `f.actors && ${texts(sight.actors)} or ${related('f.patient', ` and e.type || '/' || e.id = any (f.actors)`)}`;
  const said = (patient: string) => `(select distinct on (f.type, f.id) f.effect, f.unlocks from access_rule f
    where f.patient = ${patient} and ${isNow('f')} and (f.actors is null or ${inTeam})
      and (f.labels is null or f.labels && ${alias}.labels) and (f.purposes is null or ${text(sight.purpose)} = any (f.purposes))
      and (f.types is null or ${alias}.type = any (f.types)) and (f.data is null or ${alias}.type || '/' || ${alias}.id = any (f.data))
      and (f.types is not null or f.data is not null or f.effect = 'permit' or ${alias}.type <> all (${texts(sight.spared)}))
    order by f.type, f.id, f.depth desc, f.effect)`;
  return {
    alias,
    denied: (patient) => `exists (select 1 from ${said(patient)} o where o.effect = 'deny')`,
    unlocked: (patient, label) => `exists (select 1 from ${said(patient)} o where ${text(label)} = any (o.unlocks))`,
    related,
    glass: (
      patient,
    ) => `exists (select 1 from access_glass g where g.patient = ${patient} and g.account = ${text(sight.account)}
      and g.starts <= ${at()} and g.ends > ${at()})`,
    text,
    texts,
  };
}

function noneOf({ alias }: Words, test: (patient: string) => string): string {
  return `not exists (select 1 from unnest(${alias}.patients) p(patient) where ${test('p.patient')})`;
}

/** Something that is nobody's cannot be opened by a person's consent, by care for them or by their emergency. */
function allOf({ alias }: Words, test: (patient: string) => string): string {
  return `(cardinality(${alias}.patients) > 0 and not exists (select 1 from unnest(${alias}.patients) p(patient) where not ${test('p.patient')}))`;
}

function sealSql(seal: Seal, words: Words): string {
  const { alias } = words;
  const ways = [`not ${alias}.labels @> array[${words.text(seal.label)}]`];
  if (seal.programmes.length > 0) ways.push(`${alias}.labels && ${words.texts(seal.programmes)}`);
  if (seal.author !== null) ways.push(`${alias}.labels @> array[${words.text(seal.author)}]`);
  if (seal.byConsent) ways.push(allOf(words, (patient) => words.unlocked(patient, seal.label)));
  if (seal.byRelation) ways.push(allOf(words, words.related));
  if (seal.byGlass) ways.push(allOf(words, words.glass));
  return `(${ways.join(' or ')})`;
}
