/** Narrative as it may be shown to a clinician without harm: http://hl7.org/fhir/R4/narrative.html#xhtml */

const ELEMENTS = new Set(
  (
    'a abbr acronym address b bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6 ' +
    'hr i img ins kbd li map area ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var'
  ).split(' '),
);

const TAG =
  /<(?:!--[\s\S]*?-->|(\/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z_:][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>)/y;
const ATTRIBUTE = /([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const BARE_AMPERSAND = /&(?!(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)/;

/** True for a link that runs something; entities and white space inside the scheme are seen through, as browsers do. */
function isActiveLink(value: string): boolean {
  const plain = value
    .replace(/&#x([0-9a-f]+);?/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);?/g, (_, decimal: string) => String.fromCharCode(Number(decimal)))
    .replace(/&(?:Tab|NewLine);/g, '')
    .replace(/&colon;/g, ':')
    // oxlint-disable-next-line no-control-regex -- what a browser skips inside a scheme
    .replace(/[\u0000-\u0020]/g, '');
  return /^(?:javascript|vbscript|data:text\/html)/i.test(plain);
}

function attributesFault(tag: string, attributes: string): string | null {
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) {
    const plain = name!.toLowerCase();
    if (plain.startsWith('on')) return `has an event handler (${name} on ${tag})`;
    if (['href', 'src', 'background', 'xlink:href'].includes(plain) && isActiveLink(double ?? single ?? '')) {
      return `has a link that runs a script (${name} on ${tag})`;
    }
  }
  return null;
}

function tagFault(open: string[], found: RegExpExecArray, isFirst: boolean): string | null {
  const [, slash, tag, attributes, selfClosed] = found;
  if (tag === undefined) return null;
  if (isFirst && (slash || tag !== 'div')) return 'must be one <div> element';
  if (!isFirst && open.length === 0) return 'has content after its <div>';
  if (slash) {
    const expected = open.pop();
    return expected === tag
      ? null
      : `closes <${tag}> where ${expected === undefined ? 'nothing' : `<${expected}>`} is open`;
  }
  if (!ELEMENTS.has(tag)) return `must not hold the element <${tag}>`;
  if (!selfClosed) open.push(tag);
  return attributesFault(tag, attributes ?? '');
}

/** What is wrong with a narrative's div; null where nothing is. */
export function narrativeFault(div: string): string | null {
  const open: string[] = [];
  let at = div.length - div.trimStart().length;
  const end = div.trimEnd().length;
  let isFirst = true;
  let hasContent = false;
  if (div[at] !== '<') return 'must be one <div> element';
  while (at < end) {
    const next = div.indexOf('<', at);
    const text = div.slice(at, next === -1 ? end : next);
    if (text !== '') {
      if (open.length === 0) return text.trim() === '' ? null : 'has content after its <div>';
      if (BARE_AMPERSAND.test(text)) return 'holds an & that is not written &amp;';
      hasContent ||= text.trim() !== '';
    }
    if (next === -1) break;
    TAG.lastIndex = next;
    const found = TAG.exec(div);
    if (!found) return `is not well-formed XHTML at "${div.slice(next, next + 20)}"`;
    const fault = tagFault(open, found, isFirst);
    if (fault) return fault;
    hasContent ||= found[2] === 'img';
    if (found[2] !== undefined) isFirst = false;
    at = TAG.lastIndex;
  }
  if (open.length > 0) return `does not close <${open.at(-1)}>`;
  return hasContent ? null : 'must have something in it other than white space';
}
