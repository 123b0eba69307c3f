/** What answers in the catalogue as one types: favourites and sets before anything is typed, then items and sets by their words. */
import { answers } from '../components/code-picker.tsx';
import { Marked } from '../components/marked.tsx';
import type { Choice, ChoiceGroup } from '../components/picker.tsx';
import type { Language } from '../lib/locale.ts';
import type { OrderSet } from './model.ts';
import type { CatalogueAnswer, Item } from './model.ts';
import { t } from './messages.ts';

const MOST_SHOWN = 10;

/** The name of an item or of a set in the language of the screen. */
export function nameOf(one: { name?: string; title?: string; es?: string | undefined }, language: Language): string {
  return (language === 'es' ? one.es : undefined) ?? one.name ?? one.title ?? '';
}

const conceptOf = (name: string, synonyms: readonly string[]) => ({ system: '', code: '', display: name, synonyms });

function itemChoice(item: Item, query: string, language: Language): Choice<Item[]> {
  const name = nameOf(item, language);
  return {
    key: item.key,
    text: name,
    value: [item],
    line: (
      <>
        <span>
          <Marked text={name} query={query} />
        </span>
        <span className="tl-label">{t(`kind.${item.kind}`)}</span>
      </>
    ),
  };
}

function setChoice(set: OrderSet, items: ReadonlyMap<string, Item>, query: string, language: Language): Choice<Item[]> {
  const name = nameOf(set, language);
  const of = set.items.flatMap((key) => items.get(key) ?? []);
  return {
    key: `set-${set.key}`,
    text: name,
    value: of,
    line: (
      <>
        <span>
          <Marked text={name} query={query} />
        </span>
        <span className="tl-label">{t('set.count', { count: of.length })}</span>
      </>
    ),
  };
}

/** See above. What begins with the words comes before what merely has them; a short code that is meant exactly comes first. */
export function findItems(text: string, catalogue: CatalogueAnswer, language: Language): ChoiceGroup<Item[]>[] {
  const items = new Map(catalogue.items.filter(({ standing }) => standing !== 'neither').map((one) => [one.key, one]));
  const sets = catalogue.sets.filter((set) => set.items.some((key) => items.has(key)));
  if (text === '') {
    const favourites = catalogue.favourites.flatMap((key) => items.get(key) ?? []);
    return [
      { label: t('favourites'), choices: favourites.map((item) => itemChoice(item, '', language)) },
      { label: t('sets'), choices: sets.map((set) => setChoice(set, items, '', language)) },
    ];
  }
  const wanted = text.toLowerCase();
  const rank = (item: Item): number => {
    const names = [item.name, item.es ?? '', item.key, ...(item.also ?? [])];
    if (names.some((name) => name.toLowerCase() === wanted)) return 3;
    return answers(conceptOf(nameOf(item, language), names), text);
  };
  const found = [...items.values()]
    .map((item) => ({ item, rank: rank(item) }))
    .filter((one) => one.rank > 0)
    .sort((a, b) => b.rank - a.rank || nameOf(a.item, language).localeCompare(nameOf(b.item, language)))
    .slice(0, MOST_SHOWN);
  const foundSets = sets.filter((set) => answers(conceptOf(nameOf(set, language), [set.title]), text) > 0);
  return [
    { label: t('found'), choices: found.map(({ item }) => itemChoice(item, text, language)) },
    { label: t('sets'), choices: foundSets.map((set) => setChoice(set, items, text, language)) },
  ];
}
