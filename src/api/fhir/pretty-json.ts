const INDENT = '  ';
const BLANK = /\s/;

/**
 * Lays JSON text out in lines. It works on the text and not on its values, so that every number keeps the digits that came.
 */
export function prettyJson(text: string): string {
  const parts: string[] = [];
  let depth = 0;
  const line = () => parts.push('\n', INDENT.repeat(depth));
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    let end = at + 1;
    if (char === '"') {
      end = endOfString(text, at);
      parts.push(text.slice(at, end));
    } else if (char === '{' || char === '[') {
      end = afterBlanks(text, end);
      parts.push(char);
      if (text[end] === '}' || text[end] === ']') {
        parts.push(text[end]!);
        end += 1;
      } else {
        depth += 1;
        line();
      }
    } else if (char === '}' || char === ']') {
      depth -= 1;
      line();
      parts.push(char);
    } else if (char === ',') {
      parts.push(char);
      line();
    } else if (char === ':') {
      parts.push(': ');
    } else if (!BLANK.test(char)) {
      parts.push(char);
    }
    at = end;
  }
  return `${parts.join('')}\n`;
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && BLANK.test(text[at]!)) at += 1;
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
