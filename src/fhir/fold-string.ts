// oxlint-disable-next-line no-control-regex -- plain ASCII is the common case, and needs no decomposition
const ASCII = /^[\u0000-\u007f]*$/;

/** Letters that Unicode doesn't decompose but a reader types without their stroke. */
const STROKES: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
};

/** Text as string search compares it: lower case, accents and combining marks removed, runs of white space one space. */
export function foldString(text: string): string {
  let folded = text.toLowerCase();
  if (!ASCII.test(folded)) {
    folded = folded
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[øłđðþæœßıħŧ]/g, (letter) => STROKES[letter]!)
      .toLowerCase();
  }
  return folded.replace(/\s+/g, ' ').trim();
}
