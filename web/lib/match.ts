/** Marking the part of a result that answers what was typed. */
export type Part = { text: string; matched: boolean };

/** Lower case, accents removed, one output character per input character so that positions stay true. */
function fold(text: string): string {
  return [...text].map((letter) => letter.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()[0] ?? ' ').join('');
}

/** Splits `text` where a word of it begins with a word of `query`. */
export function markWords(text: string, query: string): Part[] {
  const letters = [...text];
  const folded = fold(text);
  const wanted = fold(query.trim())
    .split(/[\s,]+/)
    .filter(Boolean);
  const marked = letters.map(() => false);
  for (const word of wanted) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      if (at > 0 && /[\p{L}\p{N}]/u.test(folded[at - 1] ?? '')) continue;
      marked.fill(true, at, at + word.length);
      break;
    }
  }
  return gather(letters, marked);
}

/** Splits `text` where its digits contain the digits of `query`, whatever punctuation stands between. */
export function markDigits(text: string, query: string): Part[] {
  const letters = [...text];
  const places = letters.flatMap((letter, place) => (/[\p{L}\p{N}]/u.test(letter) ? [place] : []));
  const digits = fold(places.map((place) => letters[place]).join(''));
  const wanted = fold(query).replaceAll(/[^\p{L}\p{N}]/gu, '');
  const marked = letters.map(() => false);
  const at = wanted ? digits.indexOf(wanted) : -1;
  if (at >= 0) marked.fill(true, places[at] ?? 0, (places[at + wanted.length - 1] ?? 0) + 1);
  return gather(letters, marked);
}

function gather(letters: readonly string[], marked: readonly boolean[]): Part[] {
  const parts: Part[] = [];
  for (const [place, letter] of letters.entries()) {
    const last = parts.at(-1);
    if (last && last.matched === marked[place]) last.text += letter;
    else parts.push({ text: letter, matched: marked[place] ?? false });
  }
  return parts;
}
