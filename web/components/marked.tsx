import { markDigits, markWords, type Part } from '../lib/match.ts';

/** Text with the part that answers the search marked. */
export function Marked({ text, query, by = 'words' }: { text: string; query: string; by?: 'words' | 'digits' }) {
  const parts: Part[] = by === 'words' ? markWords(text, query) : markDigits(text, query);
  return parts.map((part, place) => {
    const key = `${place}`;
    return part.matched ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>;
  });
}
