import { Fault } from '../../base/index.ts';
import { splitWords } from '../../fhir/index.ts';

type Token =
  | { kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { kind: 'words'; words: string[]; isBeginning: boolean };

const MOST_WORDS = 100;
/** A longer one is in no index. */
const LONGEST_WORD = 200;
const MOST_DEPTH = 20;

const TOKEN = /\s*(?:([()])|"([^"]*)"|(-)(?=\S)|([^\s()"]+))/gy;
const OPERATORS: { [word: string]: Token } = { and: { kind: 'and' }, or: { kind: 'or' }, not: { kind: 'not' } };

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [, bracket, phrase, minus, word] of text.matchAll(TOKEN)) {
    if (bracket) tokens.push({ kind: bracket === '(' ? 'open' : 'close' });
    else if (minus) tokens.push({ kind: 'not' });
    else if (word !== undefined && Object.hasOwn(OPERATORS, word.toLowerCase())) {
      tokens.push(OPERATORS[word.toLowerCase()]!);
    } else {
      const words = splitWords(phrase ?? word ?? '');
      if (words.length > 0) tokens.push({ kind: 'words', words, isBeginning: word?.endsWith('*') ?? false });
    }
  }
  return tokens;
}

/** A lexeme of a tsquery: words are letters and digits, so that nothing needs an escape. */
function lexemes({ words, isBeginning }: Token & { kind: 'words' }): string {
  const parts = words.map((word, at) => `'${word}'${isBeginning && at === words.length - 1 ? ':*' : ''}`);
  return parts.length === 1 ? parts[0]! : `(${parts.join(' <-> ')})`;
}

/**
 * What `_text` and `_content` are asked for, as a PostgreSQL tsquery: words, "phrases", `beginnings*`, AND, OR, NOT (or `-`), and
 * brackets, as in `(bone OR liver) and metastases` (http://hl7.org/fhir/R4/search.html#text). Words side by side must all be there.
 * Faults: invalid, naming the parameter.
 */
export function textQuery(name: string, text: string): string {
  const invalid = (why: string) => new Fault('invalid', 'value', `The parameter "${name}": ${why}.`);
  const tokens = tokensOf(text);
  const words = tokens.flatMap((token) => (token.kind === 'words' ? token.words : []));
  if (Math.max(tokens.length, words.length) > MOST_WORDS) throw invalid(`more than ${MOST_WORDS} words are too costly`);
  if (words.some((word) => word.length > LONGEST_WORD)) {
    throw invalid(`a word of more than ${LONGEST_WORD} characters is never found`);
  }
  if (!tokens.some(({ kind }) => kind === 'words')) throw invalid('it holds no word to look for');
  let at = 0;

  function alternatives(depth: number): string {
    if (depth > MOST_DEPTH) throw invalid(`brackets nest deeper than ${MOST_DEPTH}`);
    const parts = [conjunction(depth)];
    while (tokens[at]?.kind === 'or') {
      at += 1;
      parts.push(conjunction(depth));
    }
    return parts.length === 1 ? parts[0]! : `(${parts.join(' | ')})`;
  }

  function conjunction(depth: number): string {
    const parts: string[] = [];
    for (;;) {
      if (tokens[at]?.kind === 'and' && parts.length > 0) at += 1;
      const next = tokens[at]?.kind;
      if (next === undefined || next === 'close' || next === 'or') break;
      parts.push(term(depth));
    }
    if (parts.length === 0) throw invalid('a word is missing beside AND, OR, NOT or a bracket');
    return parts.length === 1 ? parts[0]! : `(${parts.join(' & ')})`;
  }

  function term(depth: number): string {
    const token = tokens[at++];
    if (token?.kind === 'words') return lexemes(token);
    if (token?.kind === 'not') return `!${term(depth)}`;
    if (token?.kind !== 'open') throw invalid('a word is missing beside AND, OR, NOT or a bracket');
    const within = alternatives(depth + 1);
    if (tokens[at++]?.kind !== 'close') throw invalid('a bracket is not closed');
    return `(${within})`;
  }

  const query = alternatives(0);
  if (at < tokens.length) throw invalid('a bracket is closed that was not opened');
  return query;
}
