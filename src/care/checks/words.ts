/** Names of medicines in running text, and phrases of advice. Word by word, so that what is loaded can never run away with time. */

/** A name that was found: `at` and `length` in words; what it stands for. */
export type Named = { at: number; length: number; ingredients: string[]; classes: string[] };

type Entry = { words: string[]; ingredient?: string; class?: string };

export type NameIndex = ReadonlyMap<string, readonly Entry[]>;

/** Lower case without accents and apostrophes, split where no letter or digit is. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** An index of names by their first word, the longest first. */
export function indexNames(names: readonly { name: string; ingredient?: string; class?: string }[]): NameIndex {
  const index = new Map<string, Entry[]>();
  for (const { name, ...of } of names) {
    const words = wordsOf(name);
    const [first] = words;
    if (first === undefined) continue;
    index.set(first, [...(index.get(first) ?? []), { words, ...of }]);
  }
  for (const entries of index.values()) entries.sort((a, b) => b.words.length - a.words.length);
  return index;
}

/** The names in a text from left to right; of two that begin at one word the longer. */
export function namesIn(index: NameIndex, words: readonly string[]): Named[] {
  const found: Named[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const fits = (index.get(words[at]!) ?? []).filter((entry) =>
      entry.words.every((word, place) => words[at + place] === word),
    );
    const length = fits[0]?.words.length;
    if (length === undefined) continue;
    const best = fits.filter((entry) => entry.words.length === length);
    found.push({
      at,
      length,
      ingredients: best.flatMap((entry) => entry.ingredient ?? []),
      classes: best.flatMap((entry) => entry.class ?? []),
    });
    at += length - 1;
  }
  return found;
}

/** Words that turn what follows into its opposite. */
const NEGATORS = new Set(
  'no not dont never avoid stop without instead rather except unless if cannot evite nunca sin deje ni'.split(' '),
);
const MOST_BETWEEN = 4;
const REACH_OF_A_NEGATOR = 3;

/** A phrase as its steps: a word, up to four words of any kind (`*`), or a name of a class (`@nsaids`). */
export type Phrase = readonly string[];

export function phraseOf(text: string): Phrase {
  return text.split(' ').map((step) => (step === '*' || step.startsWith('@') ? step : (wordsOf(step)[0] ?? step)));
}

/** Text as sentences of words: a decimal point ends none. */
export function sentencesOf(text: string): string[][] {
  return text
    .split(/[.;!?](?:\s|$)|\n/)
    .map(wordsOf)
    .filter((words) => words.length > 0);
}

/** True where a sentence says a phrase and does not deny it. */
export function says(
  words: readonly string[],
  phrase: Phrase,
  names: readonly Named[],
  isOf: (named: Named, id: string) => boolean,
): boolean {
  const fits = (at: number, step: number): boolean => {
    if (step === phrase.length) return true;
    const wanted = phrase[step]!;
    if (wanted === '*') {
      for (let skipped = 0; skipped <= MOST_BETWEEN && at + skipped <= words.length; skipped += 1) {
        if (fits(at + skipped, step + 1)) return true;
        if (NEGATORS.has(words[at + skipped] ?? '')) return false;
      }
      return false;
    }
    if (wanted.startsWith('@')) {
      const named = names.find((one) => one.at === at && isOf(one, wanted.slice(1)));
      return named !== undefined && fits(at + named.length, step + 1);
    }
    return words[at] === wanted && fits(at + 1, step + 1);
  };
  const isDenied = (at: number) =>
    words.slice(Math.max(0, at - REACH_OF_A_NEGATOR), at).some((word) => NEGATORS.has(word));
  return words.some((_, at) => fits(at, 0) && !isDenied(at));
}
